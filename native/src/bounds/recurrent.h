// The recurrence over time, as its block describes it.

/** The block of a problem with valid sizes, of which a call takes some rows or units, or NULL; units are shared by whole panels. */
static inline const Recurrence *problemAt(Bounds *bounds, Address problem, int32_t row0, int32_t row1, int32_t unit0, int32_t unit1,
                                          int32_t threads) {
  const Recurrence *p = (const Recurrence *)integersAt(bounds, problem, sizeof(Recurrence) / 4);
  if (bounds->wrong) return NULL;
  demand(bounds, p->cell >= 0 && p->cell <= 2 && p->T >= 0 && p->B >= 0 && p->U >= 0);
  // kernels count floats in 32 bits
  demand(bounds, 32.0 * p->U * p->B <= INT32_MAX && 4.0 * p->U * p->U <= INT32_MAX && 4.0 * p->T * p->B * p->U <= INT32_MAX);
  demand(bounds, 0 <= row0 && row0 <= row1 && row1 <= p->B && 0 <= unit0 && unit0 <= unit1 && unit1 <= p->U);
  demand(bounds, (unit0 == 0 && unit1 == p->U) || (p->U % 16 == 0 && unit0 % 16 == 0 && unit1 % 16 == 0));
  if (threads > 1) floatsAt(bounds, p->barrier, 1);
  return bounds->wrong ? NULL : p;
}

static inline int32_t gatesIn(const Recurrence *p) {
  return p->cell == 0 ? 1 : p->cell == 1 ? 4 : 3;
}

/** Initial states, masks and hidden states of so many steps. */
static inline void statesAt(Bounds *bounds, const Recurrence *p, double steps) {
  const double U = p->U, B = p->B, T = p->T;
  floatsAt(bounds, p->h0, B * U);
  if (p->cell == 1) floatsAt(bounds, p->c0, B * U);
  if (p->mask) bytesAt(bounds, p->mask, T * B);
  floatsIf(bounds, p->drop, gatesIn(p) * B * U);
  floatsAt(bounds, p->hidden, steps * B * U);
}

/** The panels of a recurrent convolution, or of its transpose, and scratch; its rows are the places of whole samples. */
static inline void convolutionAt(Bounds *bounds, const Recurrence *p, int32_t row0, int32_t row1, int transposed, Address room) {
  const WindowCounts w = windowsAt(bounds, p->windows);
  const double U = p->U;
  if (!demand(bounds, p->cell == 1 && !p->drop && !p->inputs && w.input == w.output && p->block >= 1)) return;
  demand(bounds, row0 % (int32_t)w.output == 0 && row1 % (int32_t)w.output == 0);
  floatsAt(bounds, p->packed, transposed ? panelFloats(4 * U, w.size * U) : panelFloats(w.size * U, 4 * U));
  floatsAt(bounds, room, roomFloats(bounds) + p->block * w.size * U);
}

/** The panels of the recurrent kernel, or of its transpose, and scratch of the product. */
static inline void panelsAt(Bounds *bounds, const Recurrence *p, int32_t row0, int32_t row1, int transposed, Address room) {
  if (p->windows) {
    convolutionAt(bounds, p, row0, row1, transposed, room);
    return;
  }
  roomAt(bounds, room);
  const double U = p->U, gates = gatesIn(p);
  const int apart = p->drop || (p->cell == 2 && !p->resetAfter);
  floatsAt(bounds, p->packed, apart ? gates * panelFloats(U, U) : transposed ? panelFloats(gates * U, U) : panelFloats(U, gates * U));
}

/** What forward reads and writes beside these; without `keep`, of one step. */
static inline void forwardParts(Bounds *bounds, const Recurrence *p) {
  const double U = p->U, B = p->B, width = gatesIn(p) * U, kept = p->keep ? p->T : 1;
  floatsAt(bounds, p->projected, (p->inputs ? 1.0 : p->T) * B * width);
  if (p->inputs && demand(bounds, p->features >= 0)) {
    floatsAt(bounds, p->inputs, (double)p->T * B * p->features);
    floatsAt(bounds, p->inputPanels, panelFloats(p->features, width));
    floatsIf(bounds, p->inputBias, width);
    floatsIf(bounds, p->outputs, (double)p->T * B * U);
  }
  floatsIf(bounds, p->bias, gatesIn(p) * U);
  if (p->cell == 1) floatsAt(bounds, p->cells, kept * B * U);
  floatsAt(bounds, p->saved, kept * B * U * (p->cell == 0 ? 1 : 4));
  floatsAt(bounds, p->scratch, 8 * B * U);
}

/** The same of backward. */
static inline void backwardParts(Bounds *bounds, const Recurrence *p) {
  const double U = p->U, B = p->B, T = p->T;
  if (p->cell == 1) floatsAt(bounds, p->cells, T * B * U);
  floatsAt(bounds, p->saved, T * B * U * (p->cell == 0 ? 1 : 4));
  floatsIf(bounds, p->dSequence, T * B * U);
  floatsAt(bounds, p->dh, B * U);
  if (p->cell == 1) floatsAt(bounds, p->dc, B * U);
  floatsAt(bounds, p->dGates, T * B * gatesIn(p) * U);
  floatsIf(bounds, p->dRecurrent, T * B * gatesIn(p) * U);
  floatsAt(bounds, p->scratch, 2 * B * U);
}

static inline void bounds_recurrentForward(Bounds *bounds, Address problem, int32_t row0, int32_t row1, int32_t unit0, int32_t unit1,
                                           int32_t threads, Address room) {
  const Recurrence *p = problemAt(bounds, problem, row0, row1, unit0, unit1, threads);
  if (!p || !demand(bounds, !p->inputs || (unit0 == 0 && unit1 == p->U))) return;
  statesAt(bounds, p, p->inputs ? 2 : p->T);
  panelsAt(bounds, p, row0, row1, 0, room);
  forwardParts(bounds, p);
}

static inline void bounds_recurrentBackward(Bounds *bounds, Address problem, int32_t row0, int32_t row1, int32_t unit0, int32_t unit1,
                                            int32_t threads, Address room) {
  const Recurrence *p = problemAt(bounds, problem, row0, row1, unit0, unit1, threads);
  if (!p || !demand(bounds, p->dRecurrent != 0)) return;
  statesAt(bounds, p, p->T);
  panelsAt(bounds, p, row0, row1, 1, room);
  backwardParts(bounds, p);
}
