/*
 * A ConvLSTM over all time: an LSTM whose rows are the places of grids, and whose product with the recurrent kernel is a convolution
 * over them. Threads share the samples; B counts places here.
 */
#include "convolution.h"
#include "lstm.h"

/** The recurrent convolution: U channels to the sums of four gates. */
INLINE Convolution recurrent_convolution(char *memory, const Recurrence *p, Address windows, Address scratch, int32_t block,
                                         Address room) {
  return (Convolution){windows_at(memory, windows), p->U, 4 * p->U, 1, floats(memory, scratch), block, floats(memory, room)};
}

/** The samples from `sample0` to before `sample1`, all steps. A block of places takes its step while its sums are in the cache. */
KERNEL void convLstmForward(char *memory, Address problem, Address windows, int32_t sample0, int32_t sample1, Address scratch,
                            int32_t block, Address room) {
  const Recurrence *p = (const Recurrence *)(memory + problem);
  const Convolution convolution = recurrent_convolution(memory, p, windows, scratch, block, room);
  const ptrdiff_t B = p->B, U = p->U, width = 4 * U;
  const int32_t places = product_of(convolution.windows->output);
  const float *h = floats(memory, p->h0), *c = floats(memory, p->c0);
  for (int32_t t = 0; t < p->T; t++) {
    const ptrdiff_t step = p->keep ? t * B : 0;
    float *const s = floats(memory, p->saved) + step * width;
    float *const next_h = floats(memory, p->hidden) + t * B * U, *const next_c = floats(memory, p->cells) + step * U;
    const struct matrix start = row_major(floats(memory, p->projected) + t * B * width, width);
    for (int32_t row = sample0 * places; row < sample1 * places; row += block) {
      const int32_t rows = least(block, sample1 * places - row);
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
KERNEL void convLstmBackward(char *memory, Address problem, Address windows, int32_t sample0, int32_t sample1, Address scratch,
                             int32_t block, Address room) {
  const Recurrence *p = (const Recurrence *)(memory + problem);
  const Convolution convolution = recurrent_convolution(memory, p, windows, scratch, block, room);
  const ptrdiff_t B = p->B, U = p->U, width = 4 * U;
  const int32_t places = product_of(convolution.windows->output), row = sample0 * places, rows = (sample1 - sample0) * places;
  const ptrdiff_t count = rows * U;
  float *const dh = floats(memory, p->dh) + row * U, *const dc = floats(memory, p->dc) + row * U;
  float *const carried = floats(memory, p->scratch) + 4 * row * U;
  for (int32_t t = p->T - 1; t >= 0; t--) {
    const ptrdiff_t first = t * B + row;
    const float *c = t > 0 ? floats(memory, p->cells) + (first - B) * U : floats(memory, p->c0) + row * U;
    const uint8_t *mask = p->mask ? (const uint8_t *)memory + p->mask + first : NULL;
    add_upstream(count, floats_from(memory, p->dSequence, first * U), dh);
    add_upstream(count, NULL, dc);
    lstm_step_back(p->act, p->rec, rows, p->U, p->U, floats(memory, p->saved) + first * width, c,
                   floats(memory, p->cells) + first * U, dh, dc, mask, floats(memory, p->dGates) + first * width, carried);
    convolve_back(&convolution, sample0, sample1, floats(memory, p->dGates) + t * B * width, floats(memory, p->packed),
                  floats(memory, p->dh));
    if (mask) EACH(i, count) store_up_to(dh + i, load_up_to(carried + i, left) + load_up_to(dh + i, left), left);
  }
}
