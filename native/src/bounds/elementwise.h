// Element by element.

static inline void bounds_unary(Bounds *bounds, int32_t code, int32_t n, Address x, Address y) {
  (void)code;
  if (!counts2(bounds, n, 0)) return;
  floatsAt(bounds, x, n);
  floatsAt(bounds, y, n);
}

static inline void bounds_sgd(Bounds *bounds, int32_t n, Address w, Address g, Address m, float rate, float momentum, int32_t nesterov) {
  (void)rate, (void)momentum, (void)nesterov;
  if (!counts2(bounds, n, 0)) return;
  floatsAt(bounds, w, n);
  floatsAt(bounds, g, n);
  floatsIf(bounds, m, n);
}

/** Bytes of `count` runs that begin `step` bytes apart. */
static inline double runs(double count, double bytes, double step) {
  return count > 0 ? (count - 1) * step + bytes : 0;
}

static inline void bounds_copyRows(Bounds *bounds, int32_t count, Address bytes, Address from, Address fromStep, Address to, Address toStep) {
  if (!counts2(bounds, count, 0)) return;
  bytesAt(bounds, from, runs(count, bytes, fromStep));
  bytesAt(bounds, to, runs(count, bytes, toStep));
}
