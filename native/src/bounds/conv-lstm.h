// A ConvLSTM over all time.

/** What both directions read: the block, whose B counts places, windows that give as many places as they see, states and masks. */
static inline const Recurrence *gridsAt(Bounds *bounds, Address problem, Address windows, int32_t sample0, int32_t sample1,
                                        Address scratch, int32_t block, Address room) {
  const Recurrence *p = (const Recurrence *)integersAt(bounds, problem, sizeof(Recurrence) / 4);
  const WindowCounts w = windowsAt(bounds, windows);
  if (bounds->wrong) return NULL;
  demand(bounds, p->T >= 0 && p->B >= 0 && p->U >= 0 && block >= 1 && 0 <= sample0 && sample0 <= sample1);
  demand(bounds, w.input == w.output && sample1 * w.output <= p->B);
  demand(bounds, 32.0 * p->U * p->B <= INT32_MAX && w.size * 4.0 * p->U <= INT32_MAX && 4.0 * p->T * p->B * p->U <= INT32_MAX);
  const double U = p->U, B = p->B, T = p->T;
  floatsAt(bounds, p->h0, B * U);
  floatsAt(bounds, p->c0, B * U);
  if (p->mask) bytesAt(bounds, p->mask, T * B);
  floatsAt(bounds, scratch, block * w.size * U);
  roomAt(bounds, room);
  return bounds->wrong ? NULL : p;
}

static inline void bounds_convLstmForward(Bounds *bounds, Address problem, Address windows, int32_t sample0, int32_t sample1,
                                          Address scratch, int32_t block, Address room) {
  const Recurrence *p = gridsAt(bounds, problem, windows, sample0, sample1, scratch, block, room);
  if (!p) return;
  const double U = p->U, B = p->B, T = p->T, kept = p->keep ? T : 1;
  floatsAt(bounds, p->packed, panelFloats(windowsAt(bounds, windows).size * U, 4 * U));
  floatsAt(bounds, p->projected, T * B * 4 * U);
  floatsAt(bounds, p->saved, kept * B * 4 * U);
  floatsAt(bounds, p->cells, kept * B * U);
  floatsAt(bounds, p->hidden, T * B * U);
}

static inline void bounds_convLstmBackward(Bounds *bounds, Address problem, Address windows, int32_t sample0, int32_t sample1,
                                           Address scratch, int32_t block, Address room) {
  const Recurrence *p = gridsAt(bounds, problem, windows, sample0, sample1, scratch, block, room);
  if (!p) return;
  const double U = p->U, B = p->B, T = p->T;
  floatsAt(bounds, p->packed, panelFloats(4 * U, windowsAt(bounds, windows).size * U));
  floatsAt(bounds, p->saved, T * B * 4 * U);
  floatsAt(bounds, p->cells, T * B * U);
  floatsIf(bounds, p->dSequence, T * B * U);
  floatsAt(bounds, p->dh, B * U);
  floatsAt(bounds, p->dc, B * U);
  floatsAt(bounds, p->dGates, T * B * 4 * U);
  floatsAt(bounds, p->scratch, 4 * B * U);
}
