/* The softmax family over rows. */
#include "math.h"
#include "quad.h"

/** The larger, NaN where either is. */
INLINE float larger(float a, float b) {
  return a != a ? a : b != b ? b : a == b ? (__builtin_signbit(a) ? b : a) : a > b ? a : b;
}

/** The largest of N. */
static float largest_of(int32_t N, const float *x) {
  sixteen best = sixteen_of(-__builtin_inff());
  int32_t n = 0;
  for (; n + SIXTEEN <= N; n += SIXTEEN)
    for (int v = 0; v < SIXTEEN / LANES; v++) best.of[v] = pmax(best.of[v], load(x + n + v * LANES));
  float lanes[SIXTEEN], largest[4];
  memcpy(lanes, &best, sizeof lanes);
  for (int i = 0; i < 4; i++) {
    const float low = lanes[i] < lanes[i + 4] ? lanes[i + 4] : lanes[i];
    const float high = lanes[i + 8] < lanes[i + 12] ? lanes[i + 12] : lanes[i + 8];
    largest[i] = low < high ? high : low;
  }
  float result = larger(larger(largest[0], largest[1]), larger(largest[2], largest[3]));
  for (; n < N; n++) result = larger(result, x[n]);
  return result;
}

/** y = e^(x - shift); n elements. */
INLINE void exp_row(int32_t n, const float *x, float *y, float shift) {
  EACH(i, n) store_up_to(y + i, exp_of_negative(load_up_to(x + i, left) - splat(shift)), left);
}

/** y = e^(x - shift), x <= shift, its sum returned. */
static float exp_shifted(int32_t N, const float *x, float *y, float shift) {
  sixteen sums = sixteen_of(0);
  int32_t n = 0;
  for (; n + SIXTEEN <= N; n += SIXTEEN) {
    for (int v = 0; v < SIXTEEN / LANES; v++) {
      const vec e = exp_of_negative(load(x + n + v * LANES) - splat(shift));
      store(y + n + v * LANES, e);
      sums.of[v] += e;
    }
  }
  exp_row(N - n, x + n, y + n, shift);
  if (N - n >= 8) {
    for (int v = 0; v < SIXTEEN / LANES; v++) sums.of[v] += load_up_to(y + n + v * LANES, 8 - v * LANES);
    n += 8;
  }
  float sum = sum_of((quad_in(&sums, 0) + quad_in(&sums, 1)) + (quad_in(&sums, 2) + quad_in(&sums, 3)));
  EACH_QUAD(i, N - n) sum += left >= 4 ? sum_of(load_quad(y + n + i, left)) : y[n + i];
  return sum;
}

static void scale_row(int32_t n, float *x, float scale) {
  EACH(i, n) store_up_to(x + i, load_up_to(x + i, left) * splat(scale), left);
}

/** Softmax of each row of (R, N). */
KERNEL void softmax(char *memory, int32_t R, int32_t N, Address x, Address y) {
  const float *from = floats(memory, x);
  float *to = floats(memory, y);
  for (int32_t r = 0; r < R; r++, from += N, to += N) scale_row(N, to, 1 / exp_shifted(N, from, to, largest_of(N, from)));
}

/** dx = y (dy - Σ dy y) of each row. */
KERNEL void softmaxGradient(char *memory, int32_t R, int32_t N, Address dy, Address y, Address dx) {
  const float *upstream = floats(memory, dy), *result = floats(memory, y);
  float *to = floats(memory, dx);
  for (int32_t r = 0; r < R; r++, upstream += N, result += N, to += N) {
    quad sums = quad_of(0);
    EACH_QUAD(n, N) sums = quad_madd(load_quad(upstream + n, left), load_quad(result + n, left), sums);
    const vec sum = splat(sum_of(sums));
    EACH(n, N) store_up_to(to + n, load_up_to(result + n, left) * (load_up_to(upstream + n, left) - sum), left);
  }
}

/** The logarithm of the softmax of each row. */
KERNEL void logSoftmax(char *memory, int32_t R, int32_t N, Address x, Address y) {
  const float *from = floats(memory, x);
  float *to = floats(memory, y);
  for (int32_t r = 0; r < R; r++, from += N, to += N) {
    const float shift = largest_of(N, from);
    const vec rest = log_of(splat(exp_shifted(N, from, to, shift)));
    EACH(n, N) store_up_to(to + n, load_up_to(from + n, left) - splat(shift) - rest, left);
  }
}

/** dx = dy - e^y Σ dy of each row, y its logarithm. */
KERNEL void logSoftmaxGradient(char *memory, int32_t R, int32_t N, Address dy, Address y, Address dx) {
  const float *upstream = floats(memory, dy), *result = floats(memory, y);
  float *to = floats(memory, dx);
  for (int32_t r = 0; r < R; r++, upstream += N, result += N, to += N) {
    quad sums = quad_of(0);
    EACH_QUAD(n, N) sums += load_quad(upstream + n, left);
    const vec sum = splat(sum_of(sums));
    EACH(n, N) store_up_to(to + n, load_up_to(upstream + n, left) - exp_of_negative(load_up_to(result + n, left)) * sum, left);
  }
}

/** dx = scale (softmax(x) - onehot(label)) of each row, the scale being the row's dy. */
KERNEL void crossEntropyGradient(char *memory, int32_t R, int32_t N, Address dy, Address x, Address labels, Address dx) {
  const float *from = floats(memory, x), *scales = floats(memory, dy);
  const int32_t *const own = (const int32_t *)(memory + labels);
  float *to = floats(memory, dx);
  for (int32_t r = 0; r < R; r++, from += N, to += N) {
    scale_row(N, to, scales[r] / exp_shifted(N, from, to, largest_of(N, from)));
    to[own[r]] -= scales[r];
  }
}

/** For each row its largest entry, and Σ e^(x - largest), to `shifts` and `sums`; `scratch` takes N floats. */
KERNEL void expSums(char *memory, int32_t R, int32_t N, Address x, Address shifts, Address sums, Address scratch) {
  const float *from = floats(memory, x);
  for (int32_t r = 0; r < R; r++, from += N) {
    const float shift = largest_of(N, from);
    floats(memory, shifts)[r] = shift;
    floats(memory, sums)[r] = exp_shifted(N, from, floats(memory, scratch), shift);
  }
}
