/** Operators that change the shape of a tensor, or tell it. */
import { broadcastTo, concatenate, reshape, sliceAxis, stack, tile, transpose } from "../../../ops/index.ts";
import { broadcastShapes, normalizeAxis, sizeOf, type Tensor, wrap } from "../../../tensor/index.ts";
import type { Call, Operator } from "./call.ts";
import { integerVector } from "./integers.ts";
import { checkMade } from "./limits.ts";
import { turned } from "./turned.ts";

/** The axes named by an attribute before operator set 13 and by an input since, counted from the front. */
function axesOf(call: Call, rank: number): number[] | undefined {
  return call.integersFrom("axes", 1)?.map((axis) => normalizeAxis(axis, rank));
}

function reshaped(call: Call): Tensor {
  const x = call.input(0);
  const wanted = call.integers(1);
  const keepsZero = call.attributes.int("allowzero", 0) !== 0;
  const lengths = wanted.map((length, axis) => {
    if (length !== 0 || keepsZero) return length;
    if (axis < x.rank) return x.shape[axis]!;
    throw call.misfit(0, `at least ${axis + 1} axes, as length 0 keeps that of the input`);
  });
  const known = lengths.reduce((product, length) => (length === -1 ? product : product * length), 1);
  // of nothing, an open length cannot be worked out, and is 0
  return reshape(x, known === 0 ? lengths.map((length) => (length === -1 ? 0 : length)) : lengths);
}

function squeezed(call: Call): Tensor {
  const x = call.input(0);
  const axes = axesOf(call, x.rank) ?? x.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
  if (axes.some((axis) => x.shape[axis] !== 1)) throw call.misfit(0, `length 1 on the axes ${axes.join(", ")}`);
  return reshape(
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

function unsqueezed(call: Call): Tensor {
  const x = call.input(0);
  const given = call.integersFrom("axes", 1) ?? [];
  const rank = x.rank + given.length;
  const axes = new Set(given.map((axis) => normalizeAxis(axis, rank)));
  if (axes.size < given.length) throw call.misfit(1, "each axis once");
  const rest = x.shape[Symbol.iterator]();
  return reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : rest.next().value!)),
  );
}

function flattened(call: Call): Tensor {
  const x = call.input(0);
  const given = call.attributes.int("axis", 1);
  const axis = given === x.rank ? given : normalizeAxis(given, Math.max(x.rank, 1));
  return reshape(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
}

/** Parts of an axis: lengths from an attribute or input, else equal ones, the last of which may be shorter. */
function split(call: Call): Tensor[] {
  const x = call.input(0);
  const axis = normalizeAxis(call.attributes.int("axis", 0), x.rank);
  const length = x.shape[axis]!;
  const count = call.attributes.int("num_outputs", call.node.outputs.length);
  const each = Math.ceil(length / count);
  const equal = Array.from({ length: count }, (_, i) => Math.max(0, Math.min(each, length - i * each)));
  const lengths = call.integersFrom("split", 1) ?? equal;
  if (lengths.some((part) => part < 0) || lengths.reduce((a, b) => a + b, 0) !== length) {
    throw call.misfit(0, `length ${lengths.reduce((a, b) => a + b, 0)} on axis ${axis}, the sum of its parts`);
  }
  let from = 0;
  return lengths.map((part) => sliceAxis(x, axis, from, (from += part)));
}

function expanded(call: Call): Tensor {
  const x = call.input(0);
  const shape = broadcastShapes(x.shape, call.integers(1));
  checkMade(shape);
  return broadcastTo(x, shape);
}

function tiled(call: Call): Tensor {
  const x = call.input(0);
  const repeats = call.integers(1);
  if (repeats.length !== x.rank || repeats.some((times) => times < 0)) throw call.misfit(1, `${x.rank} counts`);
  const shape = x.shape.map((length, axis) => length * repeats[axis]!);
  checkMade(shape);
  return tile(x, repeats);
}

/** The lengths of the axes from `start` to before `end`. */
function shapeOf(call: Call): Tensor {
  const { shape, rank } = call.input(0);
  const within = (axis: number) => Math.min(Math.max(axis < 0 ? axis + rank : axis, 0), rank);
  const start = within(call.attributes.int("start", 0));
  return integerVector(shape.slice(start, Math.max(start, within(call.attributes.int("end", rank)))));
}

/** Tensors one after the other. */
export function joined(inputs: readonly Tensor[], axis: number): Tensor {
  checkMade([inputs.reduce((total, { size }) => total + size, 0)]);
  return concatenate(inputs, axis);
}

/** Tensors of one shape along a new axis. */
export function stacked(inputs: readonly Tensor[], axis: number): Tensor {
  checkMade([inputs.reduce((total, { size }) => total + size, 0)]);
  return stack(inputs, axis);
}

/** (N, C, H, W) with blocks of depth moved into height and width, or back. */
function depthToSpace(call: Call): Tensor {
  const x = call.input(0);
  if (x.rank !== 4) throw call.misfit(0, "4 axes");
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const block = call.attributes.int("blocksize");
  const depth = c / (block * block);
  const mode = call.attributes.string("mode", "DCR");
  const shape = mode === "DCR" ? [n, block, block, depth, h, w] : [n, depth, block, block, h, w];
  const order = mode === "DCR" ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3];
  return reshape(transpose(reshape(x, shape), order), [n, depth, h * block, w * block]);
}

function spaceToDepth(call: Call): Tensor {
  const x = call.input(0);
  if (x.rank !== 4) throw call.misfit(0, "4 axes");
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const block = call.attributes.int("blocksize");
  const parts = reshape(x, [n, c, h / block, block, w / block, block]);
  const order = call.attributes.string("mode", "DCR") === "DCR" ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4];
  return reshape(transpose(parts, order), [n, c * block * block, h / block, w / block]);
}

/** Operators on shapes. */
export const shapes: Readonly<Record<string, Operator>> = {
  Concat: (call) => joined(call.inputs, call.attributes.int("axis")),
  DepthToSpace: depthToSpace,
  Expand: expanded,
  Flatten: flattened,
  Identity: (call) => call.input(0),
  Reshape: reshaped,
  Shape: shapeOf,
  Size: (call) => wrap(Int32Array.of(call.input(0).size), [], "int32"),
  SpaceToDepth: spaceToDepth,
  Split: split,
  Squeeze: squeezed,
  Tile: tiled,
  Transpose: (call) => turned(call.input(0), call.attributes.ints("perm")),
  Unsqueeze: unsqueezed,
};
