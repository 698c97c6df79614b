/*
 * Optimizer steps on one variable of n weights w with gradient g; the equations are at UpdateRule in
 * src/backend/backend.ts.
 */
#include "vector.h"

KERNEL void sgd(char *memory, int32_t n, Address w, Address g, Address m, float rate, float momentum, int32_t nesterov) {
  float *const weights = floats(memory, w), *const moments = floats(memory, m);
  const float *const gradient = floats(memory, g);
  EACH(i, n) {
    const vec step = load_up_to(gradient + i, left) * splat(-rate);
    vec change = step;
    if (moments) {
      const vec next = without_tiny(madd(load_up_to(moments + i, left), splat(momentum), step));
      store_up_to(moments + i, next, left);
      change = nesterov ? madd(next, splat(momentum), step) : next;
    }
    store_up_to(weights + i, load_up_to(weights + i, left) + change, left);
  }
}

/** `rest1` and `rest2` are 1 - beta1 and 1 - beta2, subtracted in double precision. */
KERNEL void adam(char *memory, int32_t n, Address w, Address g, Address m, Address v, Address vMax, float rate, float rest1,
                 float rest2, float epsilon) {
  float *const weights = floats(memory, w), *const first = floats(memory, m), *const second = floats(memory, v);
  float *const largest = floats(memory, vMax);
  const float *const gradient = floats(memory, g);
  EACH(i, n) {
    const vec grad = load_up_to(gradient + i, left), m0 = load_up_to(first + i, left), v0 = load_up_to(second + i, left);
    const vec m1 = without_tiny(madd(grad - m0, splat(rest1), m0));
    const vec v1 = without_tiny(madd(grad * grad - v0, splat(rest2), v0));
    store_up_to(first + i, m1, left);
    store_up_to(second + i, v1, left);
    vec spread = v1;
    if (largest) {
      spread = maximum(v1, load_up_to(largest + i, left));
      store_up_to(largest + i, spread, left);
    }
    const vec step = (m1 * splat(rate)) / (square_root(spread) + splat(epsilon));
    store_up_to(weights + i, load_up_to(weights + i, left) - step, left);
  }
}

/** `rest` is 1 - rho, subtracted in double precision. */
KERNEL void rmsprop(char *memory, int32_t n, Address w, Address g, Address v, Address m, Address a, float rate, float rho, float rest,
                    float momentum, float epsilon) {
  float *const weights = floats(memory, w), *const second = floats(memory, v), *const moments = floats(memory, m);
  float *const means = floats(memory, a);
  const float *const gradient = floats(memory, g);
  EACH(i, n) {
    const vec grad = load_up_to(gradient + i, left);
    const vec v1 = without_tiny(madd(load_up_to(second + i, left), splat(rho), grad * grad * splat(rest)));
    store_up_to(second + i, v1, left);
    vec spread = v1 + splat(epsilon);
    if (means) {
      const vec a1 = without_tiny(madd(load_up_to(means + i, left), splat(rho), grad * splat(rest)));
      store_up_to(means + i, a1, left);
      spread = spread - a1 * a1;
    }
    vec step = (grad * splat(rate)) / square_root(spread);
    if (moments) {
      step = without_tiny(madd(load_up_to(moments + i, left), splat(momentum), step));
      store_up_to(moments + i, step, left);
    }
    store_up_to(weights + i, load_up_to(weights + i, left) - step, left);
  }
}
