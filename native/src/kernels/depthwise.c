/* A convolution in which each channel has one filter of its own; the weights are (places, C). `list` has room for a window's places. */
#include "windows.h"

/** c += a b, n elements. */
INLINE void scale_add(ptrdiff_t n, const float *a, const float *b, float *c) {
  EACH(i, n) store_up_to(c + i, madd(load_up_to(a + i, left), load_up_to(b + i, left), load_up_to(c + i, left)), left);
}

KERNEL void depthwise(char *memory, Address windows, int32_t C, int32_t row0, int32_t row1, Address x, Address weights, Address bias,
                      Address y, Address list) {
  const float *const from = floats(memory, x), *const factors = floats(memory, weights), *const start = floats(memory, bias);
  Seen *const seen = (Seen *)(memory + list);
  for (int32_t row = row0; row < row1; row++) {
    float *const to = floats(memory, y) + (ptrdiff_t)row * C;
    const int32_t count = places_of(windows_at(memory, windows), row, seen);
    EACH(c, C) {
      vec sum = start ? load_up_to(start + c, left) : splat(0);
      for (int32_t i = 0; i < count; i++) {
        const vec weight = load_up_to(factors + (ptrdiff_t)seen[i].tap * C + c, left);
        sum = madd(load_up_to(from + (ptrdiff_t)seen[i].place * C + c, left), weight, sum);
      }
      store_up_to(to + c, sum, left);
    }
  }
}

/** dx of depthwise for some samples. */
KERNEL void depthwiseInputGradient(char *memory, Address windows, int32_t C, int32_t sample0, int32_t sample1, Address dy,
                                   Address weights, Address dx, Address list) {
  const Windows *const w = windows_at(memory, windows);
  const int32_t count = product_of(w->output);
  const ptrdiff_t sample = (ptrdiff_t)product_of(w->input) * C;
  float *const to = floats(memory, dx);
  Seen *const seen = (Seen *)(memory + list);
  memset(to + sample0 * sample, 0, 4 * (size_t)((sample1 - sample0) * sample));
  for (int32_t row = sample0 * count; row < sample1 * count; row++) {
    const int32_t places = places_of(w, row, seen);
    for (int32_t i = 0; i < places; i++) {
      const float *factors = floats(memory, weights) + (ptrdiff_t)seen[i].tap * C;
      scale_add(C, floats(memory, dy) + (ptrdiff_t)row * C, factors, to + (ptrdiff_t)seen[i].place * C);
    }
  }
}

/** dW of depthwise for the channels from `c0` to before `c1`, over R windows. */
KERNEL void depthwiseKernelGradient(char *memory, Address windows, int32_t C, int32_t c0, int32_t c1, int32_t R, Address x, Address dy,
                                    Address dW, Address list) {
  const Windows *const w = windows_at(memory, windows);
  float *const to = floats(memory, dW) + c0;
  Seen *const seen = (Seen *)(memory + list);
  for (int32_t tap = 0; tap < product_of(w->size); tap++) memset(to + (ptrdiff_t)tap * C, 0, 4 * (size_t)(c1 - c0));
  for (int32_t row = 0; row < R; row++) {
    const float *upstream = floats(memory, dy) + (ptrdiff_t)row * C + c0;
    const int32_t places = places_of(w, row, seen);
    for (int32_t i = 0; i < places; i++)
      scale_add(c1 - c0, upstream, floats(memory, x) + (ptrdiff_t)seen[i].place * C + c0, to + (ptrdiff_t)seen[i].tap * C);
  }
}
