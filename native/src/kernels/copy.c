/* Moving elements without changing them. */
#include "quad.h"

/** Short runs are not worth a call. Where addresses make no sense, runs may overlap. */
INLINE void copy_floats(ptrdiff_t n, const float *from, float *to) {
  if (n > 1024) memmove(to, from, 4 * (size_t)n);
  else EACH(i, n) store_up_to(to + i, load_up_to(from + i, left), left);
}

/** Copies `count` runs of bytes from a stride of `fromStep` bytes to a stride of `toStep`. */
KERNEL void copyRows(char *memory, int32_t count, Address bytes, Address from, Address fromStep, Address to, Address toStep) {
  const char *source = memory + from;
  char *target = memory + to;
  for (int32_t i = 0; i < count; i++, source += fromStep, target += toStep)
    copy_floats((ptrdiff_t)(bytes / 4), (const float *)source, (float *)target);
}

/** Swaps the first two of three axes: (A, B, C) to (B, A, C). */
KERNEL void swapAxes(char *memory, int32_t A, int32_t B, int32_t C, Address x, Address y) {
  const float *const from = floats(memory, x);
  float *to = floats(memory, y);
  for (int32_t b = 0; b < B; b++)
    for (int32_t a = 0; a < A; a++, to += C) copy_floats(C, from + ((ptrdiff_t)a * B + b) * C, to);
}

/** Four rows of four, `from_step` apart, to four columns. */
INLINE void transpose_four(const float *from, ptrdiff_t from_step, float *to, ptrdiff_t to_step) {
  const quad a = load_quad(from, 4), b = load_quad(from + from_step, 4);
  const quad c = load_quad(from + 2 * from_step, 4), d = load_quad(from + 3 * from_step, 4);
  const quad low_ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), high_ab = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const quad low_cd = __builtin_shufflevector(c, d, 0, 4, 1, 5), high_cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(loose_quad *)to = __builtin_shufflevector(low_ab, low_cd, 0, 1, 4, 5);
  *(loose_quad *)(to + to_step) = __builtin_shufflevector(low_ab, low_cd, 2, 3, 6, 7);
  *(loose_quad *)(to + 2 * to_step) = __builtin_shufflevector(high_ab, high_cd, 0, 1, 4, 5);
  *(loose_quad *)(to + 3 * to_step) = __builtin_shufflevector(high_ab, high_cd, 2, 3, 6, 7);
}

/** Swaps the last two of three axes: (A, R, C) to (A, C, R). */
KERNEL void swapLast(char *memory, int32_t A, int32_t R, int32_t C, Address x, Address y) {
  const float *from = floats(memory, x);
  float *to = floats(memory, y);
  for (int32_t a = 0; a < A; a++, from += (ptrdiff_t)R * C, to += (ptrdiff_t)R * C) {
    // a cache line of columns at a time
    for (int32_t c0 = 0; c0 < C; c0 += 16) {
      const int32_t end = C - c0 < 16 ? C : c0 + 16;
      for (int32_t r = 0; r < R; r += 4) {
        for (int32_t c = c0; c < end; c += 4) {
          const float *const block = from + (ptrdiff_t)r * C + c;
          float *const place = to + (ptrdiff_t)c * R + r;
          if (r + 4 <= R && c + 4 <= end) transpose_four(block, C, place, R);
          else
            for (int32_t i = 0; i < 4 && r + i < R; i++)
              for (int32_t k = 0; k < 4 && c + k < end; k++) place[(ptrdiff_t)k * R + i] = block[(ptrdiff_t)i * C + k];
        }
      }
    }
  }
}

/** An axis of permute's result: its length, its stride in x, and a counter. */
typedef struct {
  int32_t length, step, count;
} PermutedAxis;

/** Axes in another order. */
KERNEL void permute(char *memory, int32_t rank, Address plan, Address x, Address y) {
  PermutedAxis *const axes = (PermutedAxis *)(memory + plan), *const last = axes + rank - 1;
  const float *from = floats(memory, x);
  float *to = floats(memory, y);
  for (PermutedAxis *axis = axes; axis < last; axis++) axis->count = 0;
  for (;;) {
    if (last->step == 1) copy_floats(last->length, from, to);
    else
      for (int32_t i = 0; i < last->length; i++) to[i] = from[(ptrdiff_t)i * last->step];
    to += last->length;
    PermutedAxis *axis = last - 1;
    for (; axis >= axes; axis--) {
      from += axis->step;
      if (++axis->count < axis->length) break;
      from -= (ptrdiff_t)axis->count * axis->step;
      axis->count = 0;
    }
    if (axis < axes) return;
  }
}

/** Turns the middle axis of (A, B, C) round. */
KERNEL void reverse(char *memory, int32_t A, int32_t B, int32_t C, Address x, Address y) {
  const float *const from = floats(memory, x);
  float *to = floats(memory, y);
  for (int32_t a = 0; a < A; a++)
    for (int32_t b = B - 1; b >= 0; b--, to += C) copy_floats(C, from + ((ptrdiff_t)a * B + b) * C, to);
}

/** Floats as integers, towards zero; the nearest there is, and 0 for NaN. */
KERNEL void truncate(char *memory, int32_t n, Address x, Address y) {
  const float *const from = floats(memory, x);
  int32_t *const to = (int32_t *)(memory + y);
  for (int32_t i = 0; i < n; i++) {
    const float value = from[i];
    to[i] = value != value ? 0 : value >= 2147483648.0f ? INT32_MAX : value < -2147483648.0f ? INT32_MIN : (int32_t)value;
  }
}
