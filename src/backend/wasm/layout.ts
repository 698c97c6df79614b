/** Slices, padding and concatenation, copied in runs of neighbouring elements. */
import { concatenatedShape, type Shape, sizeOf, stridesOf, type Tensor } from "../../tensor/index.ts";
import type { WasmEngine } from "./engine.ts";

export function slice(engine: WasmEngine, x: Tensor, begin: Shape, size: Shape): Tensor {
  const from = engine.address(x);
  return engine.result([...size], (to) =>
    copyRuns(
      engine,
      size,
      { address: from, shape: x.shape, begin },
      { address: to, shape: size, begin: size.map(() => 0) },
    ),
  );
}

export function pad(engine: WasmEngine, x: Tensor, before: Shape, shape: Shape): Tensor {
  const from = engine.address(x);
  return engine.result([...shape], (to) => {
    engine.memory.clear(to, sizeOf(shape));
    copyRuns(
      engine,
      x.shape,
      { address: from, shape: x.shape, begin: x.shape.map(() => 0) },
      { address: to, shape, begin: before },
    );
  });
}

export function concatenate(engine: WasmEngine, xs: readonly Tensor[], axis: number): Tensor {
  const shape = concatenatedShape(
    xs.map((x) => x.shape),
    axis,
  );
  const addresses = xs.map((x) => engine.address(x));
  return engine.result(shape, (to) => {
    let position = 0;
    for (const [i, x] of xs.entries()) {
      const begin = shape.map((_, k) => (k === axis ? position : 0));
      copyRuns(
        engine,
        x.shape,
        { address: addresses[i]!, shape: x.shape, begin: x.shape.map(() => 0) },
        { address: to, shape, begin },
      );
      position += x.shape[axis]!;
    }
  });
}

export function transpose(engine: WasmEngine, x: Tensor, permutation: readonly number[]): Tensor {
  const shape = permutation.map((axis) => x.shape[axis]!);
  const from = engine.address(x);
  const { lengths, order } = joinedAxes(x.shape, permutation);
  const strides = stridesOf(lengths);
  const axes = order.map((axis): Axis => [lengths[axis]!, strides[axis]!]);
  return engine.result(shape, (to) => rearrange(engine, axes, from, to));
}

/** Turns an axis round. */
export function reverse(engine: WasmEngine, x: Tensor, axis: number): Tensor {
  const from = engine.address(x);
  const [before, length, after] = [sizeOf(x.shape.slice(0, axis)), x.shape[axis]!, sizeOf(x.shape.slice(axis + 1))];
  const block = length * after;
  const axes: Axis[] = [
    [before, block],
    [length, -after],
    [after, 1],
  ];
  return engine.result(x.shape, (to) => rearrange(engine, axes, from + 4 * (block - after), to));
}

/** An axis of a result: its length, and how many elements its entries lie apart in what it is made from. */
type Axis = readonly [length: number, step: number];

/** Writes the elements of some axes side by side. */
function rearrange(engine: WasmEngine, axes: readonly Axis[], from: number, to: number): void {
  const size = sizeOf(axes.map(([length]) => length));
  if (size === 0) return;
  if (axes.length <= 1) {
    copyBytes(engine, 4 * size, from, to);
    return;
  }
  // the kernel has three axes
  const [[A, out], [R, down], [C, across]] = [[1, 0] as Axis, ...axes].slice(-3) as [Axis, Axis, Axis];
  const outer = axes.slice(0, -3);
  const walk = (source: number, target: number, [first, ...rest]: readonly Axis[]): void => {
    if (!first) {
      engine.call("permute", { A, R, C, out, down, across, x: source, y: target });
      return;
    }
    const [length, step] = first;
    const block = 4 * sizeOf([...rest.map((axis) => axis[0]), A, R, C]);
    for (let i = 0; i < length; i++) walk(source + 4 * i * step, target + i * block, rest);
  };
  walk(from, to, outer);
}

/** Axes that stay side by side as one, those of length 1 left out: the lengths in x, and their order in the result. */
function joinedAxes(shape: Shape, permutation: readonly number[]): { lengths: number[]; order: number[] } {
  const groups: number[][] = [];
  for (const axis of permutation.filter((own) => shape[own] !== 1)) {
    const last = groups.at(-1);
    const between = last ? shape.slice(last.at(-1)! + 1, axis) : [];
    if (last && axis > last.at(-1)! && between.every((length) => length === 1)) last.push(axis);
    else groups.push([axis]);
  }
  const sorted = groups.toSorted((a, b) => a[0]! - b[0]!);
  const lengths = sorted.map((group) => sizeOf(group.map((axis) => shape[axis]!)));
  return { lengths, order: groups.map((group) => sorted.indexOf(group)) };
}

/** Copies some bytes, a multiple of four. */
export function copyBytes(engine: WasmEngine, bytes: number, from: number, to: number): void {
  engine.call("copyRows", { count: 1, bytes, from, fromStep: 0, to, toStep: 0 });
}

/** A block of elements inside a tensor. */
interface Place {
  address: number;
  shape: Shape;
  begin: Shape;
}

/** Copies a block of `size` from one place to another, in runs as long as both tensors allow. */
function copyRuns(engine: WasmEngine, size: Shape, from: Place, to: Place): void {
  const [fromStrides, toStrides] = [stridesOf(from.shape), stridesOf(to.shape)];
  // axes after `last` are whole on both sides, so that they and `last` make one run
  let last = size.length - 1;
  while (last > 0 && size[last] === from.shape[last] && size[last] === to.shape[last]) last--;
  const run = 4 * sizeOf(size.slice(Math.max(last, 0)));
  const offset = (begin: Shape, strides: readonly number[]) =>
    begin.reduce((sum, position, axis) => sum + position * strides[axis]!, 0);
  const walk = (axis: number, source: number, target: number): void => {
    if (axis >= last) {
      copyBytes(engine, run, source, target);
      return;
    }
    if (axis === last - 1) {
      engine.call("copyRows", {
        count: size[axis]!,
        bytes: run,
        from: source,
        fromStep: 4 * fromStrides[axis]!,
        to: target,
        toStep: 4 * toStrides[axis]!,
      });
      return;
    }
    for (let i = 0; i < size[axis]!; i++)
      walk(axis + 1, source + 4 * i * fromStrides[axis]!, target + 4 * i * toStrides[axis]!);
  };
  if (sizeOf(size) > 0)
    walk(0, from.address + 4 * offset(from.begin, fromStrides), to.address + 4 * offset(to.begin, toStrides));
}
