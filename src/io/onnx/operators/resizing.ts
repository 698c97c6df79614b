/** Resize and Upsample: each resized axis takes the nearest entries, or weighted sums of neighbours. */
import { add, cast, multiply, reshape } from "../../../ops/index.ts";
import { sizeOf, type Tensor, wrap } from "../../../tensor/index.ts";
import type { Call, Operator } from "./call.ts";
import { checkMade } from "./limits.ts";
import { takeAlong } from "./positions.ts";

/** An axis to be resized. */
interface Axis {
  /** Its length, and that which it gets. */
  from: number;
  to: number;
  /** The second over the first, as the node says. */
  scale: number;
}

/** The position in the input of entry i of the output. */
const coordinates: Readonly<Record<string, (i: number, axis: Axis) => number>> = {
  half_pixel: (i, { scale }) => (i + 0.5) / scale - 0.5,
  half_pixel_symmetric: (i, { from, to, scale }) => (from / 2) * (1 - to / (scale * from)) + (i + 0.5) / scale - 0.5,
  pytorch_half_pixel: (i, { to, scale }) => (to > 1 ? (i + 0.5) / scale - 0.5 : 0),
  align_corners: (i, { from, to }) => (to > 1 ? (i * (from - 1)) / (to - 1) : 0),
  asymmetric: (i, { scale }) => i / scale,
  tf_half_pixel_for_nn: (i, { scale }) => (i + 0.5) / scale,
};

