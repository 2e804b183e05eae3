// Drafts: a floor by code, then claims as a model would word them, among them a corrected, a refused and a struck one.
import { current } from "./views.mjs";
import { today } from "./record.mjs";

const words = {
  en: {
    illness_severity: "Illness severity", patient_summary: "Patient summary", action_list: "Action list", situation: "Situation awareness and contingency",
    medication_allergy: "Medications and allergies", pending: "Pending results", problems: "Active problems", results: "Abnormal and latest results", course: "Course", answer: "Answer",
    severe: "Unstable: potassium and oxygen saturation are outside their reference.", allergy: "Allergy", since: "since", latest: "Latest", open: "Open order", trend: "rising over the last three results",
    olderResults: "older laboratory results", oldVitals: "older vital signs",
  },
  ko: {
    illness_severity: "중증도", patient_summary: "환자 요약", action_list: "할 일", situation: "상황 인식과 대비", medication_allergy: "약물과 알레르기", pending: "대기 중인 결과",
    problems: "현재 문제", results: "비정상·최근 결과", course: "경과", answer: "답변", severe: "불안정: 칼륨과 산소포화도가 참고치를 벗어났습니다.", allergy: "알레르기", since: "시작",
    latest: "최근", open: "미완료 오더", trend: "최근 세 번의 결과에서 상승", olderResults: "이전 검사 결과", oldVitals: "이전 활력징후",
  },
};

const dayOf = (ms) => (ms == null ? "" : new Date(ms).toISOString().slice(0, 10));

class Draft {
  evidence = [];

  constructor(record, language) {
    this.record = record;
    this.w = words[language];
  }

  cite(fact, kind = "fact", facts = [fact], text = null) {
    const label = `${{ fact: "f", note: "n", computed: "c" }[kind]}${this.evidence.length + 1}`;
    this.evidence.push({
      label, kind, text: text ?? [dayOf(fact.start_ms), fact.name, fact.value, fact.reference && `(${fact.reference}${fact.interpretation && fact.interpretation !== "N" ? `, ${fact.interpretation}` : ""})`, fact.text].filter(Boolean).join(" "),
      facts: facts.map((one) => `f${one.number}`), document: fact.document, begin: fact.begin, end: fact.end,
    });
    return label;
  }

  claim = (text, ...cites) => ({ text, cites, verdict: "floor", by_model: false, replaced: "", why: [] });
  state = (fact) => this.claim(`${fact.name}${fact.text ? `: ${fact.text}` : ""} (${this.w.since} ${dayOf(fact.start_ms)})`, this.cite(fact));
  result = (fact) => this.claim(`${fact.name} ${fact.value}${fact.interpretation && fact.interpretation !== "N" ? ` (${fact.interpretation})` : ""}, ${dayOf(fact.start_ms)}`, this.cite(fact));

  latest(code) {
    return this.record.facts.findLast((fact) => fact.code === code && fact.number_value != null);
  }

  trend(code) {
    const facts = this.record.facts.filter((fact) => fact.code === code && fact.number_value != null).slice(-3);
    const last = facts.at(-1);
    return last && this.claim(`${last.name}: ${facts.map((fact) => fact.value).join(" → ")}`, this.cite(last, "computed", facts, facts.map((fact) => `${dayOf(fact.start_ms)} ${fact.value}`).join("; ")));
  }
}

const section = (draft, id, claims) => ({ id, title: draft.w[id], claims: claims.filter(Boolean) });

function handoff(draft) {
  const { record } = draft;
  const problems = current(record, "condition"), drugs = current(record, "medication"), allergies = current(record, "allergy"), orders = current(record, "order");
  const potassium = draft.latest("2823-3"), oxygen = draft.latest("59408-5"), creatinine = draft.latest("2160-0");
  const plan = record.facts.find((fact) => fact.kind === "note" && /^(Plan|계획)$/.test(fact.name)), assessment = record.facts.find((fact) => fact.kind === "note" && /^(Assessment|현병력)$/.test(fact.name));
  const visit = record.facts.findLast((fact) => fact.kind === "encounter");
  return [
    section(draft, "illness_severity", [potassium && oxygen && draft.claim(draft.w.severe, draft.cite(potassium), draft.cite(oxygen))]),
    section(draft, "patient_summary", [visit && draft.state(visit), assessment && draft.claim(assessment.text, draft.cite(assessment, "note")), ...problems.slice(0, 6).map(draft.state)]),
    section(draft, "action_list", [plan && draft.claim(plan.text, draft.cite(plan, "note")), ...orders.map((fact) => draft.claim(`${draft.w.open}: ${fact.name}`, draft.cite(fact)))]),
    section(draft, "situation", [draft.trend("2160-0"), draft.trend("33914-3"), draft.latest("8867-4") && draft.result(draft.latest("8867-4"))]),
    section(draft, "medication_allergy", [...allergies.map((fact) => draft.claim(`${draft.w.allergy}: ${fact.name}`, draft.cite(fact))), ...drugs.slice(0, 8).map(draft.state)]),
    section(draft, "pending", orders.slice(0, 1).map((fact) => draft.claim(fact.name, draft.cite(fact))).concat(creatinine ? [draft.result(creatinine)] : [])),
  ];
}

