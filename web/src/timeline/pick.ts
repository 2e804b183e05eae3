// What lies under the pointer, and the way of the keyboard from one fact to the next.
import { binLane } from "./bins";
import { xOf } from "./draw";
import { rowTop, type LaneBox, type Layout } from "./layout";
import { lowerBound, type TimelineModel } from "./model";
import type { View } from "./view";

export interface Picked { box: LaneBox; facts: number[]; x: number }

interface Place { model: TimelineModel; layout: Layout; view: View; width: number }

const reach = 8;    // pixels

export function pick(place: Place, x: number, y: number): Picked | null {
  const box = place.layout.boxes.find((one) => y >= one.top && y < one.top + one.height);
  if (!box) return null;
  return box.lane.lasting ? pickBar(place, box, x, y) : pickMoment(place, box, x);
}

function pickMoment(place: Place, box: LaneBox, x: number): Picked | null {
  let best: Picked | null = null, nearest = reach;
  for (const bin of binLane(place.model, box.lane, place.view, place.width, null)) {
    const at = xOf(place, bin.time), distance = Math.abs(at - x);
    if (distance > nearest) continue;
    nearest = distance;
    best = { box, facts: [...box.lane.facts.subarray(bin.begin, bin.end)], x: at };
  }
  return best;
}

function pickBar(place: Place, box: LaneBox, x: number, y: number): Picked | null {
  const { model, view } = place;
  const slack = box.rowHeight < 8 ? 3 : 0;
  const facts: number[] = [];
  const stop = lowerBound(model, box.lane, view.to);
  for (let at = lowerBound(model, box.lane, view.from - box.lane.longest); at < stop; at++) {
    const fact = box.lane.facts[at]!, top = rowTop(box, box.lane.rows[at]!);
    if (y < top - slack || y >= top + box.rowHeight + slack) continue;
    const left = xOf(place, model.start[fact]!), right = Math.max(xOf(place, model.end[fact]!), left + 4);
    if (x >= left - 3 && x <= right + 3) facts.push(fact);
  }
  return facts.length ? { box, facts, x: Math.max(xOf(place, model.start[facts[0]!]!), 0) } : null;
}

// The fact `by` places further in the lane of `cursor`; of no cursor, the one nearest to the middle of the view.
export function step(place: Place, cursor: number, by: number): number {
  const box = boxOf(place, cursor) ?? place.layout.boxes[0];
  if (!box) return -1;
  const { facts } = box.lane;
  if (cursor < 0) return nearest(place, box, (place.view.from + place.view.to) / 2);
  const at = facts.indexOf(cursor);
  return facts[Math.min(facts.length - 1, Math.max(0, at + by))] ?? -1;
}

// The fact nearest in time in the lane above or below.
export function stepLane(place: Place, cursor: number, by: number): number {
  const box = boxOf(place, cursor);
  if (!box) return step(place, -1, 0);
  const boxes = place.layout.boxes;
  const to = boxes[Math.min(boxes.length - 1, Math.max(0, boxes.indexOf(box) + by))]!;
  return to === box ? cursor : nearest(place, to, place.model.start[cursor]!);
}

export function boxOf(place: Place, fact: number): LaneBox | undefined {
  if (fact < 0) return undefined;
  return place.layout.boxes.find((box) => box.lane.facts.includes(fact));
}

function nearest(place: Place, box: LaneBox, time: number): number {
  const { facts } = box.lane;
  const after = Math.min(lowerBound(place.model, box.lane, time), facts.length - 1);
  const before = Math.max(after - 1, 0);
  const distance = (at: number) => Math.abs(place.model.start[facts[at]!]! - time);
  return facts[distance(before) <= distance(after) ? before : after] ?? -1;
}
