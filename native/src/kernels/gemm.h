/* The product of matrices, for kernels that need one. */
#pragma once

#include "vector.h"

/** Columns of a packed panel. */
#define PANEL 16

/**
 * C = start + A B. Element (m, k) of A lies at a[m rows + k columns]; one of both strides is 1. Row m starts from
 * start[m rows], or from zero without values. B is packed where its columns are 0. `tidy` zeroes tiny results.
 */
struct matrix {
  const float *values;
  ptrdiff_t rows, columns;
};

/** @param room scratch of scratchSize floats */
static void multiply(int32_t M, int32_t N, int32_t K, struct matrix a, struct matrix b, struct matrix start, float *c,
                      ptrdiff_t ldc, float *room, int tidy);

/** Floats that a packed K x N matrix takes. */
INLINE ptrdiff_t packed_size(int32_t K, int32_t N) {
  return (ptrdiff_t)K * ((N + PANEL - 1) / PANEL * PANEL);
}

INLINE struct matrix row_major(const float *values, ptrdiff_t stride) {
  return (struct matrix){values, stride, 1};
}

INLINE struct matrix panels_at(const float *values) {
  return (struct matrix){values, 0, 0};
}
