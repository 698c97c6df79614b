/* Where windows lie over one, two or three axes; windows.ts declares the block. */
#pragma once

#include "vector.h"

INLINE const Windows *windows_at(char *memory, Address at) {
  return (const Windows *)(memory + at);
}

/** The product along the axes: places of a sample, windows of a sample, places in a window. */
INLINE int32_t product_of(const int32_t along[3]) {
  return along[0] * along[1] * along[2];
}

/** The sample of a window, counted over all samples in row-major order, and where it begins along each axis. */
INLINE int32_t sample_of(const Windows *w, int32_t row, int32_t start[3]) {
  for (int axis = 2; axis >= 0; axis--) {
    start[axis] = row % w->output[axis] * w->strides[axis] - w->before[axis];
    row /= w->output[axis];
  }
  return row;
}

INLINE int is_inside(int32_t place, int32_t length) {
  return (uint32_t)place < (uint32_t)length;
}

/** A place that a window sees: the number of the input's place, over all samples, and its own number within the window. */
typedef struct {
  int32_t place, tap;
} Seen;

/** Lists the places within the input that window `row` sees; gives how many there are. */
static int32_t places_of(const Windows *w, int32_t row, Seen *list) {
  int32_t start[3];
  const int32_t sample = sample_of(w, row, start);
  int32_t count = 0;
  for (int32_t k0 = 0, at0 = start[0]; k0 < w->size[0]; k0++, at0 += w->dilations[0]) {
    if (!is_inside(at0, w->input[0])) continue;
    for (int32_t k1 = 0, at1 = start[1]; k1 < w->size[1]; k1++, at1 += w->dilations[1]) {
      if (!is_inside(at1, w->input[1])) continue;
      const int32_t base = ((sample * w->input[0] + at0) * w->input[1] + at1) * w->input[2];
      const int32_t tap = (k0 * w->size[1] + k1) * w->size[2];
      for (int32_t k2 = 0, at2 = start[2]; k2 < w->size[2]; k2++, at2 += w->dilations[2])
        if (is_inside(at2, w->input[2])) list[count++] = (Seen){base + at2, tap + k2};
    }
  }
  return count;
}

/** to += from, or to = from. */
INLINE void move_run(int adds, ptrdiff_t n, const float *from, float *to) {
  EACH(i, n) {
    const vec moved = load_up_to(from + i, left);
    store_up_to(to + i, adds ? load_up_to(to + i, left) + moved : moved, left);
  }
}

/**
 * Copies what the windows from `row0` to before `row1` see of `width` channels from `first` on to `rows`: (rows, places in a window,
 * width), zeros where they reach outside; or, where it `adds`, adds such a layout to where it was seen.
 */
INLINE void visit_windows(const int adds, const Windows *w, int32_t channels, int32_t first, int32_t width, int32_t row0, int32_t row1,
                          float *x, float *rows) {
  const ptrdiff_t run = (ptrdiff_t)w->size[2] * width;
  const int joined = width == channels && w->dilations[2] == 1;
  // neighbouring windows along the last axis share their places along the others
  for (int32_t row = row0; row < row1;) {
    int32_t start[3];
    const int32_t sample = sample_of(w, row, start), end = least(row1, row + w->output[2] - row % w->output[2]);
    for (; row < end; row++, start[2] += w->strides[2]) {
      const int whole = joined && start[2] >= 0 && start[2] + w->size[2] <= w->input[2];
      for (int32_t k0 = 0, at0 = start[0]; k0 < w->size[0]; k0++, at0 += w->dilations[0]) {
        for (int32_t k1 = 0, at1 = start[1]; k1 < w->size[1]; k1++, at1 += w->dilations[1], rows += run) {
          if (!is_inside(at0, w->input[0]) || !is_inside(at1, w->input[1])) {
            if (!adds) memset(rows, 0, 4 * (size_t)run);
            continue;
          }
          float *const line = x + first + (ptrdiff_t)((sample * w->input[0] + at0) * w->input[1] + at1) * w->input[2] * channels;
          const ptrdiff_t count = whole ? run : width;
          for (int32_t k2 = 0, at2 = start[2]; k2 < (whole ? 1 : w->size[2]); k2++, at2 += w->dilations[2]) {
            float *const seen = line + (ptrdiff_t)at2 * channels, *const part = rows + (ptrdiff_t)k2 * width;
            if (is_inside(at2, w->input[2])) move_run(adds, count, adds ? part : seen, adds ? seen : part);
            else if (!adds) memset(part, 0, 4 * (size_t)width);
          }
        }
      }
    }
  }
}

static void unfold(const Windows *w, int32_t channels, int32_t first, int32_t width, int32_t row0, int32_t row1, const float *x,
                   float *to) {
  visit_windows(0, w, channels, first, width, row0, row1, (float *)x, to);
}

/** The gradient of unfold. */
static void fold(const Windows *w, int32_t channels, int32_t first, int32_t width, int32_t row0, int32_t row1, const float *from,
                 float *x) {
  visit_windows(1, w, channels, first, width, row0, row1, x, (float *)from);
}
