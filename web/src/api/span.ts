// Where a fact stands in its original, and when it was so. FactView has the bytes under `source`; older servers have them flat.
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
