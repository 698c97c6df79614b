/* Convolution by products of matrices, and its gradients. Rows are windows, counted over all samples. */
#include "convolution.h"

/** y for the windows from `row0` to before `row1`; `panels` are those of each group's matrix (places · width, filters of it). */
KERNEL void convolve(char *memory, Address windows, int32_t channels, int32_t filters, int32_t groups, int32_t row0, int32_t row1,
                     Address x, Address panels, Address start, int32_t startStride, Address y, Address scratch, int32_t block,
                     Address room) {
  const Convolution c = {windows_at(memory, windows), channels, filters, groups, floats(memory, scratch), block, floats(memory, room)};
  convolve_rows(&c, row0, row1, floats(memory, x), floats(memory, panels), row_major(floats(memory, start), startStride), floats(memory, y));
}

KERNEL void convolveInputGradient(char *memory, Address windows, int32_t channels, int32_t filters, int32_t groups, int32_t sample0,
                                  int32_t sample1, Address dy, Address panels, Address dx, Address scratch, int32_t block,
                                  Address room) {
  const Convolution c = {windows_at(memory, windows), channels, filters, groups, floats(memory, scratch), block, floats(memory, room)};
  convolve_back(&c, sample0, sample1, floats(memory, dy), floats(memory, panels), floats(memory, dx));
}

/** dW of the groups from `group0` to before `group1`, of their filters from `filter0` to before `filter1`, over R windows. */
KERNEL void convolveKernelGradient(char *memory, Address windows, int32_t channels, int32_t filters, int32_t groups, int32_t group0,
                                   int32_t group1, int32_t filter0, int32_t filter1, int32_t R, Address x, Address dy, Address dW,
                                   Address scratch, int32_t block, Address room) {
  const Convolution c = {windows_at(memory, windows), channels, filters, groups, floats(memory, scratch), block, floats(memory, room)};
  const int32_t width = channels / groups, each = filters / groups, depth = depth_of(&c);
  for (int32_t group = group0; group < group1; group++) {
    const ptrdiff_t right = (ptrdiff_t)group * each + filter0;
    float *const to = floats(memory, dW) + right;
    for (int32_t row = 0; row < R; row += block) {
      const int32_t rows = least(R - row, block);
      unfold(c.windows, channels, group * width, width, row, row + rows, floats(memory, x), c.scratch);
      const float *from = floats(memory, dy) + (ptrdiff_t)row * filters + right;
      multiply(depth, filter1 - filter0, rows, (struct matrix){c.scratch, 1, depth}, row_major(from, filters),
               row_major(row ? to : NULL, filters), to, filters, c.room, 0);
    }
  }
}
