/* Sums over axes. */
#include "quad.h"

/** Rows that are added up in single precision before their sum is taken to double. */
#define SUM_BLOCK 32

/** The sums of `columns` columns (a constant, a multiple of 16) of R rows. */
INLINE void sum_columns_of(const int columns, int32_t R, int32_t N, const float *x, float *y, float scale) {
  double totals[64] = {0};
  for (int32_t r = 0; r < R; r += SUM_BLOCK) {
    vec sums[64 / LANES];
    for (int v = 0; v < columns / LANES; v++) sums[v] = splat(0);
    for (int32_t left = R - r < SUM_BLOCK ? R - r : SUM_BLOCK; left > 0; left--, x += N)
      for (int v = 0; v < columns / LANES; v++) sums[v] += load(x + v * LANES);
    for (int i = 0; i < columns; i++) totals[i] += (double)((const float *)sums)[i];
  }
  for (int i = 0; i < columns; i++) y[i] = (float)(totals[i] * (double)scale);
}

/** y = scale · the sum over the first axis of (R, N), in double precision except within blocks of a few rows. */
KERNEL void sumRows(char *memory, int32_t R, int32_t N, Address x, Address y, float scale) {
  const float *const from = floats(memory, x);
  float *const to = floats(memory, y);
  int32_t n = 0;
  for (; n + 64 <= N; n += 64) sum_columns_of(64, R, N, from + n, to + n, scale);
  for (; n + 16 <= N; n += 16) sum_columns_of(16, R, N, from + n, to + n, scale);
  if (n == N) return;
  double totals[16] = {0};
  for (int32_t r = 0; r < R; r++)
    for (int32_t i = n; i < N; i++) totals[i - n] += (double)from[(ptrdiff_t)r * N + i];
  for (int32_t i = n; i < N; i++) to[i] = (float)(totals[i - n] * (double)scale);
}

/** y = scale · the sum over the last axis of (R, N), in double precision across blocks, so that a long row keeps its digits. */
KERNEL void sumColumns(char *memory, int32_t R, int32_t N, Address x, Address y, float scale) {
  const float *from = floats(memory, x);
  float *const to = floats(memory, y);
  for (int32_t r = 0; r < R; r++) {
    double total = 0;
    for (int32_t n = N; n > 0; n -= 256) {
      const int32_t block = n < 256 ? n : 256;
      quad sum = quad_of(0);
      EACH_QUAD(i, block) sum += load_quad(from + i, left);
      total += (double)sum_of(sum);
      from += block;
    }
    to[r] = (float)(total * (double)scale);
  }
}

/** Index of the first largest entry of each row, or of the smallest. */
KERNEL void argRows(char *memory, int32_t R, int32_t N, Address x, Address y, int32_t smallest) {
  const float *row = floats(memory, x);
  int32_t *to = (int32_t *)(memory + y);
  const float sign = smallest ? -1 : 1;
  for (int32_t r = 0; r < R; r++, row += N) {
    to[r] = 0;
    if (N == 0) continue;
    vec lanes = splat(-__builtin_inff());
    const int32_t whole = N / LANES * LANES;
    for (int32_t i = 0; i < whole; i += LANES) lanes = pmax(lanes, load(row + i) * splat(sign));
    float best = sign * row[0];
    // where a row begins with NaN, nothing is larger
    if (best == best) {
      for (int32_t i = 0; i < LANES; i++) best = lanes[i] > best ? lanes[i] : best;
      for (int32_t i = whole; i < N; i++) best = sign * row[i] > best ? sign * row[i] : best;
    }
    int32_t place = 0;
    while (place < N && sign * row[place] != best) place++;
    if (place < N) to[r] = place;
  }
}