function summarize(draft) {
  const { record } = draft;
  const abnormal = record.facts.filter((fact) => fact.kind === "laboratory" && /^[HL]/.test(fact.interpretation)).slice(-6).reverse();
  return [
    section(draft, "problems", current(record, "condition").map(draft.state)),
    section(draft, "medication_allergy", [...current(record, "allergy"), ...current(record, "medication")].map(draft.state)),
    section(draft, "results", abnormal.map(draft.result)),
    section(draft, "course", record.facts.filter((fact) => fact.kind === "encounter").slice(-4).reverse().map(draft.state)),
  ];
}

function ask(draft, question) {
  const { record } = draft;
  const is = (pattern) => pattern.test(question);
  let claims = [];
  if (is(/allerg|알레르/i)) claims = current(record, "allergy").map(draft.state);
  else if (is(/creatin|크레아/i)) claims = [draft.latest("2160-0") && draft.result(draft.latest("2160-0")), draft.trend("2160-0")];
  else if (is(/potass|칼륨/i)) claims = [draft.latest("2823-3") && draft.result(draft.latest("2823-3")), draft.trend("2823-3")];
  else if (is(/pressure|혈압/i)) claims = [draft.trend("8480-6"), draft.trend("8462-4")];
  else if (is(/medic|약/i)) claims = current(record, "medication").map(draft.state);
  else if (is(/visit|내원/i)) claims = record.facts.filter((fact) => fact.kind === "encounter").slice(-1).map(draft.state);
  return [section(draft, "answer", claims)];
}

export function floor(record, id, task, language, question) {
  const draft = new Draft(record, language);
  const sections = task === "ask" ? ask(draft, question) : task === "handoff" ? handoff(draft) : summarize(draft);
  return {
    id, patient: record.id, task, question, language, created_ms: Date.now(), as_of: new Date(today).toISOString().slice(0, 10), state: "draft",
    not_in_record: task === "ask" && sections[0].claims.length === 0, sections, evidence: draft.evidence,
    left_out: task === "ask" ? [] : [{ what: `${record.facts.length - draft.evidence.length} ${draft.w.olderResults}`, count: record.facts.length - draft.evidence.length }],
    model: { model: "", sha256: "", calls: 0, prompt_tokens: 0, generated_tokens: 0, reused_tokens: 0, seconds: 0, seconds_to_first_sentence: 0, planned: 0, said: 0, refused: 0, retried: 0, fell_back: 0 },
  };
}

const messages = {
  en: { number: "The sentence says a number that the cited evidence does not carry.", age: "The record gives another age.", unsupported: "Nothing in the cited evidence says this." },
  ko: { number: "인용된 근거에 없는 숫자입니다.", age: "기록의 나이와 다릅니다.", unsupported: "인용된 근거에 이런 내용이 없습니다." },
};

const sentence = (text) => `${text.replace(/\.$/, "")}.`;

// What the model makes of the floor: [section, index, claim] in the order in which they come.
export function modelClaims(answer) {
  const ko = answer.language === "ko", say = messages[answer.language];
  const events = [];
  let at = 0;
  answer.sections.forEach((section, s) => {
    section.claims.forEach((claim, index) => {
      at += 1;
      if (at % 5 === 3) events.push([s, index, { ...claim, replaced: ko ? "혈압은 80/40으로 쇼크 상태임." : "Blood pressure of 80/40 shows shock.", why: [{ kind: "number", found: "80/40", expected: claim.text.slice(0, 24), message: say.number }] }]);
      else if (at % 6 === 5) events.push([s, index, { ...claim, by_model: true, verdict: "corrected", text: sentence(claim.text), why: [{ kind: "wrong_citation", found: "f1", expected: claim.cites[0] ?? "", message: ko ? "인용을 바꾸었습니다." : "The citation was replaced." }] }]);
      else if (at % 2 === 0) events.push([s, index, { ...claim, by_model: true, verdict: "supported", text: ko ? sentence(claim.text) : `The record shows: ${sentence(claim.text)}` }]);
    });
  });
  const first = answer.sections.findIndex((section) => section.id === "patient_summary" || section.id === "problems");
  if (first >= 0) {
    const text = ko ? "65세 남자 환자로 상태가 안정적임." : "A 65-year-old male in stable condition.";
    events.push([first, answer.sections[first].claims.length, { text, cites: answer.evidence[0] ? [answer.evidence[0].label] : [], verdict: "struck", by_model: true, replaced: "", why: [{ kind: "age", found: ko ? "65세" : "65-year-old", expected: ko ? "68세" : "68", message: say.age }, { kind: "sex", found: ko ? "남자" : "male", expected: ko ? "여자" : "female", message: say.unsupported }] }]);
  }
  return events;
}

export const modelUse = (events) => ({
  model: "mock-instruct-1.5b", sha256: "5f2c9d7ab3e04c1d8f6a2b7c9e1d3f5a7b9c1d3e5f7a9b1c3d5e7f9a1b3c5d7e", calls: events.length, prompt_tokens: 2841, generated_tokens: 612, reused_tokens: 2204,
  seconds: 21.4, seconds_to_first_sentence: 2.1, planned: events.length + 2, said: events.length, refused: 3, retried: 2, fell_back: 2,
});
