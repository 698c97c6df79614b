// Rows: sums, softmax, normalization, lookups.

/** Matrices of (R, N), and of one number a row. */
static inline void rowsOf(Bounds *bounds, int32_t R, int32_t N, int count, const Address *matrices, int columns, const Address *perRow) {
  // no more rows than bytes: endless empty rows would never return
  demand(bounds, R >= 0 && N >= 0 && R <= bounds->size);
  for (int i = 0; i < count; i++) floatsAt(bounds, matrices[i], (double)R * N);
  for (int i = 0; i < columns; i++) floatsAt(bounds, perRow[i], R);
}

static inline void bounds_sumRows(Bounds *bounds, int32_t R, int32_t N, Address x, Address y, float scale) {
  UNUSED(scale);
  rowsOf(bounds, R, N, 1, (Address[]){x}, 0, NULL);
  floatsAt(bounds, y, N);
}

static inline void bounds_sumColumns(Bounds *bounds, int32_t R, int32_t N, Address x, Address y, float scale) {
  UNUSED(scale);
  rowsOf(bounds, R, N, 1, (Address[]){x}, 1, (Address[]){y});
}

static inline void bounds_softmax(Bounds *bounds, int32_t R, int32_t N, Address x, Address y) {
  rowsOf(bounds, R, N, 2, (Address[]){x, y}, 0, NULL);
}

static inline void bounds_softmaxGradient(Bounds *bounds, int32_t R, int32_t N, Address dy, Address y, Address dx) {
  rowsOf(bounds, R, N, 3, (Address[]){dy, y, dx}, 0, NULL);
}

static inline void bounds_logSoftmax(Bounds *bounds, int32_t R, int32_t N, Address x, Address y) {
  rowsOf(bounds, R, N, 2, (Address[]){x, y}, 0, NULL);
}

static inline void bounds_logSoftmaxGradient(Bounds *bounds, int32_t R, int32_t N, Address dy, Address y, Address dx) {
  rowsOf(bounds, R, N, 3, (Address[]){dy, y, dx}, 0, NULL);
}

/** Integers from 0 to below a limit; gives one more than the largest. */
static inline double numbersBelow(Bounds *bounds, Address ids, int32_t count, double limit) {
  const int32_t *numbers = integersAt(bounds, ids, count);
  double most = 0;
  for (int32_t i = 0; !bounds->wrong && i < count; i++) {
    demand(bounds, numbers[i] >= 0 && numbers[i] < limit);
    if (numbers[i] + 1.0 > most) most = numbers[i] + 1.0;
  }
  return most;
}

static inline void bounds_crossEntropyGradient(Bounds *bounds, int32_t R, int32_t N, Address dy, Address x, Address labels, Address dx) {
  rowsOf(bounds, R, N, 2, (Address[]){x, dx}, 1, (Address[]){dy});
  numbersBelow(bounds, labels, R, N);
}

static inline void bounds_expSums(Bounds *bounds, int32_t R, int32_t N, Address x, Address shifts, Address sums, Address scratch) {
  rowsOf(bounds, R, N, 1, (Address[]){x}, 2, (Address[]){shifts, sums});
  floatsAt(bounds, scratch, N);
}

static inline void bounds_argRows(Bounds *bounds, int32_t R, int32_t N, Address x, Address y, int32_t smallest) {
  UNUSED(smallest);
  rowsOf(bounds, R, N, 1, (Address[]){x}, 1, (Address[]){y});
}

/** The kernel itself stops at a number outside the rows. */
static inline void bounds_gather(Bounds *bounds, int32_t count, int32_t R, int32_t width, Address x, Address ids, Address y) {
  demand(bounds, count >= 0 && R >= 0 && width >= 0);
  floatsAt(bounds, x, (double)R * width);
  integersAt(bounds, ids, count);
  floatsAt(bounds, y, (double)count * width);
}

static inline void bounds_scatterAdd(Bounds *bounds, int32_t count, int32_t width, Address ids, Address dy, Address y) {
  demand(bounds, count >= 0 && width >= 0);
  floatsAt(bounds, dy, (double)count * width);
  floatsAt(bounds, y, numbersBelow(bounds, ids, count, 1e10) * width);
}

static inline void bounds_normalize(Bounds *bounds, int32_t R, int32_t N, float epsilon, Address x, Address n, Address scale) {
  UNUSED(epsilon);
  rowsOf(bounds, R, N, 2, (Address[]){x, n}, 1, (Address[]){scale});
}

static inline void bounds_normalizeGradient(Bounds *bounds, int32_t R, int32_t N, Address dn, Address n, Address scale, Address dx) {
  rowsOf(bounds, R, N, 3, (Address[]){dn, n, dx}, 1, (Address[]){scale});
}

/** Matrices of (A, N, C), and of (A, C). */
static inline void axisOf(Bounds *bounds, int32_t A, int32_t N, int32_t C, int count, const Address *whole, int joined, const Address *left) {
  demand(bounds, A >= 0 && N >= 0 && C >= 0 && (double)A * N <= bounds->size);
  for (int i = 0; i < count; i++) floatsAt(bounds, whole[i], (double)A * N * C);
  for (int i = 0; i < joined; i++) floatsAt(bounds, left[i], (double)A * C);
}

static inline void bounds_extremes(Bounds *bounds, int32_t A, int32_t N, int32_t C, int32_t smallest, Address x, Address y) {
  UNUSED(smallest);
  axisOf(bounds, A, N, C, 1, (Address[]){x}, 1, (Address[]){y});
}

static inline void bounds_extremeGradient(Bounds *bounds, int32_t A, int32_t N, int32_t C, Address dy, Address x, Address y, Address dx) {
  axisOf(bounds, A, N, C, 2, (Address[]){x, dx}, 2, (Address[]){dy, y});
}
