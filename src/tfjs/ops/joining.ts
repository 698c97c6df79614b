/** Tensors put together, and a tensor's parts by rank. */
import { ops } from "../../index.ts";
import { checkOption, ShapeError, shown, takes } from "../../tensor/index.ts";
import { beside } from "../tensors/paths.ts";
import { checkTruths, operand, operands, plainOf, truthOf, upcastType } from "../tensors/rules.ts";
import { chained, type Tensor, tensorOf } from "../tensors/tensor.ts";
import { joined } from "../tensors/texts.ts";
import type {
  Axis,
  DataType,
  Like,
  Rank,
  ShapeMap,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  TensorLike,
} from "../types.ts";

/** Tensors one after the other along `axis`. Default 0. All other axes must have equal lengths. */
export const concat = <T extends Tensor>(tensors: readonly (T | TensorLike)[], axis = 0): T =>
  chained(joined(alike("concat", tensors), (all) => ops.concatenate(all, axis))) as unknown as T;
/** Vectors one after the other. */
export const concat1d = (tensors: readonly (Tensor1D | TensorLike)[]): Tensor1D => concat(tensors);
/** Matrices one after the other along `axis`. */
export const concat2d = (tensors: readonly (Tensor2D | TensorLike)[], axis: number): Tensor2D => concat(tensors, axis);
/** Tensors of three axes one after the other along `axis`. */
export const concat3d = (tensors: readonly (Tensor3D | TensorLike)[], axis: number): Tensor3D => concat(tensors, axis);
/** Tensors of four axes one after the other along `axis`. */
export const concat4d = (tensors: readonly (Tensor4D | TensorLike)[], axis: number): Tensor4D => concat(tensors, axis);
/** Tensors of one shape side by side along a new axis. Default 0. */
export const stack = <T extends Tensor>(tensors: readonly (T | TensorLike)[], axis = 0): Tensor =>
  chained(joined(alike("stack", tensors), (all) => ops.stack(all, axis)));

/** All in the type that fits all of them. */
function alike(owner: string, tensors: readonly (Tensor | TensorLike)[]) {
  checkOption(owner, "tensors", tensors, takes.list);
  const all = tensors.map((each) => plainOf(each as Like));
  if (all.length === 0) return all;
  const dtype = all.map((each): DataType => each.dtype).reduce(upcastType);
  return dtype === "string" ? all : all.map((each) => ops.cast(each, dtype as "float32"));
}

/** The sum of tensors of one shape. @throws ShapeError when their shapes differ */
export function addN<T extends Tensor>(tensors: readonly (T | TensorLike)[]): T {
  const all = operands("addN", tensors);
  const kinds = all.map(({ shape, dtype }) => `${dtype} [${shape}]`);
  if (all.length === 0 || kinds.some((kind) => kind !== kinds[0])) {
    throw new ShapeError({ what: "addN adds tensors of one shape and type.", received: kinds.join(" ") });
  }
  return chained(all.slice(1).reduce((sum, each) => ops.add(sum, each), all[0]!)) as unknown as T;
}

/** a where the condition holds, else b, with broadcasting. */
export const where = <T extends Tensor>(condition: Like, a: T | TensorLike, b: T | TensorLike): T => {
  checkTruths("where", condition);
  const [x, y, holds] = [operand(a), operand(b), plainOf(condition)];
  const dtype = upcastType(x.dtype, y.dtype) as "float32";
  return chained(beside(ops.where(truthOf(holds), ops.cast(x, dtype), ops.cast(y, dtype)), holds)) as unknown as T;
};

/** Coordinates of a grid over one or two vectors, as matrices; `indexing: "ij"` turns them round. */
export function meshgrid<T extends Tensor>(
  x?: T | TensorLike,
  y?: T | TensorLike,
  { indexing = "xy" }: { indexing?: string } = {},
): T[] {
  if (indexing !== "xy" && indexing !== "ij") {
    throw new ShapeError({ what: "meshgrid: indexing is xy or ij.", received: indexing });
  }
  if (x === undefined) return [];
  const columns = plainOf(x as Like);
  if (y === undefined) return [chained(columns) as unknown as T];
  const rows = plainOf(y as Like);
  const [across, down] = [ops.reshape(columns, [-1]), ops.reshape(rows, [-1])];
  const grid =
    indexing === "xy"
      ? [
          ops.broadcastTo(ops.expandDims(across, 0), [down.size, across.size]),
          ops.broadcastTo(ops.expandDims(down, 1), [down.size, across.size]),
        ]
      : [
          ops.broadcastTo(ops.expandDims(across, 1), [across.size, down.size]),
          ops.broadcastTo(ops.expandDims(down, 0), [across.size, down.size]),
        ];
  return grid.map((each) => chained(each) as unknown as T);
}

