// Moving elements without changing them.

/** Copies a run of bytes, a multiple of four; the engine's own way costs a call, which short runs are not worth. */
// @ts-ignore: decorator
@inline
export function copyBytes(bytes: usize, from: usize, to: usize): void {
  if (bytes > 1024) memory.copy(to, from, bytes);
  else {
    const whole = bytes & ~15;
    for (let i: usize = 0; i < whole; i += 16) v128.store(to + i, v128.load(from + i));
    for (let i = whole; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
  }
}

/** Copies `count` runs of bytes that lie `fromStep` bytes apart to where they lie `toStep` apart. */
export function copyRows(count: i32, bytes: usize, from: usize, fromStep: usize, to: usize, toStep: usize): void {
  for (let i = 0; i < count; i++, from += fromStep, to += toStep) copyBytes(bytes, from, to);
}

/** Swaps the first two of three axes: (A, B, C) to (B, A, C). */
export function swapAxes(A: i32, B: i32, C: i32, x: usize, y: usize): void {
  const bytes = <usize>C << 2;
  for (let b = 0; b < B; b++) {
    for (let a = 0; a < A; a++, y += bytes) copyBytes(bytes, x + <usize>(a * B + b) * bytes, y);
  }
}

/** Turns the middle axis of (A, B, C) round. */
export function reverse(A: i32, B: i32, C: i32, x: usize, y: usize): void {
  const bytes = <usize>C << 2;
  for (let a = 0; a < A; a++) {
    for (let b = B - 1; b >= 0; b--, y += bytes) copyBytes(bytes, x + <usize>(a * B + b) * bytes, y);
  }
}

/** Floats as integers, towards zero. */
export function truncate(n: i32, x: usize, y: usize): void {
  for (const end = x + (<usize>n << 2); x < end; x += 4, y += 4) {
    v128.store_lane<i32>(y, i32x4.trunc_sat_f32x4_s(v128.load32_splat(x)), 0);
  }
}
