// Moving elements.

static inline void bounds_copyRows(Bounds *bounds, int32_t count, Address bytes, Address from, Address fromStep, Address to, Address toStep) {
  demand(bounds, count >= 0 && count <= bounds->size);
  bytesAt(bounds, from, upTo(count, fromStep, bytes));
  bytesAt(bounds, to, upTo(count, toStep, bytes));
}

static inline void bounds_permute(Bounds *bounds, int32_t A, int32_t R, int32_t C, int32_t out, int32_t down, int32_t across, Address x,
                                  Address y) {
  // no more rows than bytes: endless empty rows would never return
  if (!demand(bounds, A >= 0 && R >= 0 && C >= 0 && (double)A * R <= bounds->size)) return;
  const double count = (double)A * R * C;
  floatsAt(bounds, y, count);
  if (count == 0) return;
  // the first and the last element of x, counted from its address
  const double reach[] = {(A - 1.0) * out, (R - 1.0) * down, (C - 1.0) * across};
  double first = 0, last = 0;
  for (int i = 0; i < 3; i++) reach[i] < 0 ? (first += reach[i]) : (last += reach[i]);
  if (demand(bounds, x + 4 * first > 0)) floatsAt(bounds, (Address)(x + 4 * first), last - first + 1);
}
