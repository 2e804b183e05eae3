// The pure parts of the app, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { clampView, panView, reveal, wholeView, zoomView } from "../../web/src/timeline/view.ts";
import { itemLength } from "../../web/src/source/passage.ts";
import { dateText, sizeText } from "../../web/src/i18n/format.ts";

const day = 86_400_000;
const bounds = { first: 0, last: 1000 * day };

test("a view stays within the record and keeps its width", () => {
  const view = clampView({ from: -500 * day, to: -400 * day }, bounds);
  assert.equal(view.from, wholeView(bounds).from);
  assert.equal(view.to - view.from, 100 * day);
  assert.ok(clampView({ from: 5, to: 6 }, bounds).to - clampView({ from: 5, to: 6 }, bounds).from >= 30 * 60_000);
});

test("zooming keeps the anchor in its place, panning the width", () => {
  const view = { from: 100 * day, to: 300 * day };
  const closer = zoomView(view, 0.5, 150 * day, bounds);
  assert.equal((150 * day - closer.from) / (closer.to - closer.from), (150 * day - view.from) / (view.to - view.from));
  assert.equal(panView(view, 10 * day, bounds).to - panView(view, 10 * day, bounds).from, 200 * day);
  assert.deepEqual(reveal(view, 200 * day, bounds), view);
  const moved = reveal(view, 700 * day, bounds);
  assert.ok(moved.from < 700 * day && 700 * day < moved.to);
});

test("a record of one moment has a view too", () => {
  const view = wholeView({ first: 5 * day, last: 5 * day });
  assert.ok(view.from < 5 * day && view.to > 5 * day);
});

test("the end of an item: brackets inside of strings do not count", () => {
  const item = '{"a":"}\\"}"}';
  assert.equal(itemLength(`${item},{"b":1}`), item.length);
  assert.equal(itemLength("line one\nline two"), 8);
  assert.equal(itemLength('{"never":'), 9);
});

test("dates as the record has them, sizes for people", () => {
  assert.equal(dateText("2026-03-01T14:30:00+09:00"), "2026-03-01 14:30");
  assert.equal(dateText("2026-03"), "2026-03");
  assert.equal(dateText("2026-03-01T00:00:00Z"), "2026-03-01");
  assert.equal(sizeText(1536), "1.5 KiB");
});
