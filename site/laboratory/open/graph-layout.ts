/** The layout of a model's graph: a row for each rank, and beside its boxes a lane for every passing arrow. */
import { shapeText } from "../shared/format.ts";
import type { DescribedLayer } from "./described.ts";

export const boxHeight = 54;
const [leastWidth, mostWidth] = [110, 220];
const [laneWidth, gapX, gapY] = [20, 24, 34];

type Node = Pick<DescribedLayer, "call" | "rank" | "from">;
interface Place {
  /** The middle. */
  x: number;
  width: number;
}

/** Where everything stands. */
export interface Graph<L> {
  /** The upper left corner of each call's box. */
  readonly boxes: readonly { readonly layer: L; readonly x: number; readonly y: number }[];
  readonly boxWidth: number;
  readonly paths: readonly string[];
  readonly width: number;
  readonly height: number;
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** What stands in a box: the call, and below it the layer's class and shapes; where there is little room, the class is cut. */
export function labelsOf({ call, className, gives }: Pick<DescribedLayer, "call" | "className" | "gives">) {
  const shapes = gives.map(shapeText).join(" ");
  return [cut(call, 24), cut(`${cut(className, Math.max(8, 27 - shapes.length))} ${shapes}`, 29)] as const;
}

/** Boxes are as wide as their longest line, so that more of them stand side by side in view. */
export function widthOf(layers: readonly Parameters<typeof labelsOf>[0][]): number {
  const widths = layers.map(labelsOf).map(([call, about]) => 26 + Math.max(7.5 * call.length, 6.7 * about.length));
  return Math.round(Math.min(mostWidth, Math.max(leastWidth, ...widths)));
}

/** A box for each call, the arrows as paths, and the size of the picture. */
export function layoutGraph<L extends Node>(layers: readonly L[], boxWidth: number): Graph<L> {
  const calls = new Map(layers.map((layer) => [layer.call, layer]));
  const arrows = layers.flatMap((to) => to.from.map((each) => ({ from: calls.get(each)!, to })));
  const places = placeRows(layers, arrows, boxWidth);
  const left = Math.min(...[...places.values()].map(({ x, width }) => x - width / 2)) - 2;
  const right = Math.max(...[...places.values()].map(({ x, width }) => x + width / 2)) + 2;
  const middle = (key: string) => Math.round(places.get(key)!.x - left);
  const top = (rank: number) => 2 + rank * (boxHeight + gapY);
  const curve = (x: number, from: number, to: number) =>
    `C${x} ${from + gapY * 0.7} ${to} ${from + gapY * 0.3} ${to} ${from + gapY}`;
  const paths = arrows.map(({ from, to }) => {
    let x = middle(from.call);
    let path = `M${x} ${top(from.rank) + boxHeight}`;
    for (let rank = from.rank + 1; rank < to.rank; rank++) {
      const lane = middle(laneOf(from, rank));
      path += `${curve(x, top(rank) - gapY, lane)}V${top(rank) + boxHeight}`;
      x = lane;
    }
    const end = middle(to.call);
    const [y1, y2] = [top(Math.max(from.rank, to.rank - 1)) + boxHeight, top(to.rank) - 2];
    return `${path}C${x} ${y1 + gapY * 0.7} ${end} ${y2 - gapY * 0.7} ${end} ${y2}`;
  });
  const boxes = layers.map((layer) => ({
    layer,
    x: middle(layer.call) - boxWidth / 2,
    y: top(layer.rank),
  }));
  const ranks = Math.max(...boxes.map(({ layer }) => layer.rank)) + 1;
  return { boxes, boxWidth, paths, width: Math.ceil(right - left), height: ranks * (boxHeight + gapY) - gapY + 4 };
}

const laneOf = ({ call }: Node, rank: number) => `${call} past ${rank}`;

/** Each row from left to right in the order of what leads to it, so that few arrows cross, and in the middle of the picture. */
function placeRows(
  nodes: readonly Node[],
  arrows: readonly { from: Node; to: Node }[],
  boxWidth: number,
): Map<string, Place> {
  const rows: { key: string; width: number; sources: string[] }[][] = [];
  for (const { call, rank, from } of nodes)
    (rows[rank] ??= []).push({ key: call, width: boxWidth, sources: [...from] });
  for (const { from, to } of arrows)
    for (let rank = from.rank + 1; rank < to.rank; rank++) {
      const key = laneOf(from, rank);
      const source = rank === from.rank + 1 ? from.call : laneOf(from, rank - 1);
      const row = (rows[rank] ??= []);
      if (!row.some((each) => each.key === key)) row.push({ key, width: laneWidth, sources: [source] });
    }
  const places = new Map<string, Place>();
  for (const row of rows) {
    if (!row) continue;
    const order = row.map((item) => {
      const known = item.sources.flatMap((source) => places.get(source)?.x ?? []);
      return { item, x: known.reduce((sum, x) => sum + x, 0) / Math.max(1, known.length) };
    });
    order.sort((a, b) => a.x - b.x);
    const whole = row.reduce((sum, { width }) => sum + width + gapX, -gapX);
    let x = -whole / 2;
    for (const { item } of order) {
      places.set(item.key, { x: x + item.width / 2, width: item.width });
      x += item.width + gapX;
    }
  }
  return places;
}
