/* The recurrence over time, forward; equations at RecurrentProblem in src/backend/backend.ts. */
#include "conv-lstm.h"
#include "gru.h"
#include "lstm.h"
#include "simple-rnn.h"

/**
 * The hidden state's share of some gates, side by side: c = start + h U, for `rows` rows and, of each gate, n units from `unit0` on;
 * `start` and c point to the first of them. With `drop`, whose rows for one gate lie B U before those of the next, each gate meets
 * its own h times drop: `packed` then holds each gate's own panels, and `dropped` has room for the product.
 */
static void hidden_product(const Recurrence *p, int gates, int32_t rows, int32_t unit0, int32_t n, struct matrix h,
                           const float *packed, struct matrix start, float *c, ptrdiff_t ldc, const float *drop, float *dropped,
                           float *room) {
  const int32_t U = p->U;
  if (n == U && !drop) {
    multiply(rows, gates * U, U, h, panels_at(packed), start, c, ldc, room, 0);
    return;
  }
  for (int k = 0; k < gates; k++) {
    const struct matrix from = row_major(start.values ? start.values + k * U : NULL, start.rows);
    const float *panels = packed + (drop ? k * packed_size(U, U) : ((ptrdiff_t)k * U + unit0) * U);
    if (drop) {
      for (int32_t b = 0; b < rows; b++)
        multiply_into(U, h.values + b * h.rows, drop + ((ptrdiff_t)k * p->B + b) * U, dropped + (ptrdiff_t)b * U);
    }
    multiply(rows, n, U, drop ? row_major(dropped, U) : h, panels_at(panels), from, c + k * U, ldc, room, 0);
  }
}

/**
 * The rows from row0 to before row1 of a batch, all steps. Where a batch has too few rows to share them, each of some threads takes
 * the units from unit0 to before unit1 of all rows, and waits at every step until the others have theirs.
 * @param room scratch of the product, and behind it that of a convolution
 */
KERNEL void recurrentForward(char *memory, Address problem, int32_t row0, int32_t row1, int32_t unit0, int32_t unit1, int32_t threads,
                             Address room) {
  const Recurrence *p = (const Recurrence *)(memory + problem);
  if (p->windows) {
    conv_lstm_forward(memory, p, row0, row1, room);
    return;
  }
  const int32_t B = p->B, U = p->U, cell = p->cell, act = p->act, rec = p->rec, keep = p->keep;
  const int gates = gates_of(cell);
  const ptrdiff_t width = (ptrdiff_t)gates * U, saved_width = (ptrdiff_t)saved_of(cell) * U;
  const int32_t rows = row1 - row0, n = unit1 - unit0;
  float *const scratch = floats(memory, room);
  float *const recurrent = floats(memory, p->scratch) + (ptrdiff_t)row0 * 8 * U + unit0;
  float *const dropped = recurrent + (ptrdiff_t)rows * 3 * U;
  const float *const packed = floats(memory, p->packed);
  const float *const drop = floats_from(memory, p->drop, (ptrdiff_t)row0 * U);
  const float *const from = floats(memory, p->inputs);
  float *const outputs = floats(memory, p->outputs);
  const int32_t features = p->features;
  const struct matrix input_panels = panels_at(floats(memory, p->inputPanels)), input_bias = row_major(floats(memory, p->inputBias), 0);
  const struct matrix bias = row_major(floats_from(memory, p->bias, unit0), 0);
  const float *h = floats(memory, p->h0) + (ptrdiff_t)row0 * U;
  const float *c = floats_from(memory, p->c0, (ptrdiff_t)row0 * U + unit0);
  for (int32_t t = 0; t < p->T; t++) {
    const ptrdiff_t first = (ptrdiff_t)t * B + row0, step = keep ? first : row0;
    float *const x = floats(memory, p->projected) + (from ? row0 : first) * width + unit0;
    float *const s = floats(memory, p->saved) + step * saved_width + unit0;
    float *const next_h = floats(memory, p->hidden) + ((ptrdiff_t)(from ? t & 1 : t) * B + row0) * U;
    float *const next_c = floats_from(memory, p->cells, step * U + unit0);
    const uint8_t *mask = p->mask ? (const uint8_t *)memory + p->mask + first : NULL;
    const float *before = h + unit0;
    float *const after = next_h + unit0;
    const struct matrix hidden = row_major(h, U);
    const ptrdiff_t given = (ptrdiff_t)row0 * p->T + (p->backwards ? p->T - 1 - t : t);
    const struct matrix inputs = row_major(from + given * features, (ptrdiff_t)p->T * features);
    const int joins = from && cell != GRU && !drop;
    if (joins)
      multiply_both(rows, (int32_t)width, features, inputs, input_panels, U, hidden, panels_at(packed), input_bias, s, width, scratch);
    else if (from) multiply(rows, (int32_t)width, features, inputs, input_panels, input_bias, x, width, scratch, 1);
    if (cell != GRU) {
      if (!joins) hidden_product(p, gates, rows, unit0, n, hidden, packed, row_major(x, width), s, width, drop, dropped, scratch);
      if (cell == LSTM) lstm_step(act, rec, rows, U, n, keep, s, c, before, mask, next_c, after);
      else simple_step(act, rows, U, n, s, before, mask, after);
    } else if (p->resetAfter) {
      hidden_product(p, 3, rows, unit0, n, hidden, packed, bias, recurrent, width, drop, dropped, scratch);
      gru_after(act, rec, rows, U, n, keep, x, recurrent, before, mask, s, after);
    } else {
      for (int k = 0; k < 3; k++) {
        if (k == 2) gru_gates(rec, rows, U, h, s);
        const float *drop_gate = drop ? drop + (ptrdiff_t)k * B * U : NULL;
        const struct matrix met = k == 2 ? row_major(s + 3 * U, saved_width) : hidden;
        hidden_product(p, 1, rows, 0, U, met, packed + k * packed_size(U, U), row_major(x + k * U, width), s + k * U, saved_width,
                       drop_gate, dropped, scratch);
      }
      gru_before(act, rec, rows, U, h, mask, s, after);
    }
    for (int32_t b = 0; outputs && b < rows; b++)
      memcpy(outputs + ((ptrdiff_t)(row0 + b) * p->T + t) * U, next_h + (ptrdiff_t)b * U, 4 * (size_t)U);
    h = next_h;
    c = next_c;
    if (threads > 1) wait_for_all((int32_t *)(memory + p->barrier), threads);
  }
}
