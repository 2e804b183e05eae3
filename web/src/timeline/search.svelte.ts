// Search in one record: names at once, here; everything else by the server's full-text index, when typing pauses.
import { search as ask } from "../api/client";
import { factId, type SearchHit } from "../api/types";
import type { TimelineModel } from "./model";

const pause = 180, most = 500;

export class RecordSearch {
  text = $state("");
  hits = $state.raw<SearchHit[]>([]);
  mask = $state.raw<Uint8Array | null>(null);
  order = $state.raw<number[]>([]);        // found facts, oldest first
  error = $state.raw<unknown>(null);
  #timer = 0;
  #abort: AbortController | null = null;
  #index: Map<string, number> | null = null;

  constructor(private readonly patient: string, private readonly model: TimelineModel) {}

  typed() {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.hits = [];
    this.error = null;
    const text = this.text.trim();
    this.#show(text);
    if (text.length >= 2) this.#timer = window.setTimeout(() => void this.#ask(text), pause);
  }

  clear() {
    this.text = "";
    this.typed();
  }

  async #ask(text: string) {
    const abort = (this.#abort = new AbortController());
    try {
      const { hits } = await ask(this.patient, text, most, abort.signal);
      if (abort.signal.aborted) return;
      this.hits = hits;
      this.#show(text);
    } catch (error) {
      if (!abort.signal.aborted) this.error = error;
    }
  }

  #show(text: string) {
    if (text.length < 2) {
      this.mask = null;
      this.order = [];
      return;
    }
    const mask = this.#byName(text.toLowerCase());
    for (const hit of this.hits) {
      const at = hit.fact == null ? undefined : this.indexOf(factId(hit.fact));
      if (at !== undefined) mask[at] = 1;
    }
    const { start } = this.model;
    this.order = [...mask.keys()].filter((at) => mask[at] && !Number.isNaN(start[at])).sort((a, b) => start[a]! - start[b]!);
    this.mask = mask;
  }

  #byName(text: string): Uint8Array {
    const { columns, count } = this.model;
    const found = columns.names.map((name) => name.toLowerCase().includes(text));
    const mask = new Uint8Array(count);
    for (let i = 0; i < count; i++) if (found[columns.name[i]!]) mask[i] = 1;
    return mask;
  }

  // Index in the columns of the fact "f12".
  indexOf(fact: string): number | undefined {
    this.#index ??= new Map(this.model.columns.fact.map((number, at) => [factId(number), at]));
    return this.#index.get(fact);
  }
}

// Pieces of a snippet; the found words lie between U+0002 and U+0003.
export function snippetPieces(snippet: string): { text: string; found: boolean }[] {
  return snippet.split(/(\u0002[^\u0003]*\u0003)/).filter(Boolean).map((piece) =>
    piece.startsWith("\u0002") ? { text: piece.slice(1, -1), found: true } : { text: piece, found: false });
}
