// Draws the lanes. One pass over what is in view; no state is kept between frames.
import { binLane, type Bin } from "./bins";
import { lanePadding, rowTop, type LaneBox, type Layout } from "./layout";
import { factName, Flag, lowerBound, type TimelineModel } from "./model";
import type { Theme } from "./theme";
import { ticks } from "./ticks";
import type { View } from "./view";

export interface Scene {
  model: TimelineModel;
  layout: Layout;
  view: View;
  width: number;
  theme: Theme;
  hits: Uint8Array | null;       // 1 for each fact that the search found; null: no search
  cursor: number;                // the fact that has the keyboard or the pointer, -1 for none
  selection: View | null;        // range that is being drawn with the pointer
}

export function drawScene(context: CanvasRenderingContext2D, scene: Scene) {
  const { width, layout, theme } = scene;
  context.clearRect(0, 0, width, layout.height);
  context.textBaseline = "middle";
  drawAxis(context, scene);
  for (const box of layout.boxes) {
    context.fillStyle = theme.line;
    context.fillRect(0, box.top, width, 1);
    if (box.lane.lasting) drawBars(context, scene, box);
    else drawMoments(context, scene, box);
  }
  if (scene.selection) drawSelection(context, scene, scene.selection);
}

export const xOf = (scene: Pick<Scene, "view" | "width">, time: number) =>
  ((time - scene.view.from) / (scene.view.to - scene.view.from)) * scene.width;

function drawAxis(context: CanvasRenderingContext2D, scene: Scene) {
  const { theme, layout } = scene;
  for (const tick of ticks(scene.view, scene.width)) {
    const x = Math.round(xOf(scene, tick.at));
    if (x > scene.width - 24) continue;
    context.fillStyle = theme.line;
    context.globalAlpha = tick.major ? 1 : 0.55;
    context.fillRect(x, layout.axis - 8, 1, layout.height);
    context.globalAlpha = 1;
    context.fillStyle = tick.major ? theme.text : theme.muted;
    context.font = `${tick.major ? 600 : 400} 11px ${theme.font}`;
    context.fillText(tick.label, x + 4, 12);
  }
}

const dim = 0.22;

function drawBars(context: CanvasRenderingContext2D, scene: Scene, box: LaneBox) {
  const { model, view, width, theme, hits } = scene;
  const { lane } = box;
  const height = Math.max(2, box.rowHeight - 2);
  const labels = box.rowHeight >= 12.5;
  const color = theme.kind(lane.kind);
  const labelEnds = new Float64Array(lane.rowCount).fill(-Infinity);
  context.font = `500 11px ${theme.font}`;
  const stop = lowerBound(model, lane, view.to);
  for (let at = lowerBound(model, lane, view.from - lane.longest); at < stop; at++) {
    const fact = lane.facts[at]!, row = lane.rows[at]!;
    const left = xOf(scene, model.start[fact]!);
    const right = Math.max(xOf(scene, model.end[fact]!), left + 4);
    if (right < 0) continue;
    const y = rowTop(box, row) + 1;
    const from = Math.max(left, -4), to = Math.min(right, width + 4);
    const fade = hits && !hits[fact] ? dim : 1;
    context.fillStyle = color;
    context.globalAlpha = 0.2 * fade;
    fillRounded(context, from, y, to - from, height, 2);
    context.globalAlpha = (to - from < 6 ? 0.7 : 1) * fade;
    context.fillRect(from, y, Math.min(3, to - from), height);
    context.globalAlpha = fade;
    if (labels) drawBarLabel(context, scene, fact, row, { from, to, middle: y + height / 2 + 0.5 }, labelEnds);
    context.globalAlpha = 1;
    if (hits?.[fact]) outline(context, theme.accent, from, y, to - from, height);
    if (fact === scene.cursor) outline(context, theme.focus, from - 1, y - 1, to - from + 2, height + 2, 2);
  }
}

// Within the bar, or to its right where nothing else follows soon.
function drawBarLabel(
  context: CanvasRenderingContext2D, scene: Scene, fact: number, row: number, bar: { from: number; to: number; middle: number }, ends: Float64Array,
) {
  const left = Math.max(bar.from, 0) + 7;
  if (left < ends[row]! + 4) return;
  const room = Math.max(bar.to - left - 4, 0);
  const text = fitText(context, factName(scene.model, fact), room);
  if (!text) return;
  context.fillStyle = scene.theme.text;
  context.fillText(text, left, bar.middle);
  ends[row] = left + room;
}

function fitText(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (room < 30) return "";
  const width = context.measureText(text).width;
  if (width <= room) return text;
  const letters = Math.floor((text.length * (room - 8)) / width);
  return letters < 3 ? "" : `${text.slice(0, letters)}…`;
}

