// The shapes of docs/http.md.
import { today } from "./record.mjs";

const iso = (ms) => (ms == null ? "" : new Date(ms).toISOString().slice(0, 19) + "Z");

export function patientView(record) {
  const dated = record.facts.filter((fact) => fact.start_ms != null);
  const until = record.deceased ? Date.parse(record.deceased) : today;
  return {
    id: record.id, name: record.name, identifier: record.identifier, birth_date: record.birth, age: Math.floor((until - Date.parse(record.birth)) / 31_557_600_000),
    gender: record.gender, deceased: !!record.deceased, deceased_date: record.deceased ?? "", facts: record.facts.length,
    documents: new Set(record.facts.map((fact) => fact.document)).size, first: iso(dated[0]?.start_ms), last: iso(dated.at(-1)?.start_ms),
  };
}

export const current = (record, kind) => record.facts.filter((fact) => fact.kind === kind && fact.status === "active").reverse();

export function factView(fact) {
  return {
    id: `f${fact.number}`, patient: fact.patient, kind: fact.kind, name: fact.name, code: { system: fact.system, code: fact.code, display: fact.name }, value: fact.value,
    number: fact.number_value ?? null, unit: fact.unit ?? "", reference: fact.reference, interpretation: fact.interpretation, start: iso(fact.start_ms), end: iso(fact.end_ms),
    start_ms: fact.start_ms, end_ms: fact.end_ms, status: fact.status, assertion: fact.assertion, category: fact.category, text: fact.text, section: fact.section, body_site: "",
    resource: fact.resource, source: { document: fact.document, begin: fact.begin, end: fact.end }, superseded: false,
  };
}

export function documentView(document) {
  const { content, ledger, patient, ...view } = document;
  return view;
}

export function timeline(record) {
  const kinds = [], names = [], kindAt = new Map(), nameAt = new Map();
  const index = (list, at, value) => {
    if (!at.has(value)) at.set(value, list.push(value) - 1);
    return at.get(value);
  };
  const columns = { kinds, names, fact: [], kind: [], name: [], start_ms: [], end_ms: [], value: [], interpretation: [], status: [] };
  for (const fact of record.facts) {
    columns.fact.push(fact.number);
    columns.kind.push(index(kinds, kindAt, fact.kind));
    columns.name.push(index(names, nameAt, fact.name));
    columns.start_ms.push(fact.start_ms);
    columns.end_ms.push(fact.end_ms);
    columns.value.push(fact.value);
    columns.interpretation.push(fact.interpretation);
    columns.status.push(fact.status);
  }
  return columns;
}

export function seriesList(record) {
  const groups = new Map();
  for (const fact of record.facts) {
    if (fact.number_value == null) continue;
    const group = groups.get(fact.code) ?? { code: fact.code, name: fact.name, unit: fact.unit, count: 0, last: "", last_ms: 0 };
    group.count += 1;
    group.last = fact.value;
    group.last_ms = fact.start_ms;
    groups.set(fact.code, group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

export function series(record, code) {
  const facts = record.facts.filter((fact) => fact.code === code && fact.number_value != null);
  return {
    code, name: facts[0]?.name ?? "", unit: facts[0]?.unit ?? "",
    points: facts.map((fact) => ({
      fact: `f${fact.number}`, t_ms: fact.start_ms, value: fact.number_value, text: fact.value, low: fact.low, high: fact.high, interpretation: fact.interpretation,
    })),
  };
}

export function search(record, query, limit) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = [];
  for (const fact of record.facts.toReversed()) {
    const line = `${fact.name} ${fact.value} ${fact.text}`.trim();
    const lower = line.toLowerCase();
    if (!words.every((word) => lower.includes(word))) continue;
    let snippet = line;
    for (const word of words) snippet = snippet.replace(new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i"), "\u0002$&\u0003");
    hits.push({ fact: `f${fact.number}`, document: fact.document, begin: fact.begin, end: fact.end, score: 1, snippet });
    if (hits.length >= limit) break;
  }
  return hits;
}

// UTF-8 text of bytes, cut at the borders of letters.
export function excerpt(document, begin, end, around) {
  const { content } = document;
  const clean = (from, to) => {
    while (from < to && (content[from] & 0xc0) === 0x80) from++;
    while (to > from && to < content.length && (content[to] & 0xc0) === 0x80) to--;
    return content.toString("utf8", from, to);
  };
  return { begin, end, total: content.length, before: clean(Math.max(0, begin - around), begin), text: clean(begin, end), after: clean(end, Math.min(content.length, end + around)) };
}
