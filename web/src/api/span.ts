// Where a fact stands in its original, and when it was so. The names of a FactView are ambiguous: `end` is the end of its
// time where it is a text, and of its bytes where it is a number; `source`, where it is there, has the bytes.
import type { FactView, Span } from "./types";

export interface FactSpan extends Span {
  exact: boolean;      // false: only the begin is known
}

export function spanOf(fact: FactView): FactSpan {
  if (fact.source) return { ...fact.source, exact: true };
  const { document = "", begin = 0, end } = fact as { document?: string; begin?: number; end?: unknown };
  return typeof end === "number" ? { document, begin, end, exact: true } : { document, begin, end: begin, exact: false };
}

export function endOf(fact: FactView): string {
  if (fact.end_ms != null) return typeof fact.end === "string" && fact.end ? fact.end : new Date(fact.end_ms).toISOString().slice(0, 10);
  return typeof fact.end === "string" ? fact.end : "";
}
