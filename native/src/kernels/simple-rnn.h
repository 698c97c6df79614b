/* One step of a SimpleRNN for some rows and n of their U units. Pointers are to the first of these units. */
#pragma once

#include "recurrence.h"

INLINE void simple_rows(const int act, int32_t rows, int32_t U, int32_t n, const float *s, const float *h, const uint8_t *mask,
                        float *next_h) {
  for (int32_t b = 0; b < rows; b++, s += U, h += U, next_h += U) {
    if (counts(mask, b)) EACH(u, n) store_up_to(next_h + u, value_at(act, load_up_to(s + u, left)), left);
    else if (h != next_h) memcpy(next_h, h, 4 * (size_t)n);
  }
}

/** @param s rows of U, the sums */
static void simple_step(int act, int32_t rows, int32_t U, int32_t n, const float *s, const float *h, const uint8_t *mask,
                        float *next_h) {
  if (act == TANH) simple_rows(TANH, rows, U, n, s, h, mask, next_h);
  else if (act == RELU) simple_rows(RELU, rows, U, n, s, h, mask, next_h);
  else simple_rows(act, rows, U, n, s, h, mask, next_h);
}

INLINE void simple_rows_back(const int act, int32_t rows, int32_t U, int32_t n, const float *s, const float *after, const float *dh,
                             const uint8_t *mask, float *d, float *carried) {
  for (int32_t b = 0; b < rows; b++, s += U, after += U, dh += U, d += U, carried += U) {
    if (!counts(mask, b)) {
      keep_gradient(U, U, dh, d, carried);
      continue;
    }
    EACH(u, n) {
      const vec slope = slope_at(act, load_up_to(s + u, left), load_up_to(after + u, left));
      store_up_to(d + u, load_up_to(dh + u, left) * slope, left);
    }
    if (mask) memset(carried, 0, 4 * (size_t)n);
  }
}

/** @param carried out: the gradient of h in masked rows; else zeros where there is a mask */
static void simple_step_back(int act, int32_t rows, int32_t U, int32_t n, const float *s, const float *after, const float *dh,
                             const uint8_t *mask, float *d, float *carried) {
  if (act == TANH) simple_rows_back(TANH, rows, U, n, s, after, dh, mask, d, carried);
  else simple_rows_back(act, rows, U, n, s, after, dh, mask, d, carried);
}
