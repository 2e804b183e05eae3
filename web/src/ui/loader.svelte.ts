// One request and its state. A new load aborts the one before; an answer that comes too late is not shown.
export class Loader<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<unknown>(null);
  loading = $state(false);
  #abort: AbortController | null = null;

  async load(ask: (signal: AbortSignal) => Promise<T>) {
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    this.loading = true;
    try {
      const value = await ask(abort.signal);
      if (this.#abort !== abort) return;
      this.value = value;
      this.error = null;
      this.loading = false;
    } catch (error) {
      if (this.#abort !== abort) return;
      this.error = error;
      this.loading = false;
    }
  }

  stop() {
    this.#abort?.abort();
    this.#abort = null;
    this.loading = false;
  }

  clear() {
    this.stop();
    this.value = null;
    this.error = null;
  }
}
