// The part of time that is shown, and how it moves. Pure: every function gives a new view.
const minute = 60_000;
export const day = 86_400_000;

export interface View { from: number; to: number }
export interface Bounds { first: number; last: number }

// The whole record with a little room at both sides.
export function wholeView(bounds: Bounds): View {
  const room = Math.max((bounds.last - bounds.first) * 0.015, day);
  return { from: bounds.first - room, to: bounds.last + room };
}

// Keeps the view within the record, at least 30 minutes wide.
export function clampView(view: View, bounds: Bounds): View {
  const whole = wholeView(bounds);
  const width = Math.min(Math.max(view.to - view.from, 30 * minute), whole.to - whole.from);
  const from = Math.min(Math.max(view.from, whole.from), whole.to - width);
  return { from, to: from + width };
}

// `factor` below 1 zooms in; the moment at `anchor` stays where it is.
export function zoomView(view: View, factor: number, anchor: number, bounds: Bounds): View {
  return clampView({ from: anchor - (anchor - view.from) * factor, to: anchor + (view.to - anchor) * factor }, bounds);
}

export function panView(view: View, by: number, bounds: Bounds): View {
  return clampView({ from: view.from + by, to: view.to + by }, bounds);
}

// Moves the view, without zooming, so that `time` is inside with some room.
export function reveal(view: View, time: number, bounds: Bounds): View {
  const room = (view.to - view.from) * 0.08;
  if (time >= view.from + room && time <= view.to - room) return view;
  const half = (view.to - view.from) / 2;
  return clampView({ from: time - half, to: time + half }, bounds);
}
