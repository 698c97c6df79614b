/** Finer grids: an axis made longer by repeating its parts, or by straight lines between them. */
import {
  asTensor,
  checkOption,
  makeArray,
  normalizeAxis,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { broadcastTo, reshape, transpose } from "./layout.ts";
import { matmul } from "./matmul.ts";

/** Each part along an axis `count` times, one after the other: [a, b] gives [a, a, b, b]. */
export function repeat(x: TensorLike, count: number, axis: number): Tensor {
  const input = asTensor(x);
  const at = normalizeAxis(axis, input.rank);
  checkOption("repeat", "count", count, takes.nonNegativeInteger);
  const [before, length, after] = [input.shape.slice(0, at), input.shape[at]!, input.shape.slice(at + 1)];
  const copies = broadcastTo(reshape(input, [...before, length, 1, ...after]), [...before, length, count, ...after]);
  return reshape(copies, [...before, length * count, ...after]);
}

/**
 * An axis `factor` times as long, by straight lines between the middles of its parts, or with `halfPixelCenters` false between
 * their beginnings; beyond the first and the last of them their own values, as TensorFlow's bilinear resizing has them.
 */
export function interpolate(x: TensorLike, factor: number, axis: number, halfPixelCenters = true): Tensor {
  const input = cast(asTensor(x), "float32");
  const at = normalizeAxis(axis, input.rank);
  checkOption("interpolate", "factor", factor, takes.positiveInteger);
  const length = input.shape[at]!;
  // a product needs two axes
  if (input.rank === 1) return reshape(interpolate(reshape(input, [1, length]), factor, 1, halfPixelCenters), [-1]);
  const shares = makeArray("float32", length * factor * length);
  for (let i = 0; i < length * factor; i++) {
    const place = halfPixelCenters ? (i + 0.5) / factor - 0.5 : i / factor;
    const below = Math.floor(place);
    shares[i * length + Math.max(below, 0)]! += 1 - (place - below);
    shares[i * length + Math.min(below + 1, length - 1)]! += place - below;
  }
  const matrix = wrap(shares, [length * factor, length], "float32");
  const order = [...input.shape.keys()];
  const last = [...order.slice(0, at), ...order.slice(at + 1), at];
  const back = order.map((each) => last.indexOf(each));
  return transpose(matmul(transpose(input, last), matrix, { transposeB: true }), back);
}
