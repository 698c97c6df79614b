/*
 * The recurrence over time, backward: a reversed loop that gives the gradients of the gates. That of the recurrent kernel is a product
 * over all time, left to the caller.
 */
#include "conv-lstm.h"
#include "gru.h"
#include "lstm.h"
#include "simple-rnn.h"

/** The reversed loop over rows and units as in recurrentForward. */
KERNEL void recurrentBackward(char *memory, Address problem, int32_t row0, int32_t row1, int32_t unit0, int32_t unit1,
                              int32_t threads, Address room) {
  const Recurrence *p = (const Recurrence *)(memory + problem);
  if (p->windows) {
    conv_lstm_backward(memory, p, row0, row1, room);
    return;
  }
  const int32_t B = p->B, U = p->U, cell = p->cell, act = p->act, rec = p->rec;
  const int gates = gates_of(cell);
  const ptrdiff_t width = (ptrdiff_t)gates * U, saved_width = (ptrdiff_t)saved_of(cell) * U;
  const int32_t rows = row1 - row0, n = unit1 - unit0;
  // rows that are taken whole are one run
  const int32_t runs = n == U ? 1 : rows;
  const ptrdiff_t run = n == U ? (ptrdiff_t)rows * U : n;
  const ptrdiff_t gate = packed_size(U, U), own = (ptrdiff_t)row0 * U + unit0, all = (ptrdiff_t)rows * U;
  const int reset_before = cell == GRU && !p->resetAfter;
  float *const scratch = floats(memory, room);
  const float *const packed = floats(memory, p->packed);
  const float *const drop = floats_from(memory, p->drop, (ptrdiff_t)row0 * U);
  // carried: the part of dh that bypasses the recurrent kernel, where there is any; product: one gate's share of what passes it
  float *const carried = floats(memory, p->scratch) + (ptrdiff_t)row0 * 2 * U + unit0;
  float *const product = carried + all;
  const int carries = cell == GRU || p->mask != 0;
  float *const dh = floats(memory, p->dh) + own;
  float *const dc = floats_from(memory, p->dc, own);
  for (int32_t t = p->T - 1; t >= 0; t--) {
    const ptrdiff_t first = (ptrdiff_t)t * B + row0, here = first * U + unit0;
    const float *h = t > 0 ? floats(memory, p->hidden) + here - (ptrdiff_t)B * U : floats(memory, p->h0) + own;
    const float *c = t > 0 ? floats_from(memory, p->cells, here - (ptrdiff_t)B * U) : floats_from(memory, p->c0, own);
    const float *s = floats(memory, p->saved) + first * saved_width + unit0;
    float *const d = floats(memory, p->dGates) + first * width + unit0;
    float *const q = floats(memory, p->dRecurrent) + first * width;
    const uint8_t *mask = p->mask ? (const uint8_t *)memory + p->mask + first : NULL;
    for (int32_t b = 0; b < runs; b++) {
      add_upstream(run, floats_from(memory, p->dSequence, here + (ptrdiff_t)b * U), dh + (ptrdiff_t)b * U);
      if (cell == LSTM) add_upstream(run, NULL, dc + (ptrdiff_t)b * U);
    }
    if (cell == LSTM) {
      lstm_step_back(act, rec, rows, U, n, s, c, floats(memory, p->cells) + here, dh, dc, mask, d, carried);
    } else if (cell == GRU) {
      gru_step_back(act, rec, p->resetAfter, rows, U, n, s, h, dh, mask, d, q + unit0, carried);
      if (reset_before) {
        multiply(rows, U, U, row_major(d + 2 * U, width), panels_at(packed + 2 * gate), row_major(NULL, 0), product, U, scratch, 0);
        if (drop) multiply_into(all, product, drop + (ptrdiff_t)2 * B * U, product);
        gru_reset_back(rec, rows, U, s, h, product, mask, d, carried);
      }
    } else simple_step_back(act, rows, U, n, s, floats(memory, p->hidden) + here, dh, mask, d, carried);
    if (threads > 1) wait_for_all((int32_t *)(memory + p->barrier), threads);

    if (!drop && !reset_before) {
      const struct matrix panels = panels_at(packed + (ptrdiff_t)unit0 * width);
      multiply(rows, n, (int32_t)width, row_major(q, width), panels, row_major(carries ? carried : NULL, U), dh, U, scratch, 0);
      continue;
    }
    if (carries) memcpy(dh, carried, 4 * (size_t)all);
    else memset(dh, 0, 4 * (size_t)all);
    for (int k = 0; k < (reset_before ? 2 : gates); k++) {
      const struct matrix share = row_major(q + k * U, width), panels = panels_at(packed + k * gate);
      if (drop) {
        multiply(rows, U, U, share, panels, row_major(NULL, 0), product, U, scratch, 0);
        const float *factor = drop + (ptrdiff_t)k * B * U;
        EACH(i, all) {
          const vec part = load_up_to(product + i, left) * load_up_to(factor + i, left);
          store_up_to(dh + i, load_up_to(dh + i, left) + part, left);
        }
      } else multiply(rows, U, U, share, panels, row_major(dh, U), dh, U, scratch, 0);
    }
  }
}
