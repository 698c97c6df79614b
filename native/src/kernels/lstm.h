/*
 * One step of an LSTM for some rows and n of their U units. Pointers are to the first of these units; a row of s or d has four
 * blocks of U, for i, f, g, o.
 */
#pragma once

#include "recurrence.h"

INLINE void lstm_rows(const int act, const int rec, int32_t rows, int32_t U, int32_t n, int keep, float *s, const float *c,
                      const float *h, const uint8_t *mask, float *next_c, float *next_h) {
  for (int32_t b = 0; b < rows; b++, s += 4 * U, c += U, h += U, next_c += U, next_h += U) {
    const int counted = counts(mask, b);
    EACH(u, n) {
      float *const si = s + u, *const sf = si + U, *const sg = sf + U, *const so = sg + U;
      const vec i = value_at(rec, load_up_to(si, left));
      const vec f = value_at(rec, load_up_to(sf, left));
      const vec g = value_at(act, load_up_to(sg, left));
      const vec o = value_at(rec, load_up_to(so, left));
      if (keep) {
        keep_gate(rec, si, i, left);
        keep_gate(rec, sf, f, left);
        keep_gate(act, sg, g, left);
        keep_gate(rec, so, o, left);
      }
      const vec before = load_up_to(c + u, left);
      const vec after = counted ? madd(f, before, i * g) : before;
      store_up_to(next_c + u, after, left);
      store_up_to(next_h + u, counted ? o : load_up_to(h + u, left), left);
    }
    // in a loop of its own: the processor waits for one chain of dependent functions less
    if (!counted) continue;
    EACH(u, n) store_up_to(next_h + u, load_up_to(next_h + u, left) * value_at(act, load_up_to(next_c + u, left)), left);
  }
}

/**
 * @param s in: the sums of the gates; out, with `keep`: what backward needs of them
 */
static void lstm_step(int act, int rec, int32_t rows, int32_t U, int32_t n, int keep, float *s, const float *c, const float *h,
                      const uint8_t *mask, float *next_c, float *next_h) {
  if (act == TANH && rec == SIGMOID) lstm_rows(TANH, SIGMOID, rows, U, n, keep, s, c, h, mask, next_c, next_h);
  else lstm_rows(act, rec, rows, U, n, keep, s, c, h, mask, next_c, next_h);
}

INLINE void lstm_rows_back(const int act, const int rec, int32_t rows, int32_t U, int32_t n, const float *s, const float *c,
                           const float *after, const float *dh, float *dc, const uint8_t *mask, float *d, float *carried) {
  for (int32_t b = 0; b < rows; b++, s += 4 * U, c += U, after += U, dh += U, dc += U, d += 4 * U, carried += U) {
    if (!counts(mask, b)) {
      keep_gradient(U, 4 * U, dh, d, carried);
      continue;
    }
    EACH(u, n) {
      const vec si = load_up_to(s + u, left), sf = load_up_to(s + U + u, left);
      const vec sg = load_up_to(s + 2 * U + u, left), so = load_up_to(s + 3 * U + u, left);
      const vec i = value_of(rec, si), f = value_of(rec, sf), g = value_of(act, sg), o = value_of(rec, so);
      const vec cell = load_up_to(after + u, left), y = value_at(act, cell);
      const vec dH = load_up_to(dh + u, left);
      const vec dC = madd(dH * o, slope_at(act, cell, y), load_up_to(dc + u, left));
      const vec before = load_up_to(c + u, left);
      store_up_to(d + 3 * U + u, dH * y * slope_at(rec, so, o), left);
      store_up_to(d + u, dC * g * slope_at(rec, si, i), left);
      store_up_to(d + 2 * U + u, dC * i * slope_at(act, sg, g), left);
      store_up_to(d + U + u, dC * before * slope_at(rec, sf, f), left);
      store_up_to(dc + u, dC * f, left);
    }
    if (mask) memset(carried, 0, 4 * (size_t)n);
  }
}

/**
 * @param s what forward kept; c the cell state before the step, `after` that after it
 * @param dc in: the gradient of the cell state after; out: of that before
 * @param d out: the gradient of the gates' sums; may be the same place as s
 * @param carried out: masked rows only, the part of dh that bypasses the recurrent kernel
 */
static void lstm_step_back(int act, int rec, int32_t rows, int32_t U, int32_t n, const float *s, const float *c, const float *after,
                           const float *dh, float *dc, const uint8_t *mask, float *d, float *carried) {
  if (act == TANH && rec == SIGMOID) lstm_rows_back(TANH, SIGMOID, rows, U, n, s, c, after, dh, dc, mask, d, carried);
  else lstm_rows_back(act, rec, rows, U, n, s, c, after, dh, dc, mask, d, carried);
}
