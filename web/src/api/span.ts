// Where a fact stands in its original, and when it was so. The bytes are flat in a FactView, where `end` is
// that of the bytes when it is a number, that of the time when it is a text; or they are under `source`.
import type { FactView, Span } from "./types";

interface FlatFact { document?: string; begin?: number; end?: number | string }

export function spanOf(fact: FactView): Span {
  if (fact.source) return fact.source;
  const flat = fact as unknown as FlatFact;
  return { document: flat.document ?? "", begin: flat.begin ?? 0, end: typeof flat.end === "number" ? flat.end : (flat.begin ?? 0) };
}

export function endOf(fact: FactView): string {
  if (typeof fact.end === "string") return fact.end;
  return fact.end_ms == null ? "" : new Date(fact.end_ms).toISOString().slice(0, 10);
}
