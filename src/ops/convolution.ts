/**
 * Convolution and pooling: windows that slide over the axes between batch and channels, of which there may be any number.
 * Axis letters: S the lengths of these axes, O those of the result, C channels, K places in a window, N filters.
 */
import { record } from "../autodiff/tape.ts";
import { run } from "../backend/current.ts";
import {
  asTensor,
  fill,
  formatShape,
  ShapeError,
  sizeOf,
  type Tensor,
  type TensorLike,
  unknownName,
  viewAs,
  wrap,
} from "../tensor/index.ts";
import { add, multiply } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { gather } from "./indexing.ts";
import { concatenate, reshape, split } from "./layout.ts";
import { matmul } from "./matmul.ts";
import { mean, sum } from "./reduce.ts";

/**
 * What lies around the input. "valid": nothing, windows stay inside. "same": zeros on both sides, one more after than
 * before where they are odd, so that stride 1 keeps the length. "causal": zeros before, so that no window sees the future.
 */
export type Padding = keyof typeof paddings;
const paddings = { valid: true, same: true, causal: true } as const;

export interface PoolOptions {
  /** Steps from window to window, for all axes or each. Default the size of the window. */
  strides?: number | readonly number[];
  /** Default "valid". */
  padding?: Padding;
}

export interface ConvOptions {
  /** Steps from window to window, for all axes or each. Default 1. */
  strides?: number | readonly number[];
  /** Default "valid". */
  padding?: Padding;
  /** Steps from place to place within a window, for all axes or each. Default 1. */
  dilationRate?: number | readonly number[];
  /** Added to every result, shape (N). */
  bias?: Tensor;
}

/** How windows slide over axes: a length, a stride and a dilation for each. */
export interface Sliding {
  lengths: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  padding: Padding;
}

/** How many places a window spans from its first to its last. */
const reachOf = ({ lengths, dilations }: Sliding, axis: number) => (lengths[axis]! - 1) * dilations[axis]! + 1;

/** How many windows an axis has room for; open where its length is, none or fewer where no window fits. */
export function windowCount(length: number | null, sliding: Sliding, axis: number): number | null {
  if (length === null) return null;
  const room = sliding.padding === "valid" ? length - reachOf(sliding, axis) : length - 1;
  return Math.floor(room / sliding.strides[axis]!) + 1;
}

/** The width of the padding before an axis. */
function paddingBefore(length: number, sliding: Sliding, axis: number): number {
  const reach = reachOf(sliding, axis);
  if (sliding.padding === "valid") return 0;
  if (sliding.padding === "causal") return reach - 1;
  const spanned = (windowCount(length, sliding, axis)! - 1) * sliding.strides[axis]! + reach;
  return Math.floor(Math.max(0, spanned - length) / 2);
}

/** Where windows lie within a sample. */
interface Places {
  output: number[];
  /** For each window and each place in it the row-major number of the input's place, -1 for one outside; (O, K). */
  numbers: Int32Array;
}

/** Places axis by axis: those of the axes before are the outer ones. */
function placesOf(spatial: readonly number[], sliding: Sliding): Places {
  let numbers = Int32Array.of(0);
  let [windows, taps] = [1, 1];
  const output = spatial.map((length, axis) => windowCount(length, sliding, axis)!);
  for (const [axis, length] of spatial.entries()) {
    const [count, width] = [output[axis]!, sliding.lengths[axis]!];
    const [stride, dilation] = [sliding.strides[axis]!, sliding.dilations[axis]!];
    const before = paddingBefore(length, sliding, axis);
    const next = new Int32Array(numbers.length * count * width);
    let to = 0;
    for (let window = 0; window < windows; window++) {
      for (let start = -before, i = 0; i < count; i++, start += stride) {
        for (let tap = 0; tap < taps; tap++) {
          const outer = numbers[window * taps + tap]!;
          for (let k = 0; k < width; k++) {
            const at = start + k * dilation;
            next[to++] = outer < 0 || at < 0 || at >= length ? -1 : outer * length + at;
          }
        }
      }
    }
    numbers = next;
    windows *= count;
    taps *= width;
  }
  return { output, numbers };
}

