// Moving elements without changing them.
import { at } from "./simd";

/** Copies a run of bytes, a multiple of four; `memory.copy` is a call, which short runs are not worth. */
@inline
export function copyBytes(bytes: usize, from: usize, to: usize): void {
  if (bytes > 1024) memory.copy(to, from, bytes);
  else {
    let i: usize = 0;
    for (const pairs = bytes & ~31; i < pairs; i += 32) {
      const first = v128.load(from + i), second = v128.load(from + i, 16);
      v128.store(to + i, first);
      v128.store(to + i, second, 16);
    }
    if (bytes & 16) {
      v128.store(to + i, v128.load(from + i));
      i += 16;
    }
    for (; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
  }
}

/** Copies `count` runs of bytes that lie `fromStep` bytes apart to where they lie `toStep` apart. */
export function copyRows(count: i32, bytes: usize, from: usize, fromStep: usize, to: usize, toStep: usize): void {
  for (let i = 0; i < count; i++, from += fromStep, to += toStep) copyBytes(bytes, from, to);
}

/**
 * Three axes in another order, or turned round: element (a, r, c) of y, whose shape is (A, R, C), lies a · out + r · down + c · across
 * elements from x.
 */
export function permute(A: i32, R: i32, C: i32, out: i32, down: i32, across: i32, x: usize, y: usize): void {
  const bytes = <usize>C << 2;
  for (let a = 0; a < A; a++, x = at(x, out), y += <usize>R * bytes) {
    if (across == 1) copyRows(R, bytes, x, <usize>down << 2, y, bytes);
    else transpose(R, C, x, <usize>down << 2, <usize>across << 2, y);
  }
}

/** The same of two axes, strides in bytes: four rows at a time, four columns of them where those of x lie side by side. */
function transpose(R: i32, C: i32, x: usize, down: usize, across: usize, y: usize): void {
  const bytes = <usize>C << 2;
  for (let r = 0; r < R; r += 4, x += 4 * down, y += 4 * bytes) {
    const fours = down == 4 && r + 4 <= R ? C & -4 : 0;
    let from = x;
    for (let c = 0; c < fours; c += 4, from += 4 * across) {
      const to = at(y, c);
      const a = v128.load(from), b = v128.load(from + across);
      const d = v128.load(from + 2 * across), e = v128.load(from + 3 * across);
      const lowAB = v128.shuffle<i32>(a, b, 0, 4, 1, 5), highAB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const lowDE = v128.shuffle<i32>(d, e, 0, 4, 1, 5), highDE = v128.shuffle<i32>(d, e, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(lowAB, lowDE, 0, 2));
      v128.store(to + bytes, v128.shuffle<i64>(lowAB, lowDE, 1, 3));
      v128.store(to + 2 * bytes, v128.shuffle<i64>(highAB, highDE, 0, 2));
      v128.store(to + 3 * bytes, v128.shuffle<i64>(highAB, highDE, 1, 3));
    }
    for (let c = fours; c < C; c++, from += across) {
      for (let i: usize = 0; i < <usize>min(4, R - r); i++) store<u32>(at(y, c) + i * bytes, load<u32>(from + i * down));
    }
  }
}

/** Floats as integers, towards zero. */
export function truncate(n: i32, x: usize, y: usize): void {
  for (const i of fours(n)) y[i] = i32x4.trunc_sat_f32x4_s(x[i]);
}
