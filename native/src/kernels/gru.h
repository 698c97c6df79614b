/*
 * One step of a GRU for some rows and n of their U units. Pointers are to the first of these units. A row of s has four blocks of U:
 * z, r, g, and h U_g + d_g (reset after) or r h (reset before); a row of the projected input and of the gradients has three.
 */
#pragma once

#include "recurrence.h"

INLINE void gru_after_rows(const int act, const int rec, int32_t rows, int32_t U, int32_t n, int keep, const float *x, const float *met,
                           const float *h, const uint8_t *mask, float *s, float *next_h) {
  for (int32_t b = 0; b < rows; b++, x += 3 * U, met += 3 * U, h += U, s += 4 * U, next_h += U) {
    EACH(u, n) {
      float *const sz = s + u, *const sr = sz + U, *const sg = sr + U, *const last = sg + U;
      const vec z_sum = load_up_to(x + u, left) + load_up_to(met + u, left);
      const vec r_sum = load_up_to(x + U + u, left) + load_up_to(met + U + u, left);
      const vec recurrent = load_up_to(met + 2 * U + u, left);
      const vec z = value_at(rec, z_sum), r = value_at(rec, r_sum);
      const vec g_sum = madd(r, recurrent, load_up_to(x + 2 * U + u, left));
      const vec g = value_at(act, g_sum);
      if (keep) {
        store_up_to(sz, needs_input(rec) ? z_sum : z, left);
        store_up_to(sr, needs_input(rec) ? r_sum : r, left);
        store_up_to(sg, needs_input(act) ? g_sum : g, left);
        store_up_to(last, recurrent, left);
      }
      const vec before = load_up_to(h + u, left);
      store_up_to(next_h + u, counts(mask, b) ? madd(z, before, (splat(1) - z) * g) : before, left);
    }
  }
}

/**
 * A whole step where the reset gate acts after the recurrent kernel: h' = z h + (1 - z) act(g).
 * @param x rows of the projected input; met rows of h U + d
 */
static void gru_after(int act, int rec, int32_t rows, int32_t U, int32_t n, int keep, const float *x, const float *met, const float *h,
                      const uint8_t *mask, float *s, float *next_h) {
  if (act == TANH && rec == SIGMOID) gru_after_rows(TANH, SIGMOID, rows, U, n, keep, x, met, h, mask, s, next_h);
  else gru_after_rows(act, rec, rows, U, n, keep, x, met, h, mask, s, next_h);
}

/** Where it acts before: the gates z and r from their sums in s, whose last block becomes r h. */
static void gru_gates(int rec, int32_t rows, int32_t U, const float *h, float *s) {
  for (int32_t b = 0; b < rows; b++, h += U, s += 4 * U) {
    EACH(u, U) {
      float *const sz = s + u, *const sr = sz + U;
      const vec r = value_at(rec, load_up_to(sr, left));
      keep_gate(rec, sz, value_at(rec, load_up_to(sz, left)), left);
      keep_gate(rec, sr, r, left);
      store_up_to(s + 3 * U + u, r * load_up_to(h + u, left), left);
    }
  }
}

/** And then, the sum of g being in s too: h' = z h + (1 - z) act(g). */
static void gru_before(int act, int rec, int32_t rows, int32_t U, const float *h, const uint8_t *mask, float *s, float *next_h) {
  for (int32_t b = 0; b < rows; b++, h += U, s += 4 * U, next_h += U) {
    EACH(u, U) {
      const vec z = value_of(rec, load_up_to(s + u, left));
      const vec g = value_at(act, load_up_to(s + 2 * U + u, left));
      keep_gate(act, s + 2 * U + u, g, left);
      const vec before = load_up_to(h + u, left);
      store_up_to(next_h + u, counts(mask, b) ? madd(z, before, (splat(1) - z) * g) : before, left);
    }
  }
}

INLINE void gru_rows_back(const int act, const int rec, const int reset_after, int32_t rows, int32_t U, int32_t n, const float *s,
                          const float *h, const float *dh, const uint8_t *mask, float *d, float *q, float *carried) {
  for (int32_t b = 0; b < rows; b++, s += 4 * U, h += U, dh += U, d += 3 * U, q += 3 * U, carried += U) {
    if (!counts(mask, b)) {
      keep_gradient(U, 3 * U, dh, d, carried);
      memset(q, 0, 12 * (size_t)U);
      continue;
    }
    EACH(u, n) {
      const vec sz = load_up_to(s + u, left), sr = load_up_to(s + U + u, left), sg = load_up_to(s + 2 * U + u, left);
      const vec z = value_of(rec, sz), g = value_of(act, sg);
      const vec dH = load_up_to(dh + u, left);
      const vec dZ = dH * (load_up_to(h + u, left) - g) * slope_at(rec, sz, z);
      const vec dG = dH * (splat(1) - z) * slope_at(act, sg, g);
      if (reset_after) {
        const vec r = value_of(rec, sr);
        const vec dR = dG * load_up_to(s + 3 * U + u, left) * slope_at(rec, sr, r);
        store_up_to(d + U + u, dR, left);
        store_up_to(q + u, dZ, left);
        store_up_to(q + U + u, dR, left);
        store_up_to(q + 2 * U + u, dG * r, left);
      }
      store_up_to(d + u, dZ, left);
      store_up_to(d + 2 * U + u, dG, left);
      store_up_to(carried + u, dH * z, left);
    }
  }
}

/**
 * @param d out: the gradient of the projected input; with reset_after of all three gates, else that of r is left to gru_reset_back
 * @param q with reset_after, out: the gradient of h U + d
 * @param carried out: the part of dh that bypasses the recurrent kernel
 */
static void gru_step_back(int act, int rec, int reset_after, int32_t rows, int32_t U, int32_t n, const float *s, const float *h,
                          const float *dh, const uint8_t *mask, float *d, float *q, float *carried) {
  if (reset_after && act == TANH && rec == SIGMOID) gru_rows_back(TANH, SIGMOID, 1, rows, U, n, s, h, dh, mask, d, q, carried);
  else gru_rows_back(act, rec, reset_after, rows, U, n, s, h, dh, mask, d, q, carried);
}

/** The reset gate where it acts before the kernel: `d_reset` is the gradient of r h. */
static void gru_reset_back(int rec, int32_t rows, int32_t U, const float *s, const float *h, const float *d_reset, const uint8_t *mask,
                           float *d, float *carried) {
  for (int32_t b = 0; b < rows; b++, s += 4 * U, h += U, d_reset += U, d += 3 * U, carried += U) {
    if (!counts(mask, b)) continue;
    EACH(u, U) {
      const vec kept = load_up_to(s + U + u, left), r = value_of(rec, kept);
      const vec dR = load_up_to(d_reset + u, left);
      store_up_to(d + U + u, dR * load_up_to(h + u, left) * slope_at(rec, kept, r), left);
      store_up_to(carried + u, madd(dR, r, load_up_to(carried + u, left)), left);
    }
  }
}
