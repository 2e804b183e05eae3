// What the server can do at the moment; asked at the start, and again while a model is loading.
import { getStatus } from "../api/client";
import type { Status } from "../api/types";

class ServerStatus {
  value = $state<Status | null>(null);
  failed = $state(false);
  #timer = 0;

  get model(): "ready" | "loading" | "none" | "offline" {
    if (this.failed) return "offline";
    const chat = this.value?.chat;
    return !chat ? "none" : chat.ready ? "ready" : "loading";
  }

  async refresh() {
    clearTimeout(this.#timer);
    try {
      this.value = await getStatus();
      this.failed = false;
    } catch {
      this.failed = true;
    }
    if (this.failed || this.model === "loading") this.#timer = window.setTimeout(() => void this.refresh(), 4000);
  }
}

export const serverStatus = new ServerStatus();
