// The queue of files that the user gave, one import at a time (the store takes one session at a time).
import { importFile, type ImportHandlers } from "../api/events";
import type { ImportResult, Progress } from "../api/types";
import { serverStatus } from "./status.svelte";

export interface ImportItem {
  key: number;
  name: string;
  bytes: number;
  state: "waiting" | "sending" | "reading" | "done" | "failed" | "cancelled";
  sent: number;
  progress: Progress | null;
  result: ImportResult | null;
  error: unknown;
}

class Imports {
  items = $state<ImportItem[]>([]);
  finished = $state(0);
  #files = new Map<number, File>();
  #abort = new Map<number, () => void>();
  #next = 1;
  #running = false;

  get busy() {
    return this.items.some((item) => item.state === "sending" || item.state === "reading" || item.state === "waiting");
  }

  add(files: Iterable<File>) {
    const fresh: ImportItem[] = [];
    for (const file of files) {
      const key = this.#next++;
      this.#files.set(key, file);
      fresh.push({ key, name: file.name, bytes: file.size, state: "waiting", sent: 0, progress: null, result: null, error: null });
    }
    this.items = [...fresh.reverse(), ...this.items];
    void this.#run();
  }

  cancel(item: ImportItem) {
    item.state = "cancelled";
    this.#files.delete(item.key);
    this.#abort.get(item.key)?.();
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    for (let item = this.#waiting(); item; item = this.#waiting()) await this.#import(item);
    this.#running = false;
    void serverStatus.refresh();
  }

  #waiting() {
    return this.items.findLast((item) => item.state === "waiting");
  }

  async #import(item: ImportItem) {
    const file = this.#files.get(item.key)!;
    item.state = "sending";
    const handlers: ImportHandlers = {
      sent: (bytes, total) => {
        item.sent = bytes;
        if (bytes >= total && item.state === "sending") item.state = "reading";
      },
      progress: (progress) => {
        item.state = "reading";
        item.progress = progress;
      },
    };
    const { result, abort } = importFile(file, handlers);
    this.#abort.set(item.key, abort);
    try {
      item.result = await result;
      item.state = "done";
      this.finished += 1;
    } catch (error) {
      if (!(error instanceof DOMException)) {
        item.error = error;
        item.state = "failed";
      }
    }
    this.#files.delete(item.key);
    this.#abort.delete(item.key);
  }
}

export const imports = new Imports();
