// Where windows lie: over one, two or three axes, given by eighteen integers, six for each of three axes (those that are
// missing come first and have length 1): the lengths of the input, the windows' count, their size, their steps, the steps
// within them, and how far before the axis the first begins.
import { copyBytes } from "./copy";
import { addInto } from "./elementwise";
import { at, splat } from "./simd";

/** A property of the windows along an axis. */
@inline
export function along(windows: usize, property: i32, axis: i32): i32 {
  return load<i32>(windows + 4 * (3 * property + axis));
}
export const INPUT = 0;
export const OUTPUT = 1;
export const SIZE = 2;
const STRIDE = 3;
const DILATION = 4;
const BEFORE = 5;

/** The product of a property along the axes: places of a sample, windows of a sample, places in a window. */
export function total(windows: usize, property: i32): i32 {
  return along(windows, property, 0) * along(windows, property, 1) * along(windows, property, 2);
}

/** Where window `number`, in row-major order, begins along an axis. */
function startOf(windows: usize, number: i32, axis: i32): i32 {
  return number * along(windows, STRIDE, axis) - along(windows, BEFORE, axis);
}

/**
 * Writes for each place of window `row` within the input (counted over all samples) the row-major number of the input's place,
 * over all samples too, and its own number within the window: two integers each. Gives the address where the list ends.
 */
export function placesOf(windows: usize, row: i32, list: usize): usize {
  const size0 = along(windows, SIZE, 0), size1 = along(windows, SIZE, 1), size2 = along(windows, SIZE, 2);
  const length0 = along(windows, INPUT, 0), length1 = along(windows, INPUT, 1), length2 = along(windows, INPUT, 2);
  const step0 = along(windows, DILATION, 0), step1 = along(windows, DILATION, 1), step2 = along(windows, DILATION, 2);
  const count1 = along(windows, OUTPUT, 1), count2 = along(windows, OUTPUT, 2);
  const plane = row / count2;
  const block = plane / count1;
  const sample = block / along(windows, OUTPUT, 0);
  const start0 = startOf(windows, block - sample * along(windows, OUTPUT, 0), 0);
  const start1 = startOf(windows, plane - block * count1, 1);
  const start2 = startOf(windows, row - plane * count2, 2);
  for (let k0 = 0, at0 = start0; k0 < size0; k0++, at0 += step0) {
    if (<u32>at0 >= <u32>length0) continue;
    for (let k1 = 0, at1 = start1; k1 < size1; k1++, at1 += step1) {
      if (<u32>at1 >= <u32>length1) continue;
      const base = ((sample * length0 + at0) * length1 + at1) * length2;
      const tap = (k0 * size1 + k1) * size2;
      for (let k2 = 0, at2 = start2; k2 < size2; k2++, at2 += step2) {
        if (<u32>at2 >= <u32>length2) continue;
        store<i32>(list, base + at2);
        store<i32>(list, tap + k2, 4);
        list += 8;
      }
    }
  }
  return list;
}

/** Where the channels of a place that {@link placesOf} lists begin. */
@inline
export function seenAt(place: usize, x: usize, pixel: usize): usize {
  return x + <usize>load<i32>(place) * pixel;
}

/** Where those of its number within the window begin. */
@inline
export function tapAt(place: usize, weights: usize, pixel: usize): usize {
  return weights + <usize>load<i32>(place, 4) * pixel;
}

/** Zeros for the input's places of some samples. */
export function clear(windows: usize, channels: i32, sample0: i32, sample1: i32, dx: usize): void {
  const places = total(windows, INPUT) * channels;
  memory.fill(at(dx, sample0 * places), 0, <usize>((sample1 - sample0) * places) << 2);
}

/**
 * Lays out what the windows from `row0` to before `row1` see of `width` channels from `first` on, row by row: (rows, places in
 * a window, width); zeros where they reach outside.
 */
export function unfold(windows: usize, channels: i32, first: i32, width: i32, row0: i32, row1: i32, x: usize, to: usize): void {
  visit(windows, channels, first, width, row0, row1, x, to, false);
}

/** Adds such a layout to where it was seen: the gradient of {@link unfold}. */
export function fold(windows: usize, channels: i32, first: i32, width: i32, row0: i32, row1: i32, from: usize, x: usize): void {
  visit(windows, channels, first, width, row0, row1, x, from, true);
}

/** Copies runs of neighbouring places from x to `rows`, or adds them from there to x. */
function visit(windows: usize, channels: i32, first: i32, width: i32, row0: i32, row1: i32, x: usize, rows: usize, adds: bool): void {
  const size0 = along(windows, SIZE, 0), size1 = along(windows, SIZE, 1), size2 = along(windows, SIZE, 2);
  const length0 = along(windows, INPUT, 0), length1 = along(windows, INPUT, 1), length2 = along(windows, INPUT, 2);
  const step0 = along(windows, DILATION, 0), step1 = along(windows, DILATION, 1), step2 = along(windows, DILATION, 2);
  const count1 = along(windows, OUTPUT, 1), count2 = along(windows, OUTPUT, 2);
  const stride2 = along(windows, STRIDE, 2);
  const pixel = <usize>channels << 2, part = <usize>width << 2, run = <usize>size2 * part;
  const joined = width == channels && step2 == 1;
  const origin = x + (<usize>first << 2);
  // neighbouring windows along the last axis share their places along the others
  for (let row = row0; row < row1; ) {
    const plane = row / count2;
    const block = plane / count1;
    const sample = block / along(windows, OUTPUT, 0);
    const start0 = startOf(windows, block - sample * along(windows, OUTPUT, 0), 0);
    const start1 = startOf(windows, plane - block * count1, 1);
    const end = min(row1, (plane + 1) * count2);
    for (let start2 = startOf(windows, row - plane * count2, 2); row < end; row++, start2 += stride2) {
      const inside2 = start2 >= 0 && start2 + size2 <= length2;
      for (let k0 = 0, at0 = start0; k0 < size0; k0++, at0 += step0) {
        for (let k1 = 0, at1 = start1; k1 < size1; k1++, at1 += step1) {
          if (<u32>at0 >= <u32>length0 || <u32>at1 >= <u32>length1) {
            if (!adds) zero(run, rows);
            rows += run;
            continue;
          }
          const line = origin + <usize>(((sample * length0 + at0) * length1 + at1) * length2) * pixel;
          if (joined && inside2) {
            move(run, line + <usize>start2 * pixel, rows, adds);
            rows += run;
            continue;
          }
          for (let k2 = 0, at2 = start2; k2 < size2; k2++, at2 += step2, rows += part) {
            if (<u32>at2 < <u32>length2) move(part, line + <usize>at2 * pixel, rows, adds);
            else if (!adds) zero(part, rows);
          }
        }
      }
    }
  }
}

function move(bytes: usize, x: usize, rows: usize, adds: bool): void {
  if (adds) addInto(<i32>(bytes >> 2), x, rows, x);
  else copyBytes(bytes, x, rows);
}

function zero(bytes: usize, to: usize): void {
  for (const i of fours(<i32>(bytes >> 2))) to[i] = splat(0);
}
