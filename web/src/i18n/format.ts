// Dates, sizes and values as the app shows them: ISO dates in both languages, as clinicians sort by them.

// "2026-03-01" or "2026-03-01 14:30" of an ISO text, as the record has it (no conversion between time zones).
export function dateText(iso: string | undefined | null): string {
  if (!iso) return "";
  const match = /^(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T(\d{2}:\d{2}))?/.exec(iso);
  if (!match) return iso;
  return match[2] && match[2] !== "00:00" ? `${match[1]} ${match[2]}` : match[1]!;
}

export const dayText = (iso: string | undefined | null) => dateText(iso).slice(0, 10);

export const msDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

// With the time of day unless it is midnight.
export const msText = (ms: number) => dateText(new Date(ms).toISOString());

// A moment on this machine's clock (when something was imported or written).
export function localText(ms: number | undefined): string {
  if (!ms) return "";
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16).replace("T", " ");
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
