/* Rows by number. */
#include "vector.h"

/** Copies rows of `width` floats by number, out of R rows. Gives the place of the first number outside them, or -1. */
KERNEL int32_t gather(char *memory, int32_t count, int32_t R, int32_t width, Address x, Address ids, Address y) {
  const float *const rows = floats(memory, x);
  const int32_t *const numbers = (const int32_t *)(memory + ids);
  float *to = floats(memory, y);
  for (int32_t i = 0; i < count; i++, to += width) {
    if ((uint32_t)numbers[i] >= (uint32_t)R) return i;
    const float *from = rows + (ptrdiff_t)numbers[i] * width;
    EACH(n, width) store_up_to(to + n, load_up_to(from + n, left), left);
  }
  return -1;
}

/** Adds rows of dy to the rows of y by number. */
KERNEL void scatterAdd(char *memory, int32_t count, int32_t width, Address ids, Address dy, Address y) {
  const int32_t *const numbers = (const int32_t *)(memory + ids);
  const float *from = floats(memory, dy);
  for (int32_t i = 0; i < count; i++, from += width) {
    float *const to = floats(memory, y) + (ptrdiff_t)numbers[i] * width;
    EACH(n, width) store_up_to(to + n, load_up_to(to + n, left) + load_up_to(from + n, left), left);
  }
}
