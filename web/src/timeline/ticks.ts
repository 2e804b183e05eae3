// Ticks of the time axis: round moments in UTC, with a label that says no more than it must.
import { day, type View } from "./view";

export interface Tick { at: number; label: string; major: boolean }

const hour = 3_600_000;
type Unit = "hour" | "day" | "month" | "year";
const steps: [Unit, number, number][] = [
  ["hour", 1, hour], ["hour", 3, 3 * hour], ["hour", 6, 6 * hour], ["hour", 12, 12 * hour], ["day", 1, day], ["day", 2, 2 * day], ["day", 7, 7 * day],
  ["month", 1, 30 * day], ["month", 3, 91 * day], ["month", 6, 182 * day], ["year", 1, 365 * day], ["year", 2, 730 * day], ["year", 5, 1826 * day],
  ["year", 10, 3652 * day], ["year", 20, 7305 * day], ["year", 50, 18262 * day],
];

export function ticks(view: View, width: number, spacing = 84): Tick[] {
  const wanted = ((view.to - view.from) / Math.max(width, 1)) * spacing;
  const [unit, every] = steps.find(([, , length]) => length >= wanted) ?? steps.at(-1)!;
  const result: Tick[] = [];
  for (let at = firstTick(view.from, unit, every); at <= view.to && result.length < 200; at = nextTick(at, unit, every)) {
    if (at >= view.from) result.push(label(at, unit));
  }
  return result;
}

function firstTick(from: number, unit: Unit, every: number): number {
  const date = new Date(from);
  if (unit === "year") return Date.UTC(Math.floor(date.getUTCFullYear() / every) * every, 0);
  if (unit === "month") return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / every) * every);
  const length = unit === "day" ? every * day : every * hour;
  return Math.floor(from / length) * length;
}

function nextTick(at: number, unit: Unit, every: number): number {
  const date = new Date(at);
  if (unit === "year") return Date.UTC(date.getUTCFullYear() + every, 0);
  if (unit === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + every);
  return at + (unit === "day" ? every * day : every * hour);
}

function label(at: number, unit: Unit): Tick {
  const iso = new Date(at).toISOString();
  if (unit === "year") return { at, label: iso.slice(0, 4), major: iso.slice(3, 4) === "0" };
  if (unit === "month") return iso.slice(5, 7) === "01" ? { at, label: iso.slice(0, 4), major: true } : { at, label: iso.slice(0, 7), major: false };
  if (unit === "day") return { at, label: iso.slice(0, 10), major: iso.slice(8, 10) === "01" };
  const midnight = iso.slice(11, 16) === "00:00";
  return { at, label: midnight ? iso.slice(0, 10) : iso.slice(11, 16), major: midnight };
}
