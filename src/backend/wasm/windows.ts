/** Convolution and pooling on the kernels: their window arguments, scratch memory, and the calls. */
import { sizeOf, type Tensor } from "../../tensor/index.ts";
import type { ConvolveOptions, PoolName } from "../backend.ts";
import { filtersLast, type Windows } from "../windows.ts";
import type { WasmEngine } from "./engine.ts";
import { windowsFields } from "./kernels.generated.ts";
import { transpose } from "./layout.ts";
import { multiply, panels } from "./product.ts";

/** Axes that the kernels slide over. */
const AXES = 3;
/** Most floats of unfolded windows per block. The matmul takes a slice of their depth at a time, which stays in the second-level cache. */
const LAID_OUT = 393_216;
/** Most rows per block: each block reads all panels of the kernel again, so a large kernel wants few blocks. */
const MOST_ROWS = 240;
/** Rows that a range begins at multiples of: whole tiles of the matmul. */
const GRAIN = 12;

/** Whether the kernels slide over so many axes. */
export const hasWindowKernel = ({ input }: Windows): boolean => input.length <= AXES;

/** The block that kernels read: a field for each list and axis. An axis that is missing has length 1 and nothing before it. */
export function describe(engine: WasmEngine, windows: Windows): number {
  const fields: Partial<Record<keyof typeof windowsFields, number>> = {};
  for (const list of ["input", "output", "size", "strides", "dilations", "before"] as const) {
    const values = windows[list];
    const missing = AXES - values.length;
    for (const axis of [0, 1, 2] as const)
      fields[`${list}${axis}`] = values[axis - missing] ?? Number(list !== "before");
  }
  return engine.memory.block(windowsFields, fields);
}

/** Sizes of a convolution: B samples, R windows over all of them, groups of `width` channels and `each` filters, K places. */
export function sizes(windows: Windows, batch: number, channels: number, filters: number, groups: number) {
  const [K, O] = [sizeOf(windows.size), sizeOf(windows.output)];
  const [width, each] = [channels / groups, filters / groups];
  const depth = K * width;
  const R = batch * O;
  // blocks of equal height, of whole tiles
  const blocks = Math.max(1, Math.ceil(R / Math.min(MOST_ROWS, Math.max(GRAIN, LAID_OUT / depth))));
  const block = Math.max(1, Math.ceil(R / blocks / GRAIN)) * GRAIN;
  const isDepthwise = width === 1 && each === 1;
  return { R, K, O, width, each, depth, block, isDepthwise, work: R * depth * filters };
}

/** A block of memory for each thread. */
export function forThreads(engine: WasmEngine, floats: number): (thread: number) => number {
  const address = engine.memory.take(4 * floats * engine.threadCount);
  return (thread) => address + 4 * floats * thread;
}

export function convolve(
  engine: WasmEngine,
  x: Tensor,
  kernel: Tensor,
  windows: Windows,
  { bias, filtersFirst = false }: ConvolveOptions,
): Tensor {
  const [batch, channels, filters] = [x.shape[0]!, x.shape.at(-1)!, kernel.shape.at(filtersFirst ? 0 : -1)!];
  const groups = channels / kernel.shape.at(filtersFirst ? 1 : -2)!;
  const { R, K, each, depth, block, isDepthwise, work } = sizes(windows, batch, channels, filters, groups);
  const [from, added] = [engine.address(x), bias ? engine.address(bias) : 0];
  const shape = [batch, ...windows.output, filters];
  if (isDepthwise) {
    const byPlace = filtersFirst ? transpose(engine, kernel, filtersLast(kernel)) : kernel;
    const [place, weights, list] = [describe(engine, windows), engine.address(byPlace), forThreads(engine, 2 * K)];
    return engine.result(shape, (y) =>
      engine.split("depthwise", R, 1, 4 * work, (row0, row1, thread) => ({
        windows: place,
        C: channels,
        row0,
        row1,
        x: from,
        weights,
        bias: added,
        y,
        list: list(thread),
      })),
    );
  }
  const offsets = Array.from({ length: groups }, (_, group) => group * each * (filtersFirst ? depth : 1));
  const packed = filtersFirst
    ? engine.packed(kernel, depth / K, each, K, depth, offsets, { count: K, stride: 1 })
    : engine.packed(kernel, depth, each, filters, 1, offsets);
  if (groups === 1 && seesAsItLies(windows)) {
    const rows = { address: from, rowStride: channels, columnStride: 1 };
    return engine.result(shape, (y) =>
      multiply(engine, [R, filters, depth], rows, panels(packed), { address: added, stride: 0 }, y, filters),
    );
  }
  const [place, scratch] = [describe(engine, windows), forThreads(engine, block * depth)];
  return engine.result(shape, (y) =>
    engine.split("convolve", R, GRAIN, work, (row0, row1, thread) => ({
      windows: place,
      channels,
      filters,
      groups,
      row0,
      row1,
      x: from,
      panels: packed,
      start: added,
      startStride: 0,
      y,
      scratch: scratch(thread),
      block,
      room: engine.room(thread),
    })),
  );
}

