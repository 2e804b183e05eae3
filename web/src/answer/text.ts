// A draft as plain text, for the clipboard. Struck sentences are left out: they must not be used.
import type { Answer, Claim } from "../api/types";
import type { Dictionary } from "../i18n/en";
import { dateText } from "../i18n/format";

export function answerText(answer: Answer, title: string, t: Dictionary): string {
  const lines = [title, `${t.answer.draft} ${t.answer.check}`, answer.as_of ? `${t.answer.asOf} ${dateText(answer.as_of)}` : ""].filter(Boolean);
  for (const section of answer.sections) {
    lines.push("", section.title);
    for (const claim of section.claims) if (claim.verdict !== "struck") lines.push(`- ${claim.text}${citeText(claim)}`);
  }
  const cited = citedEvidence(answer);
  if (cited.length) lines.push("", t.answer.sources, ...cited.map((one) => `[${one.label}] ${one.text}`));
  return lines.join("\n");
}

const citeText = (claim: Claim) => (claim.cites.length ? ` [${claim.cites.join(", ")}]` : "");

export function citedEvidence(answer: Answer) {
  const cited = new Set(answer.sections.flatMap((section) => section.claims.flatMap((claim) => claim.cites)));
  return answer.evidence.filter((one) => cited.has(one.label));
}

export interface Tally { checked: number; corrected: number; code: number; struck: number }

export function tally(answer: Answer): Tally {
  const result: Tally = { checked: 0, corrected: 0, code: 0, struck: 0 };
  for (const claim of answer.sections.flatMap((section) => section.claims)) {
    if (claim.verdict === "struck") result.struck += 1;
    else if (claim.verdict === "corrected") result.corrected += 1;
    else if (claim.by_model) result.checked += 1;
    else result.code += 1;
  }
  return result;
}
