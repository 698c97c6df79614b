// What windows see, channel by channel, joined to one number: the largest or the sum. Extremes of axes are windows of one axis.
import { at, largestOf, splat } from "./simd";
import { clear, placesOf, seenAt, Windows, windowsOfSample } from "./windows";

/** y for the windows from `row0` to before `row1`: the largest, or the sum. `list` takes two integers a place of a window. */
export function pool(windows: Windows, C: i32, sums: i32, row0: i32, row1: i32, x: usize, y: usize, list: usize): void {
  const pixel = <usize>C << 2;
  let to = y + <usize>row0 * pixel;
  for (let row = row0; row < row1; row++, to += pixel) {
    const end = placesOf(windows, row, list);
    for (const c of fours(C)) {
      let joined = splat(sums ? 0 : -Infinity);
      if (sums) for (let place = list; place < end; place += 8) joined = joined + seenAt(place, x, pixel)[c];
      else for (let place = list; place < end; place += 8) joined = f32x4.max(joined, seenAt(place, x, pixel)[c]);
      to[c] = joined;
    }
  }
}

/** dx of {@link pool} for some samples; that of a largest goes to the first place that is equal to it. */
export function poolGradient(windows: Windows, C: i32, sums: i32, sample0: i32, sample1: i32, dy: usize, x: usize, y: usize, dx: usize, list: usize): void {
  const pixel = <usize>C << 2, count = windowsOfSample(windows);
  clear(windows, C, sample0, sample1, dx);
  for (let row = sample0 * count; row < sample1 * count; row++) {
    const end = placesOf(windows, row, list);
    const upstream = dy + <usize>row * pixel, result = y + <usize>row * pixel;
    for (const c of fours(C)) {
      // zero once a place has taken it
      let open = upstream[c];
      const largest = result[c];
      for (let place = list; place < end; place += 8) {
        const to = seenAt(place, dx, pixel);
        if (sums) {
          to[c] = to[c] + open;
          continue;
        }
        const isFirst = seenAt(place, x, pixel)[c] == largest;
        to[c] = to[c] + v128.and(open, isFirst);
        open = v128.andnot(open, isFirst);
      }
    }
  }
}

/** The largest, or smallest, over the middle axis of (A, N, C); NaN where there is one. */
export function extremes(A: i32, N: i32, C: i32, smallest: i32, x: usize, y: usize): void {
  // the smallest is minus the largest of minus all
  const sign: f32 = smallest ? -1 : 1;
  const signs = splat(sign);
  for (let a = 0; a < A; a++, x = at(x, N * C), y = at(y, C)) {
    if (C == 1) store<f32>(y, sign * largest(N, x, sign));
    else for (const c of fours(C)) {
      let best = splat(-Infinity);
      for (let row = x, end = at(x, N * C); row < end; row = at(row, C)) best = f32x4.max(best, signs * row[c]);
      y[c] = signs * best;
    }
  }
}

/** The largest of N times a sign. */
function largest(N: i32, x: usize, sign: f32): f32 {
  let best = splat(-Infinity);
  for (const n of fours(N & -4)) best = f32x4.max(best, x[n] * sign);
  for (let n = N & -4; n < N; n++) best = f32x4.max(best, v128.load32_splat(at(x, n)) * sign);
  return largestOf(best);
}

/** dx = dy where x is the extreme y, shared evenly between equals; over the middle axis of (A, N, C). */
export function extremeGradient(A: i32, N: i32, C: i32, dy: usize, x: usize, y: usize, dx: usize): void {
  const one = splat(1);
  for (let a = 0; a < A; a++, dy = at(dy, C), y = at(y, C), x = at(x, N * C), dx = at(dx, N * C)) {
    const end = at(x, N * C);
    for (const c of fours(C)) {
      const extreme = y[c];
      let ties = splat(0);
      for (let row = x; row < end; row = at(row, C)) ties = ties + v128.and(row[c] == extreme, one);
      const share = dy[c] / ties;
      for (let row = x, to = dx; row < end; row = at(row, C), to = at(to, C)) to[c] = v128.and(row[c] == extreme, share);
    }
  }
}
