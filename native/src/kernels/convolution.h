/*
 * Convolution. What some windows see is laid out in rows (`scratch`, `block` rows of it), which are multiplied by the matrix that the
 * kernel is; each result is one chain of multiply-adds over the places of its window and their channels, in order, whatever the block
 * or the thread.
 */
#pragma once

#include "gemm.h"
#include "windows.h"

typedef struct {
  const Windows *windows;
  int32_t channels, filters, groups;
  /** Where windows are laid out, and how many at a time; scratch of the product. */
  float *scratch;
  int32_t block;
  float *room;
} Convolution;

INLINE int32_t depth_of(const Convolution *c) {
  return product_of(c->windows->size) * (c->channels / c->groups);
}

/** y for the windows from `row0` to before `row1`; each row starts from the floats at `start`. */
static void convolve_rows(const Convolution *c, int32_t row0, int32_t row1, const float *x, const float *panels, struct matrix start,
                          float *y) {
  const int32_t width = c->channels / c->groups, each = c->filters / c->groups, depth = depth_of(c);
  for (int32_t row = row0; row < row1; row += c->block) {
    const int32_t rows = least(row1 - row, c->block);
    for (int32_t group = 0; group < c->groups; group++) {
      const ptrdiff_t right = (ptrdiff_t)group * each;
      unfold(c->windows, c->channels, group * width, width, row, row + rows, x, c->scratch);
      const float *from = start.values ? start.values + row * start.rows + right : NULL;
      multiply(rows, each, depth, row_major(c->scratch, depth), panels_at(panels + group * packed_size(depth, each)),
               row_major(from, start.rows), y + (ptrdiff_t)row * c->filters + right, c->filters, c->room, 0);
    }
  }
}

/** dx of the samples from `sample0` to before `sample1`; `panels` are those of each group's transposed matrix. */
static void convolve_back(const Convolution *c, int32_t sample0, int32_t sample1, const float *dy, const float *panels, float *dx) {
  const int32_t width = c->channels / c->groups, each = c->filters / c->groups, depth = depth_of(c);
  const int32_t count = product_of(c->windows->output);
  const ptrdiff_t sample = (ptrdiff_t)product_of(c->windows->input) * c->channels;
  memset(dx + sample0 * sample, 0, 4 * (size_t)((sample1 - sample0) * sample));
  for (int32_t row = sample0 * count; row < sample1 * count;) {
    // a block ends where its sample does
    const int32_t end = (row / count + 1) * count;
    const int32_t rows = least(end - row, c->block);
    for (int32_t group = 0; group < c->groups; group++) {
      const float *from = dy + (ptrdiff_t)row * c->filters + (ptrdiff_t)group * each;
      multiply(rows, depth, each, row_major(from, c->filters), panels_at(panels + group * packed_size(each, depth)),
               row_major(NULL, 0), c->scratch, depth, c->room, 0);
      fold(c->windows, c->channels, group * width, width, row, row + rows, c->scratch, dx);
    }
    row += rows;
  }
}