/** What the windows see: (B, ...S, C) gives (B, O, K, C), `outside` standing where they reach beyond the input. */
function seen(x: Tensor, { numbers }: Places, taps: number, outside: number): Tensor {
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const size = sizeOf(x.shape.slice(1, -1));
  const windows = numbers.length / taps;
  if (taps === 1 && windows === size && numbers.every((place, i) => place === i)) {
    return reshape(x, [batch, windows, 1, channels]);
  }
  const rows = reshape(x, [batch * size, channels]);
  const framed = numbers.includes(-1) ? concatenate([rows, fill([1, channels], outside)], 0) : rows;
  const ids = new Int32Array(batch * numbers.length);
  for (let n = 0, to = 0; n < batch; n++) {
    for (const place of numbers) ids[to++] = place < 0 ? batch * size : n * size + place;
  }
  return gather(framed, wrap(ids, [batch, windows, taps], "int32"));
}

/**
 * Convolution (in the field's sense, the kernel not turned round): y[o] = Σ_k x[o · stride + k · dilation] W[k] + b.
 *
 * x (B, ...S, C) and kernel (...window, C / groups, N) give (B, ...O, N); the kernel's width says how many groups of
 * channels and filters there are, each of which sees its own share alone.
 * @throws ShapeError when ranks, channels or filters do not fit, or no window fits into the input
 */
export function conv(x: TensorLike, kernel: TensorLike, options: ConvOptions = {}): Tensor {
  const [input, filter] = [cast(asTensor(x), "float32"), cast(asTensor(kernel), "float32")];
  const [width, filters] = filter.shape.slice(-2) as [number, number];
  const channels = input.shape.at(-1)!;
  const groups = channels / width;
  if (filter.rank !== input.rank || input.rank < 3 || !Number.isInteger(groups) || filters % groups !== 0) {
    throw new ShapeError({
      what: "A kernel does not fit the input that it is to slide over.",
      expected: "input (batch, ..., channels) and kernel (..., channels / groups, filters) with as many axes",
      received: `${formatShape(input.shape)} and ${formatShape(filter.shape)}`,
    });
  }
  const window = filter.shape.slice(0, -2);
  const sliding = slidingOf(window, options.strides ?? 1, options.padding, options.dilationRate ?? 1);
  const places = fittingPlaces(input, sliding);
  const taps = sizeOf(window);
  const patches = seen(input, places, taps, 0);
  const [batch, windows] = patches.shape as [number, number];
  const rows = (share: Tensor) => reshape(share, [batch * windows, taps * width]);
  const matrix = (share: Tensor) => reshape(share, [taps * width, filters / groups]);
  const { bias } = options;
  const shape = [batch, ...places.output, filters];
  if (groups === 1) return reshape(matmul(rows(patches), matrix(filter), { bias }), shape);
  const shares = split(patches, groups);
  const parts = split(filter, groups).map((own, g) => matmul(rows(shares[g]!), matrix(own)));
  const joined = concatenate(parts, 1);
  return reshape(bias ? add(joined, bias) : joined, shape);
}

/**
 * The largest of each window: (B, ...S, C) gives (B, ...O, C). The gradient goes to the first of equals.
 * @throws ShapeError when no window fits into the input
 */
export function maxPool(x: TensorLike, poolSize: number | readonly number[], options: PoolOptions = {}): Tensor {
  return pool(x, poolSize, options, Number.NEGATIVE_INFINITY, (patches) => firstMax(patches));
}

/**
 * The mean of each window: (B, ...S, C) gives (B, ...O, C). Places outside the input do not count.
 * @throws ShapeError when no window fits into the input
 */
