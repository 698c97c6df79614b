// Element by element: functions of one number, their gradients, and arithmetic of two tensors with their common broadcasts. An
// element has the same bits wherever it stands.
import { erf, logOf, sigmoid, tanh } from "./math";
import { ERF, LOG, needsInput, RELU, SIGMOID, slope, SQUARE, TANH, value } from "./pointwise";
import { at, fma } from "./simd";

/** y = f(x), n elements; x and y may be the same place. */
export function activate(code: i32, n: i32, x: usize, y: usize): void {
  if (code == SIGMOID) for (const i of eights(n)) y[i] = sigmoid(x[i]);
  else if (code == TANH) for (const i of eights(n)) y[i] = tanh(x[i]);
  else if (code == RELU) for (const i of eights(n)) y[i] = f32x4.pmax(x[i], 0);
  else if (code == SQUARE) for (const i of eights(n)) y[i] = x[i] * x[i];
  else if (code == LOG) for (const i of fours(n)) y[i] = logOf(x[i]);
  else if (code == ERF) for (const i of eights(n)) y[i] = erf(x[i]);
  else for (const i of fours(n)) y[i] = value(code, x[i]);
}

/** The same for the first n of each row of U. */
export function activateRows(code: i32, rows: i32, U: i32, n: i32, x: usize, y: usize): void {
  if (n == U) return activate(code, rows * U, x, y);
  for (let b = 0; b < rows; b++) activate(code, n, at(x, b * U), at(y, b * U));
}

/** dx = dy f'; n elements. */
export function unaryGradient(code: i32, n: i32, dy: usize, x: usize, y: usize, dx: usize): void {
  if (code == TANH) for (const i of eights(n)) dx[i] = dy[i] * slope(TANH, y[i], y[i]);
  else if (code == RELU) for (const i of eights(n)) dx[i] = dy[i] * v128.and(1, y[i] > 0);
  else if (code == SQUARE) for (const i of eights(n)) dx[i] = dy[i] * (x[i] + x[i]);
  else if (needsInput(code)) for (const i of fours(n)) dx[i] = dy[i] * slope(code, x[i], y[i]);
  else for (const i of fours(n)) dx[i] = dy[i] * slope(code, splat(0), y[i]);
}

/** y = a where the byte of `condition` is not zero, else b; n elements. */
export function selected(n: i32, condition: usize, a: usize, b: usize, y: usize): void {
  for (const i of fours(n)) {
    const bytes = v128.load32_zero(condition + <usize>i);
    const holds = i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
    y[i] = v128.bitselect(a[i], b[i], holds);
  }
}

/** By code: the value at a and b. */
const pairs = {
  add: [a + b],
  subtract: [a - b],
  multiply: [a * b],
  divide: [a / b],
  maximum: [f32x4.max(a, b)],
  minimum: [f32x4.min(a, b)],
};

function combine(code: i32, a: v128, b: v128): v128 {
  return pairs[code][0];
}

/**
 * c = a op b for `outer` blocks of `inner` elements. An operand's `step` is how far it moves from block to block (0: the
 * same block again); with `stretch` the block is one number for all elements.
 */
export function binary(code: i32, outer: i32, inner: i32, a: usize, aStep: i32, aStretch: i32, b: usize, bStep: i32, bStretch: i32, c: usize): void {
  for (let o = 0; o < outer; o++, a = at(a, aStep), b = at(b, bStep), c = at(c, inner)) {
    const aOne = v128.load32_splat(a), bOne = v128.load32_splat(b);
    if (aStretch && bStretch) for (const i of fours(inner)) c[i] = combine(code, aOne, bOne);
    else if (aStretch) for (const i of fours(inner)) c[i] = combine(code, aOne, b[i]);
    else if (bStretch) for (const i of fours(inner)) c[i] = combine(code, a[i], bOne);
    else if (code == ADD) for (const i of eights(inner)) c[i] = a[i] + b[i];
    else if (code == SUBTRACT) for (const i of eights(inner)) c[i] = a[i] - b[i];
    else if (code == MULTIPLY) for (const i of eights(inner)) c[i] = a[i] * b[i];
    else for (const i of fours(inner)) c[i] = combine(code, a[i], b[i]);
  }
}

/** to = a ⊙ b, n elements. */
export function multiplyInto(n: i32, a: usize, b: usize, to: usize): void {
  for (const i of eights(n)) to[i] = a[i] * b[i];
}

/** to = a + b, n elements. */
export function addInto(n: i32, a: usize, b: usize, to: usize): void {
  for (const i of eights(n)) to[i] = a[i] + b[i];
}

/** c += a b, n elements. */
export function scaleAdd(n: i32, a: usize, b: usize, c: usize): void {
  for (const i of fours(n)) c[i] = fma(a[i], b[i], c[i]);
}
