// The language of the interface: chosen by the user, else by the browser; remembered in localStorage.
import type { Lang } from "../api/types";
import { en, type Dictionary } from "./en";
import { ko } from "./ko";

const dictionaries: Record<Lang, Dictionary> = { en, ko };
const key = "aegle.language";

function initial(): Lang {
  const kept = localStorage.getItem(key);
  if (kept === "en" || kept === "ko") return kept;
  return navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
}

class I18n {
  lang = $state<Lang>(initial());
  t = $derived(dictionaries[this.lang]);

  set(lang: Lang) {
    this.lang = lang;
    localStorage.setItem(key, lang);
  }
}

export const i18n = new I18n();
