// Who words a draft, and in which language: kept for all patients of the session.
import type { Lang } from "../api/types";
import { i18n } from "../i18n/index.svelte";
import { serverStatus } from "./status.svelte";

const key = "aegle.writer";

class Writer {
  wish = $state<"model" | "code">(localStorage.getItem(key) === "code" ? "code" : "model");
  #language = $state<Lang | null>(null);

  // Null until the server has said whether it has a model.
  get useModel(): boolean | null {
    if (!serverStatus.value) return serverStatus.failed ? false : null;
    return this.wish === "model" && serverStatus.model === "ready";
  }

  get language(): Lang {
    return this.#language ?? i18n.lang;
  }

  choose(wish: "model" | "code") {
    this.wish = wish;
    localStorage.setItem(key, wish);
  }

  speak(language: Lang) {
    this.#language = language;
  }
}

export const writer = new Writer();
