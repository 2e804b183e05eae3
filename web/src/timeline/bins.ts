// Moments that lie closer than a glyph are drawn, and picked, together. Bins have fixed borders in time (powers of two of a
// second), so that they do not flicker while the view is moved.
import { Flag, lowerBound, type Lane, type TimelineModel } from "./model";
import type { View } from "./view";

export interface Bin {
  begin: number;          // range of Lane::facts
  end: number;
  count: number;
  abnormal: number;
  critical: number;
  hits: number;
  time: number;           // middle of its first and last start
}

const narrowest = 7;      // pixels

export function binLength(view: View, width: number): number {
  const wanted = ((view.to - view.from) / Math.max(width, 1)) * narrowest;
  return 2 ** Math.ceil(Math.log2(Math.max(wanted, 1000) / 1000)) * 1000;
}

export function binLane(model: TimelineModel, lane: Lane, view: View, width: number, hits: Uint8Array | null): Bin[] {
  const length = binLength(view, width);
  const { start, flag } = model;
  const bins: Bin[] = [];
  let bin: Bin | null = null, border = -Infinity;
  const stop = lowerBound(model, lane, view.to + length);
  for (let at = lowerBound(model, lane, view.from - length); at < stop; at++) {
    const fact = lane.facts[at]!, time = start[fact]!;
    if (!bin || time >= border) {
      border = (Math.floor(time / length) + 1) * length;
      bin = { begin: at, end: at, count: 0, abnormal: 0, critical: 0, hits: 0, time };
      bins.push(bin);
    }
    bin.end = at + 1;
    bin.count += 1;
    const mark = flag[fact]!;
    if (mark !== Flag.None) bin.abnormal += 1;
    if (mark === Flag.CriticalHigh || mark === Flag.CriticalLow) bin.critical += 1;
    if (hits && hits[fact]) bin.hits += 1;
  }
  for (const one of bins) one.time = (start[lane.facts[one.begin]!]! + start[lane.facts[one.end - 1]!]!) / 2;
  return bins;
}
