// The timeline of a patient as typed arrays, cut into lanes, so that 50,000 facts can be drawn and searched in a frame.
// Times are milliseconds since 1970, UTC.
import type { TimelineColumns } from "../api/types";

export const laneOrder = [
  "encounter", "condition", "medication", "allergy", "laboratory", "vital_sign", "observation", "procedure", "imaging", "report", "note",
  "order", "immunization", "care_plan", "social_history", "family_history", "device", "patient", "other",
];

// Kinds whose facts last: drawn as bars. All others are moments.
const lasting = new Set(["encounter", "condition", "medication", "care_plan", "device", "allergy"]);
// Of these, one without an end that is still going on reaches to the end of the record.
const openStatus = new Set(["active", "recurrence", "in_progress", "on_hold"]);
const openKinds = new Set(["condition", "medication", "allergy", "care_plan", "device"]);

export const enum Flag { None = 0, Low = 1, High = 2, CriticalLow = 3, CriticalHigh = 4, Abnormal = 5 }
const flags: Record<string, Flag> = { L: Flag.Low, H: Flag.High, LL: Flag.CriticalLow, HH: Flag.CriticalHigh, A: Flag.Abnormal, POS: Flag.Abnormal };

export interface Lane {
  kind: string;
  lasting: boolean;
  facts: Int32Array;      // indices into the columns, by start
  rows: Uint16Array;      // of lasting lanes: the row of each entry of `facts`, so that bars do not cover each other
  rowCount: number;
  longest: number;        // of lasting lanes: the longest duration, which bounds a search for what reaches into a view
}

export interface TimelineModel {
  count: number;
  start: Float64Array;
  end: Float64Array;      // equal to start where the fact is a moment
  open: Uint8Array;       // 1: still going on, `end` is the end of the record
  flag: Uint8Array;
  columns: TimelineColumns;
  lanes: Lane[];
  first: number;
  last: number;
  undated: number;
}

export const kindKey = (kind: string) => kind.replaceAll("-", "_");

export function buildModel(columns: TimelineColumns): TimelineModel {
  const count = columns.fact.length;
  const model: TimelineModel = {
    count, columns, lanes: [], first: Infinity, last: -Infinity, undated: 0,
    start: new Float64Array(count), end: new Float64Array(count), open: new Uint8Array(count), flag: new Uint8Array(count),
  };
  fillTimes(model);
  const byKind = groupByKind(model);
  for (const [kind, facts] of byKind) model.lanes.push(buildLane(model, kind, facts));
  model.lanes.sort((a, b) => laneRank(a.kind) - laneRank(b.kind));
  return model;
}

const laneRank = (kind: string) => (laneOrder.indexOf(kind) + laneOrder.length + 1) % (laneOrder.length + 1);

function fillTimes(model: TimelineModel) {
  const { columns, count } = model;
  for (let i = 0; i < count; i++) {
    const start = columns.start_ms[i] ?? columns.end_ms[i] ?? NaN;
    const end = columns.end_ms[i] ?? start;
    model.start[i] = start;
    model.end[i] = end < start ? start : end;
    model.flag[i] = flags[columns.interpretation[i] ?? ""] ?? Flag.None;
    if (start < model.first) model.first = start;
    if (end > model.last) model.last = end;
  }
  if (model.first > model.last) model.first = model.last = 0;
}

function groupByKind(model: TimelineModel): Map<string, number[]> {
  const { columns } = model;
  const names = columns.kinds.map(kindKey);
  const groups = new Map<string, number[]>();
  for (let i = 0; i < model.count; i++) {
    if (Number.isNaN(model.start[i])) {
      model.undated += 1;
      continue;
    }
    const kind = names[columns.kind[i]!] ?? "other";
    const group = groups.get(kind);
    if (group) group.push(i);
    else groups.set(kind, [i]);
  }
  return groups;
}

function buildLane(model: TimelineModel, kind: string, facts: number[]): Lane {
  const lane: Lane = { kind, lasting: lasting.has(kind), facts: Int32Array.from(facts), rows: new Uint16Array(0), rowCount: 1, longest: 0 };
  if (openKinds.has(kind)) {
    for (const i of facts) {
      if (model.columns.end_ms[i] == null && openStatus.has(kindKey(model.columns.status[i] ?? ""))) {
        model.end[i] = model.last;
        model.open[i] = 1;
      }
    }
  }
  lane.facts.sort((a, b) => model.start[a]! - model.start[b]!);
  if (lane.lasting) packRows(model, lane);
  return lane;
}

// First row whose last bar has ended; a bar takes at least a thousandth of the record, so that moments do not pile up.
function packRows(model: TimelineModel, lane: Lane) {
  const least = (model.last - model.first) / 1000;
  const ends: number[] = [];
  lane.rows = new Uint16Array(lane.facts.length);
  lane.facts.forEach((fact, at) => {
    const start = model.start[fact]!, end = Math.max(model.end[fact]!, start + least);
    let row = ends.findIndex((other) => other <= start);
    if (row < 0) row = ends.length < 64 ? ends.length : shortest(ends);
    ends[row] = Math.max(end, ends[row] ?? -Infinity);
    lane.rows[at] = row;
    lane.longest = Math.max(lane.longest, end - start);
  });
  lane.rowCount = Math.max(1, ends.length);
}

const shortest = (ends: number[]) => ends.reduce((best, end, row) => (end < ends[best]! ? row : best), 0);

// Index of the first entry of the lane that starts at `time` or later.
export function lowerBound(model: TimelineModel, lane: Lane, time: number): number {
  let low = 0, high = lane.facts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (model.start[lane.facts[middle]!]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const factName = (model: TimelineModel, fact: number) => model.columns.names[model.columns.name[fact]!] ?? "";
