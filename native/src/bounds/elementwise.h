// Element by element: n numbers at each place.

#define UNUSED(x) ((void)(x))

static inline void arrays(Bounds *bounds, int32_t n, int count, const Address *places) {
  demand(bounds, n >= 0);
  for (int i = 0; i < count; i++) floatsAt(bounds, places[i], n);
}

static inline void bounds_unary(Bounds *bounds, int32_t code, int32_t n, Address x, Address y) {
  UNUSED(code);
  arrays(bounds, n, 2, (Address[]){x, y});
}

static inline void bounds_selected(Bounds *bounds, int32_t n, Address condition, Address a, Address b, Address y) {
  arrays(bounds, n, 3, (Address[]){a, b, y});
  bytesAt(bounds, condition, n);
}

static inline void bounds_truncate(Bounds *bounds, int32_t n, Address x, Address y) {
  arrays(bounds, n, 2, (Address[]){x, y});
}

static inline void bounds_unaryGradient(Bounds *bounds, int32_t code, int32_t n, Address dy, Address x, Address y, Address dx) {
  UNUSED(code);
  arrays(bounds, n, 4, (Address[]){dy, x, y, dx});
}

static inline void bounds_binary(Bounds *bounds, int32_t code, int32_t outer, int32_t inner, Address a, int32_t aStep, int32_t aStretch,
                                 Address b, int32_t bStep, int32_t bStretch, Address c) {
  UNUSED(code);
  if (!demand(bounds, outer >= 0 && inner >= 0 && aStep >= 0 && bStep >= 0) || inner == 0) return;
  floatsAt(bounds, a, upTo(outer, aStep, aStretch ? 1 : inner));
  floatsAt(bounds, b, upTo(outer, bStep, bStretch ? 1 : inner));
  floatsAt(bounds, c, (double)outer * inner);
}

static inline void bounds_dropoutMask(Bounds *bounds, int32_t n, Address to, double rate, float scale, uint32_t seedLow, uint32_t seedHigh,
                                      uint32_t streamLow, uint32_t streamHigh) {
  UNUSED(rate), UNUSED(scale), UNUSED(seedLow), UNUSED(seedHigh), UNUSED(streamLow), UNUSED(streamHigh);
  arrays(bounds, n, 1, (Address[]){to});
}

static inline void bounds_sgd(Bounds *bounds, int32_t n, Address w, Address g, Address m, float rate, float momentum, int32_t nesterov) {
  UNUSED(rate), UNUSED(momentum), UNUSED(nesterov);
  arrays(bounds, n, 2, (Address[]){w, g});
  floatsIf(bounds, m, n);
}

static inline void bounds_adam(Bounds *bounds, int32_t n, Address w, Address g, Address m, Address v, Address vMax, float rate, float rest1,
                               float rest2, float epsilon) {
  UNUSED(rate), UNUSED(rest1), UNUSED(rest2), UNUSED(epsilon);
  arrays(bounds, n, 4, (Address[]){w, g, m, v});
  floatsIf(bounds, vMax, n);
}

static inline void bounds_rmsprop(Bounds *bounds, int32_t n, Address w, Address g, Address v, Address m, Address a, float rate, float rho,
                                  float rest, float momentum, float epsilon) {
  UNUSED(rate), UNUSED(rho), UNUSED(rest), UNUSED(momentum), UNUSED(epsilon);
  arrays(bounds, n, 3, (Address[]){w, g, v});
  floatsIf(bounds, m, n);
  floatsIf(bounds, a, n);
}
