/*
 * What windows see, channel by channel, joined to one number: the largest or the sum. Extremes of axes are windows of one axis.
 */
#include "windows.h"

/** y for the windows from `row0` to before `row1`: the largest, or the sum. `list` has room for a window's places. */
KERNEL void pool(char *memory, Address windows, int32_t C, int32_t sums, int32_t row0, int32_t row1, Address x, Address y,
                 Address list) {
  const float *const from = floats(memory, x);
  Seen *const seen = (Seen *)(memory + list);
  for (int32_t row = row0; row < row1; row++) {
    float *const to = floats(memory, y) + (ptrdiff_t)row * C;
    const int32_t count = places_of(windows_at(memory, windows), row, seen);
    EACH(c, C) {
      vec joined = splat(sums ? 0 : -__builtin_inff());
      for (int32_t i = 0; i < count; i++) {
        const vec one = load_up_to(from + (ptrdiff_t)seen[i].place * C + c, left);
        joined = sums ? joined + one : maximum(joined, one);
      }
      store_up_to(to + c, joined, left);
    }
  }
}

/** dx of pool for some samples; that of a largest goes to the first place that is equal to it. */
KERNEL void poolGradient(char *memory, Address windows, int32_t C, int32_t sums, int32_t sample0, int32_t sample1, Address dy, Address x,
                         Address y, Address dx, Address list) {
  const Windows *const w = windows_at(memory, windows);
  const int32_t count = product_of(w->output);
  const ptrdiff_t sample = (ptrdiff_t)product_of(w->input) * C;
  const float *const from = floats(memory, x);
  float *const to = floats(memory, dx);
  Seen *const seen = (Seen *)(memory + list);
  memset(to + sample0 * sample, 0, 4 * (size_t)((sample1 - sample0) * sample));
  for (int32_t row = sample0 * count; row < sample1 * count; row++) {
    const int32_t places = places_of(w, row, seen);
    EACH(c, C) {
      // zero once a place has taken it
      vec open = load_up_to(floats(memory, dy) + (ptrdiff_t)row * C + c, left);
      const vec largest = sums ? open : load_up_to(floats(memory, y) + (ptrdiff_t)row * C + c, left);
      for (int32_t i = 0; i < places; i++) {
        const ptrdiff_t place = (ptrdiff_t)seen[i].place * C + c;
        const vec had = load_up_to(to + place, left);
        if (sums) {
          store_up_to(to + place, had + open, left);
          continue;
        }
        const ivec is_first = load_up_to(from + place, left) == largest;
        store_up_to(to + place, had + bits_and(open, is_first), left);
        open = bits_andnot(open, is_first);
      }
    }
  }
}

/** The largest, or smallest, over the middle axis of (A, N, C); NaN where there is one. */
KERNEL void extremes(char *memory, int32_t A, int32_t N, int32_t C, int32_t smallest, Address x, Address y) {
  const float *from = floats(memory, x);
  float *to = floats(memory, y);
  // the smallest is minus the largest of minus all
  const vec sign = splat(smallest ? -1 : 1);
  for (int32_t a = 0; a < A; a++, from += (ptrdiff_t)N * C, to += C) {
    if (C == 1) {
      vec lanes = splat(-__builtin_inff());
      int32_t n = 0;
      for (; n + LANES <= N; n += LANES) lanes = maximum(lanes, sign * load(from + n));
      for (; n < N; n++) lanes = maximum(lanes, sign * splat(from[n]));
      vec best = splat(lanes[0]);
      for (int i = 1; i < LANES; i++) best = maximum(best, splat(lanes[i]));
      *to = (sign * best)[0];
      continue;
    }
    EACH(c, C) {
      vec best = splat(-__builtin_inff());
      for (int32_t n = 0; n < N; n++) best = maximum(best, sign * load_up_to(from + (ptrdiff_t)n * C + c, left));
      store_up_to(to + c, sign * best, left);
    }
  }
}

/** dx = dy where x is the extreme y, shared evenly between equals; over the middle axis of (A, N, C). */
KERNEL void extremeGradient(char *memory, int32_t A, int32_t N, int32_t C, Address dy, Address x, Address y, Address dx) {
  const float *upstream = floats(memory, dy), *from = floats(memory, x), *result = floats(memory, y);
  float *to = floats(memory, dx);
  const ptrdiff_t all = (ptrdiff_t)N * C;
  for (int32_t a = 0; a < A; a++, upstream += C, result += C, from += all, to += all) {
    EACH(c, C) {
      const vec extreme = load_up_to(result + c, left);
      vec ties = splat(0);
      for (ptrdiff_t at = c; at < all; at += C) ties += bits_and(splat(1), load_up_to(from + at, left) == extreme);
      const vec share = load_up_to(upstream + c, left) / ties;
      for (ptrdiff_t at = c; at < all; at += C) store_up_to(to + at, bits_and(share, load_up_to(from + at, left) == extreme), left);
    }
  }
}
