// Moving elements.

static inline void bounds_copyRows(Bounds *bounds, int32_t count, Address bytes, Address from, Address fromStep, Address to, Address toStep) {
  demand(bounds, count >= 0 && count <= bounds->size);
  bytesAt(bounds, from, upTo(count, fromStep, bytes));
  bytesAt(bounds, to, upTo(count, toStep, bytes));
}

static inline void threeAxes(Bounds *bounds, int32_t A, int32_t B, int32_t C, Address x, Address y) {
  // no more rows than bytes: endless empty rows would never return
  demand(bounds, A >= 0 && B >= 0 && C >= 0 && (double)A * B <= bounds->size);
  floatsAt(bounds, x, (double)A * B * C);
  floatsAt(bounds, y, (double)A * B * C);
}

static inline void bounds_reverse(Bounds *bounds, int32_t A, int32_t B, int32_t C, Address x, Address y) {
  threeAxes(bounds, A, B, C, x, y);
}

static inline void bounds_swapAxes(Bounds *bounds, int32_t A, int32_t B, int32_t C, Address x, Address y) {
  threeAxes(bounds, A, B, C, x, y);
}

static inline void bounds_swapLast(Bounds *bounds, int32_t A, int32_t R, int32_t C, Address x, Address y) {
  threeAxes(bounds, A, R, C, x, y);
}

static inline void bounds_permute(Bounds *bounds, int32_t rank, Address plan, Address x, Address y) {
  if (!demand(bounds, rank >= 1)) return;
  const int32_t *axes = integersAt(bounds, plan, 3.0 * rank);
  double reach = 1, count = 1;
  for (int32_t i = 0; !bounds->wrong && i < rank; i++) {
    const int32_t length = axes[3 * i], stride = axes[3 * i + 1];
    demand(bounds, length >= 1 && stride >= 0);
    reach += ((double)length - 1) * stride;
    count *= length;
  }
  floatsAt(bounds, x, reach);
  floatsAt(bounds, y, count);
}