export function averagePool(x: TensorLike, poolSize: number | readonly number[], options: PoolOptions = {}): Tensor {
  return pool(x, poolSize, options, 0, (patches, { numbers }) => {
    if (!numbers.includes(-1)) return mean(patches, 2);
    const [, windows, taps] = patches.shape as [number, number, number];
    const shares = Float32Array.from(
      { length: windows },
      (_, i) => 1 / numbers.subarray(i * taps, (i + 1) * taps).reduce((n, place) => n + (place < 0 ? 0 : 1), 0),
    );
    return multiply(sum(patches, 2), wrap(shares, [windows, 1], "float32"));
  });
}

function pool(
  x: TensorLike,
  poolSize: number | readonly number[],
  { strides = poolSize, padding }: PoolOptions,
  outside: number,
  join: (patches: Tensor, places: Places) => Tensor,
): Tensor {
  const input = cast(asTensor(x), "float32");
  const lengths = forEachAxis(poolSize, input.rank - 2);
  const sliding = slidingOf(lengths, strides, padding, 1);
  const places = fittingPlaces(input, sliding);
  const joined = join(seen(input, places, sizeOf(lengths), outside), places);
  return reshape(joined, [input.shape[0]!, ...places.output, input.shape.at(-1)!]);
}

/** The largest along the third of four axes, (B, O, K, C) to (B, O, C). */
function firstMax(x: Tensor): Tensor {
  const [batch, windows, taps, channels] = x.shape as [number, number, number, number];
  const shape = [batch, windows, 1, channels];
  const largest = run((engine) => engine.reduce("max", x, [2]));
  return record(largest, [x], (dy) => [
    () =>
      run((engine) => {
        const [upstream, peak] = [viewAs(dy, shape), viewAs(largest, shape)];
        // 1 where no place before was the largest
        let open = engine.broadcastTo(fill([1], 1), shape);
        const shares = Array.from({ length: taps }, (_, k) => {
          const place = engine.slice(x, [0, 0, k, 0], shape);
          const isFirst = engine.binary("multiply", open, engine.cast(engine.binary("equal", place, peak), "float32"));
          open = engine.binary("subtract", open, isFirst);
          return engine.binary("multiply", upstream, isFirst);
        });
        return engine.concatenate(shares, 2);
      }),
  ]);
}

/** One number for each of so many axes. */
export function forEachAxis(given: number | readonly number[], axes: number): readonly number[] {
  return typeof given === "number" ? new Array<number>(axes).fill(given) : given;
}

function slidingOf(
  lengths: readonly number[],
  strides: number | readonly number[],
  padding: Padding = "valid",
  dilationRate: number | readonly number[] = 1,
): Sliding {
  if (!Object.hasOwn(paddings, padding)) throw unknownName("padding", String(padding), Object.keys(paddings));
  const dilations = forEachAxis(dilationRate, lengths.length);
  return { lengths, strides: forEachAxis(strides, lengths.length), dilations, padding };
}

/** @throws ShapeError unless there is a length, a stride and a dilation, 1 or more, for each axis, and room for a window */
function fittingPlaces(x: Tensor, sliding: Sliding): Places {
  const spatial = x.shape.slice(1, -1);
  const { lengths, strides, dilations } = sliding;
  const complete = [lengths, strides, dilations].every(
    (list) => list.length === spatial.length && list.every((value) => Number.isInteger(value) && value > 0),
  );
  const places = complete ? placesOf(spatial, sliding) : undefined;
  if (places && spatial.length > 0 && places.output.every((count) => count > 0)) return places;
  throw new ShapeError({
    what: "A window does not fit into the tensor that it is to slide over.",
    expected: "(batch, ..., channels), and a window, strides and dilations, 1 or more, for each axis between them",
    received: `${formatShape(x.shape)}, window ${formatShape(lengths)}, strides ${formatShape(strides)}, dilations ${formatShape(dilations)}`,
    hint: 'padding "same" lets windows reach outside',
  });
}