function drawMoments(context: CanvasRenderingContext2D, scene: Scene, box: LaneBox) {
  const { model, theme, hits } = scene;
  const bins = binLane(model, box.lane, scene.view, scene.width, hits);
  const spread = bins.length * 90 < scene.width;
  bins.forEach((bin, index) => {
    const x = xOf(scene, bin.time);
    context.globalAlpha = hits && bin.hits === 0 ? dim : 1;
    if (bin.count === 1) drawDot(context, scene, box, box.lane.facts[bin.begin]!, x);
    else drawStack(context, theme, box, bin, x);
    if (spread) drawMomentLabel(context, scene, box, bin, x, bins[index + 1]);
    context.globalAlpha = 1;
    if (bin.hits > 0) drawHit(context, theme, box, x);
  });
  if (scene.cursor >= 0) drawCursor(context, scene, box, bins);
}

function drawDot(context: CanvasRenderingContext2D, scene: Scene, box: LaneBox, fact: number, x: number) {
  const y = box.top + box.height / 2;
  const flag = scene.model.flag[fact]!;
  context.fillStyle = flagColor(scene.theme, flag) ?? scene.theme.kind(box.lane.kind);
  context.beginPath();
  if (flag === Flag.High || flag === Flag.CriticalHigh) polygon(context, x, y, 5.5, -1);
  else if (flag === Flag.Low || flag === Flag.CriticalLow) polygon(context, x, y, 5.5, 1);
  else if (flag === Flag.Abnormal) diamond(context, x, y, 5);
  else context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fill();
}

function flagColor(theme: Theme, flag: number): string | null {
  if (flag === Flag.None) return null;
  return flag === Flag.Low || flag === Flag.CriticalLow ? theme.low : theme.high;
}

// Height grows with the logarithm of the count; the abnormal share stands on top in its colour.
function drawStack(context: CanvasRenderingContext2D, theme: Theme, box: LaneBox, bin: Bin, x: number) {
  const room = box.height - 2 * lanePadding;
  const height = Math.min(room, Math.max(7, (room * Math.log2(bin.count + 1)) / 7));
  const top = Math.round(box.top + (box.height - height) / 2);
  const share = bin.abnormal === 0 ? 0 : Math.max(2, Math.round((height * bin.abnormal) / bin.count));
  context.fillStyle = theme.kind(box.lane.kind);
  fillRounded(context, x - 2.5, top, 5, height, 1.5);
  if (share) {
    context.fillStyle = theme.high;
    fillRounded(context, x - 2.5, top, 5, share, 1.5);
  }
}

function drawMomentLabel(context: CanvasRenderingContext2D, scene: Scene, box: LaneBox, bin: Bin, x: number, next: Bin | undefined) {
  const { model, theme } = scene;
  const room = (next ? xOf(scene, next.time) : scene.width) - x - 20;
  const fact = box.lane.facts[bin.begin]!;
  context.font = `400 11px ${theme.font}`;
  const value = model.columns.value[fact] ?? "";
  const text = bin.count === 1 ? `${factName(model, fact)}${value ? ` ${value}` : ""}` : `× ${bin.count}`;
  context.fillStyle = theme.muted;
  context.fillText(fitText(context, text, room), x + 8, box.top + box.height / 2 + 0.5);
}

function drawHit(context: CanvasRenderingContext2D, theme: Theme, box: LaneBox, x: number) {
  context.fillStyle = theme.accent;
  fillRounded(context, x - 3.5, box.top + box.height - 4, 7, 3, 1.5);
}

function drawCursor(context: CanvasRenderingContext2D, scene: Scene, box: LaneBox, bins: Bin[]) {
  const bin = bins.find((one) => one.begin <= positionOf(scene, box) && positionOf(scene, box) < one.end);
  if (bin) outline(context, scene.theme.focus, xOf(scene, bin.time) - 7, box.top + 2, 14, box.height - 4, 2);
}

function positionOf(scene: Scene, box: LaneBox): number {
  const { model, cursor } = scene;
  const { facts } = box.lane;
  for (let at = lowerBound(model, box.lane, model.start[cursor]!); at < facts.length && model.start[facts[at]!] === model.start[cursor]; at++) {
    if (facts[at] === cursor) return at;
  }
  return -1;
}

function drawSelection(context: CanvasRenderingContext2D, scene: Scene, selection: View) {
  const left = xOf(scene, Math.min(selection.from, selection.to)), right = xOf(scene, Math.max(selection.from, selection.to));
  context.fillStyle = scene.theme.accent;
  context.globalAlpha = 0.16;
  context.fillRect(left, 0, right - left, scene.layout.height);
  context.globalAlpha = 1;
}

function outline(context: CanvasRenderingContext2D, color: string, x: number, y: number, width: number, height: number, line = 1.5) {
  context.strokeStyle = color;
  context.lineWidth = line;
  context.beginPath();
  context.roundRect(x, y, width, height, 3);
  context.stroke();
}

function fillRounded(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, radius: number) {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
}

function polygon(context: CanvasRenderingContext2D, x: number, y: number, size: number, down: 1 | -1) {
  context.moveTo(x, y + down * size * 0.85);
  context.lineTo(x - size * 0.85, y - down * size * 0.65);
  context.lineTo(x + size * 0.85, y - down * size * 0.65);
  context.closePath();
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, size: number) {
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
}
