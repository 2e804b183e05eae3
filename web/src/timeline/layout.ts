// Where each lane lies on the canvas. Heights are CSS pixels.
import type { Lane, TimelineModel } from "./model";

export interface LaneBox {
  lane: Lane;
  top: number;
  height: number;
  rowHeight: number;      // of lasting lanes
}

export interface Layout { boxes: LaneBox[]; axis: number; height: number }

export const axisHeight = 28;
const padding = 4;
const momentHeight = 28, tallMoment = 56;
const rowText = 17, mostLasting = 118;

// Lasting lanes get as many rows as they need, thinner when there are many; a lane that is made taller shows all its labels.
export function layoutLanes(model: TimelineModel, hidden: ReadonlySet<string>, tall: ReadonlySet<string>): Layout {
  const boxes: LaneBox[] = [];
  let top = axisHeight;
  for (const lane of model.lanes) {
    if (hidden.has(lane.kind)) continue;
    const isTall = tall.has(lane.kind);
    let height = isTall ? tallMoment : momentHeight, rowHeight = height - 2 * padding;
    if (lane.lasting) {
      rowHeight = isTall ? rowText : Math.min(rowText, Math.max(3, mostLasting / lane.rowCount));
      height = Math.max(momentHeight, Math.ceil(lane.rowCount * rowHeight) + 2 * padding);
      if (isTall && lane.rowCount === 1) height = tallMoment;
    }
    boxes.push({ lane, top, height, rowHeight });
    top += height;
  }
  return { boxes, axis: axisHeight, height: top };
}

export const rowTop = (box: LaneBox, row: number) => box.top + padding + row * box.rowHeight;
export const lanePadding = padding;