const roundings: Readonly<Record<string, (at: number) => number>> = {
  round_prefer_floor: (at) => Math.ceil(at - 0.5),
  round_prefer_ceil: (at) => Math.floor(at + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** What an entry is the sum of: whole places, which may be outside, and the weight of each. */
type Taps = readonly (readonly [place: number, weight: number])[];

/** How the entries of the output come from those near a place, by the node's mode. */
function tapsOf(call: Call, oldest: boolean): (at: number) => Taps {
  const { attributes } = call;
  const mode = attributes.string("mode", "nearest");
  if (mode === "nearest") {
    const rounding = oldest ? "floor" : attributes.string("nearest_mode", "round_prefer_floor");
    if (!Object.hasOwn(roundings, rounding)) {
      throw call.unsupported("nearest_mode", Object.keys(roundings).join(", "), rounding);
    }
    return (at) => [[roundings[rounding]!(at), 1]];
  }
  if (mode === "linear") {
    return (at) => {
      const left = Math.floor(at);
      return [
        [left, 1 - (at - left)],
        [left + 1, at - left],
      ];
    };
  }
  if (mode !== "cubic" || oldest) throw call.unsupported("mode", "nearest, linear or cubic", mode);
  const a = attributes.float("cubic_coeff_a", -0.75);
  // R. Keys, "Cubic convolution interpolation for digital image processing", 1981
  const near = (d: number) => ((a + 2) * d - (a + 3)) * d * d + 1;
  const far = (d: number) => ((d - 5) * d + 8) * d * a - 4 * a;
  return (at) => {
    const left = Math.floor(at);
    const d = at - left;
    return [
      [left - 1, far(1 + d)],
      [left, near(d)],
      [left + 1, near(1 - d)],
      [left + 2, far(2 - d)],
    ];
  };
}

/** Taps within the axis: those outside become its ends, or with `excludes` leave their weight to the others. */
function within(taps: Taps, length: number, excludes: boolean): Taps {
  const isInside = ([place]: Taps[number]) => place >= 0 && place < length;
  const total = excludes ? taps.reduce((sum, tap) => sum + (isInside(tap) ? tap[1] : 0), 0) : 1;
  return taps.map((tap) => {
    const place = Math.min(Math.max(tap[0], 0), length - 1);
    return [place, excludes ? (isInside(tap) ? tap[1] / total : 0) : tap[1]];
  });
}

function resizeAxis(x: Tensor, axis: number, entries: readonly Taps[]): Tensor {
  const count = entries[0]!.length;
  const parts = Array.from({ length: count }, (_, k) => {
    const taken = takeAlong(
      x,
      axis,
      entries.map((taps) => taps[k]![0]),
    );
    if (count === 1) return taken;
    const weights = wrap(
      Float32Array.from(entries, (taps) => taps[k]![1]),
      [entries.length],
      "float32",
    );
    return multiply(
      cast(taken, "float32"),
      reshape(weights, [entries.length, ...x.shape.slice(axis + 1).map(() => 1)]),
    );
  });
  return parts.reduce((sum, part) => add(sum, part));
}

/** The axes that a node names, and what becomes of each. */
function axesOf(call: Call, scales: Tensor | undefined, sizes: readonly number[] | undefined): [number, Axis][] {
  const x = call.input(0);
  const named = call.attributes.ints("axes")?.map((axis) => (axis < 0 ? axis + x.rank : axis)) ?? [...x.shape.keys()];
  const given = sizes ?? (scales && Array.from(scales.read()));
  if (!given || given.length !== named.length || named.some((axis) => !(axis in x.shape)) || sizeOf(x.shape) === 0) {
    throw call.misfit(0, `${named.length} scales or sizes, and elements to resize`);
  }
  const policy = call.attributes.string("keep_aspect_ratio_policy", "stretch");
  const ratios = sizes?.map((size, i) => size / x.shape[named[i]!]!) ?? [];
  const common = policy === "not_larger" ? Math.min(...ratios) : Math.max(...ratios);
  return named.map((axis, i) => {
    const from = x.shape[axis]!;
    if (!sizes) return [axis, { from, to: Math.floor(from * given[i]!), scale: given[i]! }];
    if (policy === "stretch") return [axis, { from, to: sizes[i]!, scale: sizes[i]! / from }];
    return [axis, { from, to: Math.round(from * common), scale: common }];
  });
}

function resized(call: Call, axes: readonly [number, Axis][], transformation: string, oldest: boolean): Tensor {
  if (!Object.hasOwn(coordinates, transformation)) {
    throw call.unsupported("coordinate_transformation_mode", Object.keys(coordinates).join(", "), transformation);
  }
  const taps = tapsOf(call, oldest);
  const excludes = call.attributes.int("exclude_outside", 0) !== 0;
  return axes.reduce((x, [axis, lengths]) => {
    if (!(lengths.scale > 0) || lengths.to < 1) throw call.misfit(0, "scales above 0, which leave an entry or more");
    if (lengths.from === lengths.to && lengths.scale === 1) return x;
    checkMade(x.shape.map((length, i) => (i === axis ? lengths.to : length)));
    const entries = Array.from({ length: lengths.to }, (_, i) =>
      within(taps(coordinates[transformation]!(i, lengths)), lengths.from, excludes),
    );
    return resizeAxis(x, axis, entries);
  }, call.input(0));
}

function resize(call: Call): Tensor {
  if (call.opset < 11) return resized(call, axesOf(call, call.input(1), undefined), "asymmetric", true);
  if (call.attributes.int("antialias", 0) !== 0) throw call.unsupported("antialias", "0", "1");
  const scales = call.optional(2);
  const sizes = call.optional(3) && call.optional(3)!.size > 0 ? call.integers(3) : undefined;
  const mode = call.attributes.string("coordinate_transformation_mode", "half_pixel");
  return resized(call, axesOf(call, scales && scales.size > 0 ? scales : undefined, sizes), mode, false);
}

/** Before operator set 9 the scales are an attribute. */
function upsample(call: Call): Tensor {
  const own = call.attributes.floats("scales");
  const scales = call.optional(1) ?? wrap(Float32Array.from(own), [own.length], "float32");
  return resized(call, axesOf(call, scales, undefined), "asymmetric", true);
}

/** Operators that change the lengths of axes. */
export const resizing: Readonly<Record<string, Operator>> = { Resize: resize, Upsample: upsample };
