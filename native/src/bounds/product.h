// Products of matrices.

/** Floats of a K x N matrix in panels of sixteen columns. */
static inline double panelFloats(double K, double N) {
  return N > 0 ? K * 16 * (int64_t)((N + 15) / 16) : 0;
}

/** Floats of scratch of the matmul kernel. */
static inline double roomFloats(const Bounds *bounds) {
  return scratchSize(bounds->memory);
}

static inline void roomAt(Bounds *bounds, Address room) {
  floatsAt(bounds, room, roomFloats(bounds));
}

/** A matrix with given strides of rows and columns, in floats. */
static inline void matrixAt(Bounds *bounds, Address a, int32_t rows, int32_t columns, int32_t rowStride, int32_t columnStride) {
  demand(bounds, rows >= 0 && columns >= 0 && rowStride >= 0 && columnStride >= 0);
  floatsAt(bounds, a, upTo(rows, rowStride, upTo(columns, columnStride, 1)));
}

static inline void bounds_gemm(Bounds *bounds, int32_t M, int32_t N, int32_t K, Address a, int32_t rowStride, int32_t columnStride, Address b,
                               int32_t bRowStride, int32_t bColumnStride, Address start, int32_t startStride, Address c, int32_t ldc,
                               Address scratch, int32_t drops) {
  UNUSED(drops);
  matrixAt(bounds, a, M, K, rowStride, columnStride);
  if (bColumnStride) matrixAt(bounds, b, K, N, bRowStride, bColumnStride);
  else floatsAt(bounds, b, panelFloats(K, N));
  if (start) matrixAt(bounds, start, M, N, startStride, 1);
  matrixAt(bounds, c, M, N, ldc, 1);
  roomAt(bounds, scratch);
}

static inline void bounds_scratchSize(Bounds *bounds) {
  UNUSED(bounds);
}

static inline void bounds_packedSize(Bounds *bounds, int32_t K, int32_t N) {
  UNUSED(bounds), UNUSED(K), UNUSED(N);
}

static inline void bounds_packTaps(Bounds *bounds, int32_t taps, int32_t K, int32_t n0, int32_t n1, int32_t N, Address b, int32_t tapStride,
                                   int32_t rowStride, int32_t columnStride, Address to) {
  if (!demand(bounds, taps >= 0 && K >= 0 && 0 <= n0 && n0 <= n1 && n1 <= N && n0 % 16 == 0 && (n1 % 16 == 0 || n1 == N))) return;
  demand(bounds, tapStride >= 0 && rowStride >= 0 && columnStride >= 0);
  floatsAt(bounds, b, upTo(taps, tapStride, upTo(K, rowStride, upTo(n1, columnStride, 1))));
  floatsAt(bounds, to, panelFloats((double)taps * K, n1));
}