export function convolveInputGradient(
  engine: WasmEngine,
  dy: Tensor,
  kernel: Tensor,
  windows: Windows,
  channels: number,
): Tensor {
  const [batch, filters] = [dy.shape[0]!, kernel.shape.at(-1)!];
  const groups = channels / kernel.shape.at(-2)!;
  const { K, each, depth, block, isDepthwise, work } = sizes(windows, batch, channels, filters, groups);
  const [d, place] = [engine.address(dy), describe(engine, windows)];
  const shape = [batch, ...windows.input, channels];
  if (isDepthwise) {
    const [weights, list] = [engine.address(kernel), forThreads(engine, 2 * K)];
    return engine.result(shape, (dx) =>
      engine.split("depthwiseInputGradient", batch, 1, 4 * work, (sample0, sample1, thread) => ({
        windows: place,
        C: channels,
        sample0,
        sample1,
        dy: d,
        weights,
        dx,
        list: list(thread),
      })),
    );
  }
  const offsets = Array.from({ length: groups }, (_, group) => group * each);
  const packed = engine.packed(kernel, each, depth, 1, filters, offsets);
  const scratch = forThreads(engine, block * depth);
  return engine.result(shape, (dx) =>
    engine.split("convolveInputGradient", batch, 1, work, (sample0, sample1, thread) => ({
      windows: place,
      channels,
      filters,
      groups,
      sample0,
      sample1,
      dy: d,
      panels: packed,
      dx,
      scratch: scratch(thread),
      block,
      room: engine.room(thread),
    })),
  );
}

export function convolveKernelGradient(
  engine: WasmEngine,
  x: Tensor,
  dy: Tensor,
  windows: Windows,
  groups: number,
): Tensor {
  const [batch, channels, filters] = [x.shape[0]!, x.shape.at(-1)!, dy.shape.at(-1)!];
  const { R, K, width, each, depth, block, isDepthwise, work } = sizes(windows, batch, channels, filters, groups);
  const [from, d, place] = [engine.address(x), engine.address(dy), describe(engine, windows)];
  const shape = [...windows.size, width, filters];
  if (isDepthwise) {
    const list = forThreads(engine, 2 * K);
    return engine.result(shape, (dW) =>
      engine.split("depthwiseKernelGradient", channels, 16, 4 * work, (c0, c1, thread) => ({
        windows: place,
        C: channels,
        c0,
        c1,
        R,
        x: from,
        dy: d,
        dW,
        list: list(thread),
      })),
    );
  }
  const scratch = forThreads(engine, block * depth);
  return engine.result(shape, (dW) => {
    /** The gradient of some groups, of some filters in each. */
    const part = (group0: number, group1: number, filter0: number, filter1: number, thread: number) => ({
      windows: place,
      channels,
      filters,
      groups,
      group0,
      group1,
      filter0,
      filter1,
      R,
      x: from,
      dy: d,
      dW,
      scratch: scratch(thread),
      block,
      room: engine.room(thread),
    });
    const name = "convolveKernelGradient";
    if (groups === 1) engine.split(name, filters, 16, work, (first, end, thread) => part(0, 1, first, end, thread));
    else engine.split(name, groups, 1, work, (first, end, thread) => part(first, end, 0, each, thread));
  });
}

export function pool(engine: WasmEngine, name: PoolName, x: Tensor, windows: Windows): Tensor {
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const { R, K, work } = sizes(windows, batch, channels, channels, channels);
  const [from, place, list] = [engine.address(x), describe(engine, windows), forThreads(engine, 2 * K)];
  return engine.result([batch, ...windows.output, channels], (y) =>
    engine.split("pool", R, 1, 4 * work, (row0, row1, thread) => ({
      windows: place,
      C: channels,
      sums: Number(name === "sum"),
      row0,
      row1,
      x: from,
      y,
      list: list(thread),
    })),
  );
}

export function poolGradient(
  engine: WasmEngine,
  name: PoolName,
  dy: Tensor,
  x: Tensor,
  y: Tensor,
  windows: Windows,
): Tensor {
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const { K, work } = sizes(windows, batch, channels, channels, channels);
  const [d, from, joined] = [dy, x, y].map((tensor) => engine.address(tensor)) as [number, number, number];
  const [place, list] = [describe(engine, windows), forThreads(engine, 2 * K)];
  return engine.result(x.shape, (dx) =>
    engine.split("poolGradient", batch, 1, 4 * work, (sample0, sample1, thread) => ({
      windows: place,
      C: channels,
      sums: Number(name === "sum"),
      sample0,
      sample1,
      dy: d,
      x: from,
      y: joined,
      dx,
      list: list(thread),
    })),
  );
}

/** Whether each window sees one place, and all places in order. */
function seesAsItLies({ input, output, size, strides, before }: Windows): boolean {
  // an output shorter than its input skips places of each sample
  const isWhole = output.every((length, axis) => length === input[axis]);
  return isWhole && sizeOf(size) === 1 && strides.every((step) => step === 1) && before.every((width) => width === 0);
}
