// Convolution and pooling.

typedef struct {
  /** Places of a sample, windows of a sample, places in a window. */
  double input, output, size;
} WindowCounts;

static inline WindowCounts windowsAt(Bounds *bounds, Address windows) {
  const Windows *w = (const Windows *)integersAt(bounds, windows, sizeof(Windows) / 4);
  for (int axis = 0; !bounds->wrong && axis < 3; axis++)
    demand(bounds, w->input[axis] >= 0 && w->output[axis] >= 0 && w->size[axis] >= 0 && w->strides[axis] >= 0 && w->dilations[axis] >= 0);
  if (bounds->wrong) return (WindowCounts){0, 0, 0};
  const double input = (double)w->input[0] * w->input[1] * w->input[2];
  const double output = (double)w->output[0] * w->output[1] * w->output[2];
  const double size = (double)w->size[0] * w->size[1] * w->size[2];
  // kernels count in 32 bits
  demand(bounds, output >= 1 && input <= INT32_MAX && output <= INT32_MAX && size <= INT32_MAX);
  return (WindowCounts){input, output, size};
}

/** The number of samples that the windows cover, the last perhaps in part. */
static inline double samplesOf(WindowCounts windows, double rows) {
  const double whole = (double)(int64_t)(rows / windows.output);
  return whole * windows.output < rows ? whole + 1 : whole;
}

/** Rows `first` to before `last`, each of the given number of floats. */
static inline void rowsFrom(Bounds *bounds, Address y, double first, double last, double width) {
  demand(bounds, 0 <= first && first <= last);
  floatsAt(bounds, y, last > first ? last * width : 0);
}

/** The channels that a group of filters sees, and its filters. */
static inline int groupsDivide(Bounds *bounds, int32_t channels, int32_t filters, int32_t groups) {
  return demand(bounds, groups >= 1) && demand(bounds, channels >= 0 && filters >= 0 && channels % groups == 0 && filters % groups == 0);
}

static inline void bounds_convolve(Bounds *bounds, Address windows, int32_t channels, int32_t filters, int32_t groups, int32_t row0,
                                   int32_t row1, Address x, Address panels, Address start, int32_t startStride, Address y,
                                   Address scratch, int32_t block, Address room) {
  const WindowCounts w = windowsAt(bounds, windows);
  if (!groupsDivide(bounds, channels, filters, groups) || !demand(bounds, block >= 1)) return;
  const double depth = w.size * (channels / groups);
  floatsAt(bounds, x, samplesOf(w, row1) * w.input * channels);
  floatsAt(bounds, panels, groups * panelFloats(depth, filters / groups));
  demand(bounds, startStride >= 0);
  floatsIf(bounds, start, upTo(row1, startStride, filters));
  rowsFrom(bounds, y, row0, row1, filters);
  floatsAt(bounds, scratch, block * depth);
  roomAt(bounds, room);
}

static inline void bounds_convolveInputGradient(Bounds *bounds, Address windows, int32_t channels, int32_t filters, int32_t groups,
                                                int32_t sample0, int32_t sample1, Address dy, Address panels, Address dx, Address scratch,
                                                int32_t block, Address room) {
  const WindowCounts w = windowsAt(bounds, windows);
  if (!groupsDivide(bounds, channels, filters, groups) || !demand(bounds, block >= 1)) return;
  const double depth = w.size * (channels / groups);
  demand(bounds, sample1 * w.output <= INT32_MAX);
  rowsFrom(bounds, dy, sample0 * w.output, sample1 * w.output, filters);
  floatsAt(bounds, panels, groups * panelFloats(filters / groups, depth));
  rowsFrom(bounds, dx, sample0, sample1, w.input * channels);
  floatsAt(bounds, scratch, block * depth);
  roomAt(bounds, room);
}

