/*
 * A ConvLSTM over all time: an LSTM whose rows are the places of grids, and whose product with the recurrent kernel is a convolution
 * over them. Threads share the samples; B counts places here.
 */
#pragma once

#include "convolution.h"
#include "lstm.h"

/** The recurrent convolution: U channels to the sums of four gates. Windows are laid out behind the product's scratch. */
INLINE Convolution recurrent_convolution(char *memory, const Recurrence *p, Address room) {
  float *const scratch = floats(memory, room);
  return (Convolution){windows_at(memory, p->windows), p->U, 4 * p->U, 1, scratch + scratchSize(memory), p->block, scratch};
}

/** The places from `row0` to before `row1`, all steps. A block of them takes its step while its sums are in the cache. */
static void conv_lstm_forward(char *memory, const Recurrence *p, int32_t row0, int32_t row1, Address room) {
  const Convolution convolution = recurrent_convolution(memory, p, room);
  const ptrdiff_t B = p->B, U = p->U, width = 4 * U;
  const float *h = floats(memory, p->h0), *c = floats(memory, p->c0);
  for (int32_t t = 0; t < p->T; t++) {
    const ptrdiff_t step = p->keep ? t * B : 0;
    float *const s = floats(memory, p->saved) + step * width;
    float *const next_h = floats(memory, p->hidden) + t * B * U, *const next_c = floats(memory, p->cells) + step * U;
    const struct matrix start = row_major(floats(memory, p->projected) + t * B * width, width);
    for (int32_t row = row0; row < row1; row += p->block) {
      const int32_t rows = least(p->block, row1 - row);
      const ptrdiff_t here = row * U;
      const uint8_t *mask = p->mask ? (const uint8_t *)memory + p->mask + t * B + row : NULL;
      convolve_rows(&convolution, row, row + rows, h, floats(memory, p->packed), start, s);
      lstm_step(p->act, p->rec, rows, p->U, p->U, p->keep, s + row * width, c + here, h + here, mask, next_c + here, next_h + here);
    }
    h = next_h;
    c = next_c;
  }
}

/** The reversed loop: the gradients of the gates and of the first states. That of the recurrent kernel is left to the caller. */
static void conv_lstm_backward(char *memory, const Recurrence *p, int32_t row, int32_t row1, Address room) {
  const Convolution convolution = recurrent_convolution(memory, p, room);
  const ptrdiff_t B = p->B, U = p->U, width = 4 * U;
  const int32_t places = product_of(convolution.windows->output), rows = row1 - row;
  const ptrdiff_t count = rows * U;
  float *const dh = floats(memory, p->dh) + row * U, *const dc = floats(memory, p->dc) + row * U;
  float *const carried = floats(memory, p->scratch) + 2 * row * U;
  for (int32_t t = p->T - 1; t >= 0; t--) {
    const ptrdiff_t first = t * B + row;
    const float *c = t > 0 ? floats(memory, p->cells) + (first - B) * U : floats(memory, p->c0) + row * U;
    const uint8_t *mask = p->mask ? (const uint8_t *)memory + p->mask + first : NULL;
    add_upstream(count, floats_from(memory, p->dSequence, first * U), dh);
    add_upstream(count, NULL, dc);
    lstm_step_back(p->act, p->rec, rows, p->U, p->U, floats(memory, p->saved) + first * width, c,
                   floats(memory, p->cells) + first * U, dh, dc, mask, floats(memory, p->dGates) + first * width, carried);
    convolve_back(&convolution, row / places, row1 / places, floats(memory, p->dGates) + t * B * width, floats(memory, p->packed),
                  floats(memory, p->dh));
    if (mask) EACH(i, count) store_up_to(dh + i, load_up_to(carried + i, left) + load_up_to(dh + i, left), left);
  }
}
