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

/** y = the (R, C) elements that lie `down` and `across` floats apart; a cache line of them at a time. */
static void transpose(int32_t R, int32_t C, const float *x, ptrdiff_t down, ptrdiff_t across, float *y) {
  for (int32_t r0 = 0; r0 < R; r0 += 16) {
    const int32_t end = R - r0 < 16 ? R : r0 + 16;
    for (int32_t c = 0; c < C; c += 4) {
      for (int32_t r = r0; r < end; r += 4) {
        const float *const block = x + r * down + c * across;
        float *const place = y + (ptrdiff_t)r * C + c;
        if (down == 1 && r + 4 <= end && c + 4 <= C) transpose_four(block, across, place, C);
        else
          for (int32_t i = 0; i < 4 && c + i < C; i++)
            for (int32_t k = 0; k < 4 && r + k < end; k++) place[(ptrdiff_t)k * C + i] = block[i * across + k * down];
      }
    }
  }
}

/** Three axes in another order, or turned round: element (a, r, c) of y lies a · out + r · down + c · across floats from x. */
KERNEL void permute(char *memory, int32_t A, int32_t R, int32_t C, int32_t out, int32_t down, int32_t across, Address x, Address y) {
  for (int32_t a = 0; a < A; a++) {
    const float *const from = floats(memory, x) + (ptrdiff_t)a * out;
    float *const to = floats(memory, y) + (ptrdiff_t)a * R * C;
    if (across != 1) transpose(R, C, from, down, across, to);
    else
      for (int32_t r = 0; r < R; r++) copy_floats(C, from + (ptrdiff_t)r * down, to + (ptrdiff_t)r * C);
  }
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