static inline void bounds_convolveKernelGradient(Bounds *bounds, Address windows, int32_t channels, int32_t filters, int32_t groups,
                                                 int32_t group0, int32_t group1, int32_t filter0, int32_t filter1, int32_t R, Address x,
                                                 Address dy, Address dW, Address scratch, int32_t block, Address room) {
  const WindowCounts w = windowsAt(bounds, windows);
  if (!groupsDivide(bounds, channels, filters, groups) || !demand(bounds, block >= 1)) return;
  demand(bounds, 0 <= group0 && group0 <= group1 && group1 <= groups);
  demand(bounds, 0 <= filter0 && filter0 <= filter1 && filter1 <= filters / groups && R >= 0);
  const double depth = w.size * (channels / groups);
  floatsAt(bounds, x, samplesOf(w, R) * w.input * channels);
  rowsFrom(bounds, dy, 0, R, filters);
  floatsAt(bounds, dW, depth * filters);
  floatsAt(bounds, scratch, block * depth);
  roomAt(bounds, room);
}

/** Where the kernel lists the places of a window: two integers each. */
static inline void listAt(Bounds *bounds, Address list, WindowCounts windows) {
  floatsAt(bounds, list, 2 * windows.size);
}

static inline void bounds_depthwise(Bounds *bounds, Address windows, int32_t C, int32_t row0, int32_t row1, Address x, Address weights,
                                    Address bias, Address y, Address list) {
  const WindowCounts w = windowsAt(bounds, windows);
  demand(bounds, C >= 0);
  floatsAt(bounds, x, samplesOf(w, row1) * w.input * C);
  floatsAt(bounds, weights, w.size * C);
  floatsIf(bounds, bias, C);
  rowsFrom(bounds, y, row0, row1, C);
  listAt(bounds, list, w);
}

static inline void bounds_depthwiseInputGradient(Bounds *bounds, Address windows, int32_t C, int32_t sample0, int32_t sample1, Address dy,
                                                 Address weights, Address dx, Address list) {
  const WindowCounts w = windowsAt(bounds, windows);
  demand(bounds, C >= 0 && sample1 * w.output <= INT32_MAX);
  rowsFrom(bounds, dy, sample0 * w.output, sample1 * w.output, C);
  floatsAt(bounds, weights, w.size * C);
  rowsFrom(bounds, dx, sample0, sample1, w.input * C);
  listAt(bounds, list, w);
}

static inline void bounds_depthwiseKernelGradient(Bounds *bounds, Address windows, int32_t C, int32_t c0, int32_t c1, int32_t R, Address x,
                                                  Address dy, Address dW, Address list) {
  const WindowCounts w = windowsAt(bounds, windows);
  demand(bounds, 0 <= c0 && c0 <= c1 && c1 <= C && R >= 0);
  floatsAt(bounds, x, samplesOf(w, R) * w.input * C);
  rowsFrom(bounds, dy, 0, R, C);
  floatsAt(bounds, dW, w.size * C);
  listAt(bounds, list, w);
}

static inline void bounds_pool(Bounds *bounds, Address windows, int32_t C, int32_t sums, int32_t row0, int32_t row1, Address x, Address y,
                               Address list) {
  UNUSED(sums);
  const WindowCounts w = windowsAt(bounds, windows);
  demand(bounds, C >= 0);
  floatsAt(bounds, x, samplesOf(w, row1) * w.input * C);
  rowsFrom(bounds, y, row0, row1, C);
  listAt(bounds, list, w);
}

static inline void bounds_poolGradient(Bounds *bounds, Address windows, int32_t C, int32_t sums, int32_t sample0, int32_t sample1, Address dy,
                                       Address x, Address y, Address dx, Address list) {
  UNUSED(sums);
  const WindowCounts w = windowsAt(bounds, windows);
  demand(bounds, C >= 0 && sample1 * w.output <= INT32_MAX);
  rowsFrom(bounds, dy, sample0 * w.output, sample1 * w.output, C);
  rowsFrom(bounds, y, sample0 * w.output, sample1 * w.output, C);
  rowsFrom(bounds, x, sample0, sample1, w.input * C);
  rowsFrom(bounds, dx, sample0, sample1, w.input * C);
  listAt(bounds, list, w);
}
