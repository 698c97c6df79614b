// What windows see, channel by channel, joined to one number: the largest or the sum. Extremes of axes are windows of one axis.
import { loadUpTo, splat, storeUpTo, stride } from "./simd";
import { INPUT, OUTPUT, placesOf, total } from "./windows";

/** y for the windows from `row0` to before `row1`: the largest, or the sum. `list` takes two integers a place of a window. */
export function pool(windows: usize, C: i32, sums: i32, row0: i32, row1: i32, x: usize, y: usize, list: usize): void {
  const pixel = <usize>C << 2;
  let to = y + <usize>row0 * pixel;
  for (let row = row0; row < row1; row++, to += pixel) {
    const end = list + ((<usize>placesOf(windows, row, list)) << 3);
    for (let c = 0; c < C; ) {
      const from = x + (<usize>c << 2);
      let joined = splat(sums ? 0 : -Infinity);
      if (sums) {
        for (let place = list; place < end; place += 8) {
          joined = f32x4.add(joined, loadUpTo(from + <usize>load<i32>(place) * pixel, C - c));
        }
      } else {
        for (let place = list; place < end; place += 8) {
          joined = f32x4.max(joined, loadUpTo(from + <usize>load<i32>(place) * pixel, C - c));
        }
      }
      storeUpTo(to + (<usize>c << 2), joined, C - c);
      c += stride(C - c);
    }
  }
}

/** dx of {@link pool} for some samples; that of a largest goes to the first place that is equal to it. */
export function poolGradient(
  windows: usize,
  C: i32,
  sums: i32,
  sample0: i32,
  sample1: i32,
  dy: usize,
  x: usize,
  y: usize,
  dx: usize,
  list: usize,
): void {
  const pixel = <usize>C << 2;
  const count = total(windows, OUTPUT);
  const sample = <usize>total(windows, INPUT) * pixel;
  memory.fill(dx + <usize>sample0 * sample, 0, <usize>(sample1 - sample0) * sample);
  for (let row = sample0 * count; row < sample1 * count; row++) {
    const end = list + ((<usize>placesOf(windows, row, list)) << 3);
    for (let c = 0; c < C; ) {
      const at = <usize>c << 2;
      const left = C - c;
      // where no place took it yet
      let open = loadUpTo(dy + <usize>row * pixel + at, left);
      const largest = loadUpTo(y + <usize>row * pixel + at, left);
      for (let place = list; place < end; place += 8) {
        const offset = <usize>load<i32>(place) * pixel + at;
        const sum = loadUpTo(dx + offset, left);
        if (sums) {
          storeUpTo(dx + offset, f32x4.add(sum, open), left);
          continue;
        }
        const isFirst = f32x4.eq(loadUpTo(x + offset, left), largest);
        storeUpTo(dx + offset, f32x4.add(sum, v128.and(open, isFirst)), left);
        open = v128.andnot(open, isFirst);
      }
      c += stride(left);
    }
  }
}

/** The largest, or smallest, over the middle axis of (A, N, C); NaN where there is one. */
export function extremes(A: i32, N: i32, C: i32, smallest: i32, x: usize, y: usize): void {
  const step = <usize>C << 2;
  // the smallest is minus the largest of minus all
  const sign: f32 = smallest ? -1 : 1;
  const signs = splat(sign);
  for (let a = 0; a < A; a++, x += <usize>N * step, y += step) {
    if (C == 1) {
      store<f32>(y, sign * largest(N, x, sign));
      continue;
    }
    for (let c = 0; c < C; c += stride(C - c)) {
      let from = x + (<usize>c << 2);
      let best = splat(-Infinity);
      for (const end = from + <usize>N * step; from < end; from += step) {
        best = f32x4.max(best, f32x4.mul(signs, loadUpTo(from, C - c)));
      }
      storeUpTo(y + (<usize>c << 2), f32x4.mul(signs, best), C - c);
    }
  }
}

/** The largest of N times a sign. */
function largest(N: i32, x: usize, sign: f32): f32 {
  let best: f32 = -Infinity;
  let four = splat(best);
  let n = 0;
  for (; n + 4 <= N; n += 4, x += 16) four = f32x4.max(four, f32x4.mul(splat(sign), v128.load(x)));
  for (; n < N; n++, x += 4) best = max(best, sign * load<f32>(x));
  best = max(best, max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)));
  return max(best, max(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)));
}

/** dx = dy where x is the extreme y, shared evenly between equals; over the middle axis of (A, N, C). */
export function extremeGradient(A: i32, N: i32, C: i32, dy: usize, x: usize, y: usize, dx: usize): void {
  const step = <usize>C << 2;
  const one = splat(1);
  for (let a = 0; a < A; a++, dy += step, y += step, x += <usize>N * step, dx += <usize>N * step) {
    for (let c = 0; c < C; c += stride(C - c)) {
      const at = <usize>c << 2;
      const left = C - c;
      const extreme = loadUpTo(y + at, left);
      const end = at + <usize>N * step;
      let ties = splat(0);
      for (let i = at; i < end; i += step) ties = f32x4.add(ties, v128.and(f32x4.eq(loadUpTo(x + i, left), extreme), one));
      const share = f32x4.div(loadUpTo(dy + at, left), ties);
      for (let i = at; i < end; i += step) storeUpTo(dx + i, v128.and(f32x4.eq(loadUpTo(x + i, left), extreme), share), left);
    }
  }
}
