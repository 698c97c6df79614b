/*
 * Sums over rows: the WebAssembly kernels add up rows in four lanes, so the native ones do, whatever the width of their vectors.
 * Larger row kernels have sixteen lanes, four quads of them side by side.
 */
#pragma once

#include "vector.h"

typedef float quad __attribute__((vector_size(16)));
typedef float loose_quad __attribute__((vector_size(16), aligned(4), may_alias));

INLINE quad quad_of(float x) {
  return (quad){x, x, x, x};
}

/** Four floats, or one where fewer are left: the others are then zero. */
INLINE quad load_quad(const float *from, ptrdiff_t left) {
  if (left >= 4) return *(const loose_quad *)from;
  return (quad){*from, 0, 0, 0};
}

INLINE quad quad_madd(quad a, quad b, quad c) {
#if LANES == 4
  return (quad)madd((vec)a, (vec)b, (vec)c);
#else
  return (quad)_mm_fmadd_ps((__m128)a, (__m128)b, (__m128)c);
#endif
}

/** The sum of the four. */
INLINE float sum_of(quad x) {
  return (x[0] + x[2]) + (x[1] + x[3]);
}

/** Visits n floats, four at a time, then one at a time. */
#define EACH_QUAD(i, n) for (ptrdiff_t i = 0, left = (n); left > 0; i += left >= 4 ? 4 : 1, left = (n) - i)

/** Sixteen lanes in vectors of any width. */
#define SIXTEEN 16
typedef struct {
  vec of[SIXTEEN / LANES];
} sixteen;

INLINE sixteen sixteen_of(float x) {
  sixteen all;
  for (int v = 0; v < SIXTEEN / LANES; v++) all.of[v] = splat(x);
  return all;
}

/** Quad number q of sixteen lanes. */
INLINE quad quad_in(const sixteen *x, int q) {
  return ((const loose_quad *)x)[q];
}
