// What the app says about one fact of the timeline.
import type { Dictionary } from "../i18n/en";
import { msText } from "../i18n/format";
import type { ListedFact } from "../state/source.svelte";
import { factId } from "../api/types";
import { factName, kindKey, type TimelineModel } from "./model";

export interface FactLine { date: string; name: string; value: string; interpretation: string; status: string; kind: string }

export function factLine(model: TimelineModel, fact: number, t: Dictionary): FactLine {
  const { columns } = model;
  const start = model.start[fact]!, end = model.end[fact]!;
  let date = Number.isNaN(start) ? "" : msText(start);
  if (model.open[fact]) date += ` – ${t.timeline.ongoing}`;
  else if (end > start) date += ` – ${msText(end).slice(0, 10) === date.slice(0, 10) ? msText(end).slice(11) || msText(end) : msText(end)}`;
  const status = kindKey(columns.status[fact] ?? "");
  const kind = kindKey(columns.kinds[columns.kind[fact]!] ?? "other");
  return {
    date, name: factName(model, fact), value: columns.value[fact] ?? "", interpretation: columns.interpretation[fact] ?? "",
    status: status === "final" || status === "completed" ? "" : (t.statuses[status] ?? ""), kind: t.kinds[kind] ?? kind,
  };
}

// In words, for a screen reader.
export function factSentence(model: TimelineModel, fact: number, t: Dictionary): string {
  const line = factLine(model, fact, t);
  return [line.kind, line.date, line.name, line.value, t.flags[line.interpretation] ?? "", line.status].filter(Boolean).join(", ");
}

export function listedFact(model: TimelineModel, fact: number, t: Dictionary): ListedFact {
  const line = factLine(model, fact, t);
  return {
    fact: factId(model.columns.fact[fact]!), title: [line.name, line.value].filter(Boolean).join(" "), detail: [line.date, line.status].filter(Boolean).join(" · "),
    interpretation: line.interpretation,
  };
}
