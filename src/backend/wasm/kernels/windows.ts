// Where windows lie over one, two or three axes, and what they see.
import { copyBytes } from "./copy";
import { addInto } from "./elementwise";
import { at, splat } from "./simd";

/** Windows over three axes; those that are missing come first and have length 1. */
@unmanaged
export class Windows {
  /** The lengths of the input. */
  input0: i32; input1: i32; input2: i32;
  /** How many windows there are. */
  output0: i32; output1: i32; output2: i32;
  /** The places in a window. */
  size0: i32; size1: i32; size2: i32;
  /** The steps from window to window, and those within a window. */
  strides0: i32; strides1: i32; strides2: i32;
  dilations0: i32; dilations1: i32; dilations2: i32;
  /** How far before the axis the first window begins. */
  before0: i32; before1: i32; before2: i32;
}

export function windowsOfSample(windows: Windows): i32 {
  return windows.output0 * windows.output1 * windows.output2;
}

export function placesOfWindow(windows: Windows): i32 {
  return windows.size0 * windows.size1 * windows.size2;
}

/**
 * Writes for each place of window `row` within the input (counted over all samples) the row-major number of the input's place,
 * over all samples too, and its own number within the window: two integers each. Gives the address where the list ends.
 */
export function placesOf(windows: Windows, row: i32, list: usize): usize {
  const size0 = windows.size0, size1 = windows.size1, size2 = windows.size2;
  const length0 = windows.input0, length1 = windows.input1, length2 = windows.input2;
  const step0 = windows.dilations0, step1 = windows.dilations1, step2 = windows.dilations2;
  const count1 = windows.output1, count2 = windows.output2;
  const plane = row / count2;
  const block = plane / count1;
  const sample = block / windows.output0;
  const start0 = (block - sample * windows.output0) * windows.strides0 - windows.before0;
  const start1 = (plane - block * count1) * windows.strides1 - windows.before1;
  const start2 = (row - plane * count2) * windows.strides2 - windows.before2;
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
export function clear(windows: Windows, channels: i32, sample0: i32, sample1: i32, dx: usize): void {
  const places = windows.input0 * windows.input1 * windows.input2 * channels;
  memory.fill(at(dx, sample0 * places), 0, <usize>((sample1 - sample0) * places) << 2);
}

/**
 * Lays out what the windows from `row0` to before `row1` see of `width` channels from `first` on, row by row: (rows, places in
 * a window, width); zeros where they reach outside.
 */
export function unfold(windows: Windows, channels: i32, first: i32, width: i32, row0: i32, row1: i32, x: usize, to: usize): void {
  visit(windows, channels, first, width, row0, row1, x, to, false);
}

/** Adds such a layout to where it was seen: the gradient of {@link unfold}. */
export function fold(windows: Windows, channels: i32, first: i32, width: i32, row0: i32, row1: i32, from: usize, x: usize): void {
  visit(windows, channels, first, width, row0, row1, x, from, true);
}

/** Copies runs of neighbouring places from x to `rows`, or adds them from there to x. */
function visit(windows: Windows, channels: i32, first: i32, width: i32, row0: i32, row1: i32, x: usize, rows: usize, adds: bool): void {
  const size0 = windows.size0, size1 = windows.size1, size2 = windows.size2;
  const length0 = windows.input0, length1 = windows.input1, length2 = windows.input2;
  const step0 = windows.dilations0, step1 = windows.dilations1, step2 = windows.dilations2;
  const count1 = windows.output1, count2 = windows.output2;
  const stride2 = windows.strides2;
  const pixel = <usize>channels << 2, part = <usize>width << 2, run = <usize>size2 * part;
  const joined = width == channels && step2 == 1;
  const origin = x + (<usize>first << 2);
  // neighbouring windows along the last axis share their places along the others
  for (let row = row0; row < row1; ) {
    const plane = row / count2;
    const block = plane / count1;
    const sample = block / windows.output0;
    const start0 = (block - sample * windows.output0) * windows.strides0 - windows.before0;
    const start1 = (plane - block * count1) * windows.strides1 - windows.before1;
    const end = min(row1, (plane + 1) * count2);
    for (let start2 = (row - plane * count2) * windows.strides2 - windows.before2; row < end; row++, start2 += stride2) {
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
