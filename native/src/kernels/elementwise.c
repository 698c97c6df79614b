/* Element by element: functions of one number, their gradients, and arithmetic of two tensors with their common broadcasts. */
#include "pointwise.h"

/** y = f(x); the code is a constant where this is inlined, so that the loop has no branch. */
INLINE void map(int code, int32_t n, const float *x, float *y) {
  EACH(i, n) store_up_to(y + i, value_at(code, load_up_to(x + i, left)), left);
}

KERNEL void unary(char *memory, int32_t code, int32_t n, Address x, Address y) {
  if (code == SIGMOID) map(SIGMOID, n, floats(memory, x), floats(memory, y));
  else if (code == TANH) map(TANH, n, floats(memory, x), floats(memory, y));
  else if (code == RELU) map(RELU, n, floats(memory, x), floats(memory, y));
  else if (code == SQUARE) map(SQUARE, n, floats(memory, x), floats(memory, y));
  else map(code, n, floats(memory, x), floats(memory, y));
}

INLINE void map_back(int code, int32_t n, const float *dy, const float *x, const float *y, float *dx) {
  EACH(i, n) {
    const vec input = needs_input(code) ? load_up_to(x + i, left) : splat(0);
    const vec output = code == SQUARE ? splat(0) : load_up_to(y + i, left);
    store_up_to(dx + i, load_up_to(dy + i, left) * slope_at(code, input, output), left);
  }
}

KERNEL void unaryGradient(char *memory, int32_t code, int32_t n, Address dy, Address x, Address y, Address dx) {
  const float *const from = floats(memory, dy), *const input = floats(memory, x), *const output = floats(memory, y);
  if (code == TANH) map_back(TANH, n, from, input, output, floats(memory, dx));
  else if (code == SIGMOID) map_back(SIGMOID, n, from, input, output, floats(memory, dx));
  else map_back(code, n, from, input, output, floats(memory, dx));
}

/** y = a where the byte of `condition` is not zero, else b. */
KERNEL void selected(char *memory, int32_t n, Address condition, Address a, Address b, Address y) {
  const uint8_t *const holds = (const uint8_t *)memory + condition;
  const float *const yes = floats(memory, a), *const no = floats(memory, b);
  float *const to = floats(memory, y);
  for (int32_t i = 0; i < n; i++) to[i] = holds[i] ? yes[i] : no[i];
}

INLINE vec combine(int code, vec a, vec b) {
  switch (code) {
    case ADD: return a + b;
    case SUBTRACT: return a - b;
    case MULTIPLY: return a * b;
    case DIVIDE: return a / b;
    case MAXIMUM: return maximum(a, b);
    default: return minimum(a, b);
  }
}

/** An operand of a binary kernel: how far it moves from block to block, and whether a block of it is one number. */
struct operand {
  const float *at;
  ptrdiff_t step;
  int stretch;
};

INLINE void zip(int code, int32_t outer, int32_t inner, struct operand a, struct operand b, float *c) {
  for (int32_t o = 0; o < outer; o++, a.at += a.step, b.at += b.step, c += inner) {
    const vec a_one = splat(*a.at), b_one = splat(*b.at);
    if (a.stretch) EACH(i, inner) store_up_to(c + i, combine(code, a_one, b.stretch ? b_one : load_up_to(b.at + i, left)), left);
    else if (b.stretch) EACH(i, inner) store_up_to(c + i, combine(code, load_up_to(a.at + i, left), b_one), left);
    else EACH(i, inner) store_up_to(c + i, combine(code, load_up_to(a.at + i, left), load_up_to(b.at + i, left)), left);
  }
}

KERNEL void binary(char *memory, int32_t code, int32_t outer, int32_t inner, Address a, int32_t aStep, int32_t aStretch, Address b,
                   int32_t bStep, int32_t bStretch, Address c) {
  if (inner == 0) return;
  const struct operand left = {floats(memory, a), aStep, aStretch}, right = {floats(memory, b), bStep, bStretch};
  float *const to = floats(memory, c);
  if (code == ADD) zip(ADD, outer, inner, left, right, to);
  else if (code == SUBTRACT) zip(SUBTRACT, outer, inner, left, right, to);
  else if (code == MULTIPLY) zip(MULTIPLY, outer, inner, left, right, to);
  else zip(code, outer, inner, left, right, to);
}