function ofRank<T extends Tensor>(name: string, rank: number, x: T): T {
  if (x.rank === rank) return x;
  throw new ShapeError({ what: `${name} takes a tensor of ${rank} axes.`, received: `[${x.shape}]` });
}

/** A block of a vector. */
export const slice1d = (x: Tensor1D | TensorLike, begin: number, size: number): Tensor1D =>
  ofRank("slice1d", 1, tensorOf<Tensor1D>(x)).slice(begin, size);
/** A block of a matrix. */
export const slice2d = (x: Tensor2D | TensorLike, begin: [number, number], size: [number, number]): Tensor2D =>
  ofRank("slice2d", 2, tensorOf<Tensor2D>(x)).slice(begin, size);
/** A block of a tensor of three axes. */
export const slice3d = (x: Tensor3D | TensorLike, begin: ShapeMap["R3"], size: ShapeMap["R3"]): Tensor3D =>
  ofRank("slice3d", 3, tensorOf<Tensor3D>(x)).slice(begin, size);
/** A block of a tensor of four axes. */
export const slice4d = (x: Tensor4D | TensorLike, begin: ShapeMap["R4"], size: ShapeMap["R4"]): Tensor4D =>
  ofRank("slice4d", 4, tensorOf<Tensor4D>(x)).slice(begin, size);
/** A vector turned round. */
export const reverse1d = (x: Tensor1D | TensorLike): Tensor1D =>
  ofRank("reverse1d", 1, tensorOf<Tensor1D>(x)).reverse(0);
/** A matrix turned round along the axes given, by default along all. */
export const reverse2d = (x: Tensor2D | TensorLike, axis?: Axis): Tensor2D =>
  ofRank("reverse2d", 2, tensorOf<Tensor2D>(x)).reverse(axis);
/** A tensor of three axes turned round along the axes given, by default along all. */
export const reverse3d = (x: Tensor3D | TensorLike, axis?: Axis): Tensor3D =>
  ofRank("reverse3d", 3, tensorOf<Tensor3D>(x)).reverse(axis);
/** A tensor of four axes turned round along the axes given, by default along all. */
export const reverse4d = (x: Tensor4D | TensorLike, axis?: Axis): Tensor4D =>
  ofRank("reverse4d", 4, tensorOf<Tensor4D>(x)).reverse(axis);

/** Widths before and after. */
type Pair = [number, number];
/** A vector within a frame of `constantValue` (default 0). */
export const pad1d = (x: Tensor1D | TensorLike, paddings: Pair, constantValue = 0): Tensor1D =>
  tensorOf<Tensor1D>(x).pad([paddings], constantValue);
/** A matrix within a frame of `constantValue` (default 0). */
export const pad2d = (x: Tensor2D | TensorLike, paddings: [Pair, Pair], constantValue = 0): Tensor2D =>
  tensorOf<Tensor2D>(x).pad(paddings, constantValue);
/** A tensor of three axes within a frame of `constantValue` (default 0). */
export const pad3d = (x: Tensor3D | TensorLike, paddings: [Pair, Pair, Pair], constantValue = 0): Tensor3D =>
  tensorOf<Tensor3D>(x).pad(paddings, constantValue);
/** A tensor of four axes within a frame of `constantValue` (default 0). */
export const pad4d = (x: Tensor4D | TensorLike, paddings: [Pair, Pair, Pair, Pair], constantValue = 0): Tensor4D =>
  tensorOf<Tensor4D>(x).pad(paddings, constantValue);

/** x itself. @throws ShapeError when it does not have this shape; null lengths fit any */
export function ensureShape<R extends Rank>(x: Tensor, shape: ShapeMap[R]): Tensor {
  const given = operand(x);
  checkOption("ensureShape", "shape", shape, takes.list);
  const fits =
    given.shape.length === shape.length && given.shape.every((length, i) => shape[i] == null || shape[i] === length);
  if (fits) return chained(given);
  throw new ShapeError({
    what: "A tensor does not have the expected shape.",
    expected: shown(shape),
    received: `[${given.shape}]`,
  });
}
