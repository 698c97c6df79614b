/* Rows of (R, N) shifted and scaled to mean 0 and variance 1, and the gradient. */
#include "quad.h"

/** n = (x - mean) / √(variance + epsilon) of each row; `scale` gets the factor 1 / √(variance + epsilon). */
KERNEL void normalize(char *memory, int32_t R, int32_t N, float epsilon, Address x, Address n, Address scale) {
  const float *from = floats(memory, x);
  float *to = floats(memory, n);
  for (int32_t r = 0; r < R; r++, from += N, to += N) {
    quad total = quad_of(0), sums = quad_of(0);
    EACH_QUAD(i, N) total += load_quad(from + i, left);
    const float mean = sum_of(total) / (float)N;
    // those after the last four have a sum of their own
    float squares = 0;
    EACH_QUAD(i, N) {
      const quad d = load_quad(from + i, left) - quad_of(mean);
      if (left >= 4) sums = quad_madd(d, d, sums);
      else squares += d[0] * d[0];
    }
    const float factor = 1 / __builtin_sqrtf((squares + sum_of(sums)) / (float)N + epsilon);
    floats(memory, scale)[r] = factor;
    EACH(i, N) store_up_to(to + i, (load_up_to(from + i, left) - splat(mean)) * splat(factor), left);
  }
}

/** dx = scale (dn - mean(dn) - n mean(dn n)) of each row. */
KERNEL void normalizeGradient(char *memory, int32_t R, int32_t N, Address dn, Address n, Address scale, Address dx) {
  const float *upstream = floats(memory, dn), *normal = floats(memory, n);
  float *to = floats(memory, dx);
  for (int32_t r = 0; r < R; r++, upstream += N, normal += N, to += N) {
    quad sums = quad_of(0), products = quad_of(0);
    EACH_QUAD(i, N) {
      const quad d = load_quad(upstream + i, left);
      sums += d;
      products = quad_madd(d, load_quad(normal + i, left), products);
    }
    const vec mean = splat(sum_of(sums) / (float)N), share = splat(-sum_of(products) / (float)N);
    const vec factor = splat(floats(memory, scale)[r]);
    EACH(i, N) {
      const vec rest = load_up_to(upstream + i, left) - mean;
      store_up_to(to + i, madd(load_up_to(normal + i, left), share, rest) * factor, left);
    }
  }
}
