// What the source panel shows: one fact, one passage (a citation), or a list to choose from. Opening it remembers
// the element that had the focus, so that closing it gives the focus back.
import type { Evidence, Span } from "../api/types";

export interface ListedFact {
  fact: string;
  title: string;
  detail: string;
  interpretation: string;
}

export type Shown =
  | { what: "fact"; fact: string }
  | { what: "evidence"; evidence: Evidence }
  | { what: "bytes"; span: Span; title: string; wholeItem: boolean }
  | { what: "list"; title: string; facts: ListedFact[] };

class SourcePanelState {
  shown = $state<Shown | null>(null);
  history = $state<Shown[]>([]);
  #opener: HTMLElement | null = null;

  open(shown: Shown) {
    const focused = document.activeElement as HTMLElement | null;
    if (!focused?.closest("[data-source-panel]")) this.#opener = focused;
    this.history = [];
    this.shown = shown;
  }

  // From within the panel, with a way back.
  follow(shown: Shown) {
    if (this.shown) this.history = [...this.history, this.shown];
    this.shown = shown;
  }

  back() {
    this.shown = this.history.at(-1) ?? null;
    this.history = this.history.slice(0, -1);
  }

  close() {
    this.shown = null;
    this.history = [];
    const opener = this.#opener;
    this.#opener = null;
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  }
}

export const source = new SourcePanelState();
