// One small chart of results over time, on uPlot: line, reference band, abnormal points in colour and shape. Loaded when wanted.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { SeriesPoint } from "../api/types";
import type { Theme } from "../timeline/theme";

export interface PlotOptions {
  width: number;
  height: number;
  theme: Theme;
  hover: (index: number | null) => void;
  click: (index: number) => void;
}

const second = 1000;

export function makePlot(element: HTMLElement, points: SeriesPoint[], options: PlotOptions): uPlot {
  const { theme } = options;
  const axis = { stroke: theme.muted, grid: { stroke: theme.line, width: 1 }, ticks: { show: false }, font: `11px ${theme.font}` };
  const plot: uPlot = new uPlot({
    width: options.width, height: options.height, legend: { show: false }, padding: [8, 8, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * second), "Etc/UTC"),
    cursor: { x: true, y: false, points: { size: 9 }, drag: { x: false, y: false } },
    scales: { x: { time: true, range: (_, from, to) => widen(from, to, 86_400 * 30) }, y: { range: (_, from, to) => withReference(points, from, to) } },
    axes: [
      { ...axis, space: 60, size: 22, gap: 2, values: (_, splits) => splits.map((at) => tickText(at, splits)) },
      { ...axis, space: 28, size: 42, gap: 2 },
    ],
    series: [{}, { stroke: theme.kind("laboratory"), width: 1.5, points: { show: false } }],
    hooks: {
      drawClear: [(chart) => drawBand(chart, points, theme)],
      draw: [(chart) => drawPoints(chart, points, theme)],
      setCursor: [(chart) => options.hover(chart.cursor.idx ?? null)],
    },
  }, [points.map((point) => point.t_ms / second), points.map((point) => point.value)], element);
  plot.over.addEventListener("click", () => {
    if (plot.cursor.idx != null) options.click(plot.cursor.idx);
  });
  return plot;
}

function widen(from: number, to: number, least: number): [number, number] {
  const room = Math.max((to - from) * 0.03, from === to ? least : 0);
  return [from - room, to + room];
}

// The scale reaches to the reference where that is not much further than the results.
function withReference(points: SeriesPoint[], from: number, to: number): [number, number] {
  const last = points.at(-1);
  const span = Math.max(to - from, Math.abs(to) * 0.1, 1e-9);
  if (last?.low != null && last.low > from - span) from = Math.min(from, last.low);
  if (last?.high != null && last.high < to + span) to = Math.max(to, last.high);
  const room = Math.max((to - from) * 0.12, Math.abs(to) * 0.02, 1e-9);
  return [from - room, to + room];
}

function tickText(at: number, all: number[]): string {
  const iso = new Date(at * second).toISOString();
  const span = (all.at(-1) ?? at) - (all[0] ?? at);
  return span > 86_400 * 700 ? iso.slice(0, 4) : span > 86_400 * 60 ? iso.slice(0, 7) : iso.slice(5, 10);
}

// The range of reference of each result holds until the next one.
function drawBand(chart: uPlot, points: SeriesPoint[], theme: Theme) {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = theme.band;
  points.forEach((point, at) => {
    if (point.low == null && point.high == null) return;
    const left = at === 0 ? bbox.left : chart.valToPos(point.t_ms / second, "x", true);
    const next = points[at + 1];
    const right = next ? chart.valToPos(next.t_ms / second, "x", true) : bbox.left + bbox.width;
    const top = point.high == null ? bbox.top : chart.valToPos(point.high, "y", true);
    const bottom = point.low == null ? bbox.top + bbox.height : chart.valToPos(point.low, "y", true);
    ctx.fillRect(left, top, right - left + 0.5, bottom - top);
  });
  ctx.restore();
}

const fewPoints = 60;

function drawPoints(chart: uPlot, points: SeriesPoint[], theme: Theme) {
  const { ctx } = chart;
  const size = 4 * devicePixelRatio;
  ctx.save();
  for (const point of points) {
    const side = sideOf(point);
    if (!side && points.length > fewPoints) continue;
    const x = chart.valToPos(point.t_ms / second, "x", true), y = chart.valToPos(point.value, "y", true);
    ctx.beginPath();
    ctx.fillStyle = side ? (side === "low" ? theme.low : theme.high) : theme.kind("laboratory");
    if (!side) ctx.arc(x, y, size * 0.62, 0, 2 * Math.PI);
    else triangle(ctx, x, y, size * 1.25, side === "low" ? 1 : -1);
    ctx.fill();
  }
  ctx.restore();
}

export function sideOf(point: SeriesPoint): "low" | "high" | null {
  if (point.interpretation.startsWith("H")) return "high";
  if (point.interpretation.startsWith("L")) return "low";
  if (point.interpretation === "A" || point.interpretation === "POS") return "high";
  return null;
}

function triangle(ctx: CanvasRenderingContext2D, x: number, y: number, size: number, down: 1 | -1) {
  ctx.moveTo(x, y + down * size);
  ctx.lineTo(x - size, y - down * size * 0.7);
  ctx.lineTo(x + size, y - down * size * 0.7);
  ctx.closePath();
}
