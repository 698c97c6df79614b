// Moving elements without changing them.

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

/** Swaps the first two of three axes: (A, B, C) to (B, A, C). */
export function swapAxes(A: i32, B: i32, C: i32, x: usize, y: usize): void {
  const bytes = <usize>C << 2;
  for (let b = 0; b < B; b++, x += bytes, y += <usize>A * bytes) copyRows(A, bytes, x, <usize>B * bytes, y, bytes);
}

/** Swaps the last two of three axes: (A, R, C) to (A, C, R). */
export function swapLast(A: i32, R: i32, C: i32, x: usize, y: usize): void {
  const from = <usize>C << 2;
  const to = <usize>R << 2;
  for (let a = 0; a < A; a++, x += <usize>R * from, y += <usize>C * to) {
    for (let c = 0; c < C; c += 4) {
      let r = 0;
      if (c + 4 <= C) {
        for (; r + 4 <= R; r += 4) {
          const at = x + <usize>r * from + (<usize>c << 2);
          const place = y + <usize>c * to + (<usize>r << 2);
          const row0 = v128.load(at), row1 = v128.load(at + from);
          const row2 = v128.load(at + 2 * from), row3 = v128.load(at + 3 * from);
          const low01 = v128.shuffle<i32>(row0, row1, 0, 4, 1, 5);
          const high01 = v128.shuffle<i32>(row0, row1, 2, 6, 3, 7);
          const low23 = v128.shuffle<i32>(row2, row3, 0, 4, 1, 5);
          const high23 = v128.shuffle<i32>(row2, row3, 2, 6, 3, 7);
          v128.store(place, v128.shuffle<i64>(low01, low23, 0, 2));
          v128.store(place + to, v128.shuffle<i64>(low01, low23, 1, 3));
          v128.store(place + 2 * to, v128.shuffle<i64>(high01, high23, 0, 2));
          v128.store(place + 3 * to, v128.shuffle<i64>(high01, high23, 1, 3));
        }
      }
      for (; r < R; r++) {
        const at = x + <usize>r * from;
        for (let k = c; k < min(c + 4, C); k++) store<f32>(y + <usize>k * to + (<usize>r << 2), load<f32>(at + (<usize>k << 2)));
      }
    }
  }
}

/**
 * Axes in another order: for each axis of the result `plan` tells its length, how far apart its entries lie in x, and a
 * counter, all as integers.
 */
export function permute(rank: i32, plan: usize, x: usize, y: usize): void {
  const last = plan + 12 * <usize>(rank - 1);
  const inner = load<i32>(last);
  const step = <usize>load<i32>(last, 4) << 2;
  for (let axis = plan; axis < last; axis += 12) store<i32>(axis, 0, 8);
  while (true) {
    let from = x;
    for (let i = 0; i < inner; i++, from += step, y += 4) store<u32>(y, load<u32>(from));
    let axis = last - 12;
    for (; axis >= plan; axis -= 12) {
      const next = load<i32>(axis, 8) + 1;
      x += <usize>load<i32>(axis, 4) << 2;
      if (next < load<i32>(axis)) {
        store<i32>(axis, next, 8);
        break;
      }
      x -= <usize>(next * load<i32>(axis, 4)) << 2;
      store<i32>(axis, 0, 8);
    }
    if (axis < plan) return;
  }
}

/** Turns the middle axis of (A, B, C) round. */
export function reverse(A: i32, B: i32, C: i32, x: usize, y: usize): void {
  const bytes = <usize>C << 2;
  const block = <usize>B * bytes;
  for (let a = 0; a < A; a++, x += block, y += block) copyRows(B, bytes, x + block - bytes, -bytes, y, bytes);
}

/** Floats as integers, towards zero. */
export function truncate(n: i32, x: usize, y: usize): void {
  for (const i of fours(n)) y[i] = i32x4.trunc_sat_f32x4_s(x[i]);
}
