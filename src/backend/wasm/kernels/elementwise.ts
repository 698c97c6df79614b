// Element by element: gradients of functions of one number, arithmetic of two tensors, and their common broadcasts.
import { needsInput, slope, SQUARE, TANH } from "./pointwise";
import { constant, loadUpTo, ONE, splat, storeUpTo, stride } from "./simd";

/** dx = dy f'; n elements. */
export function unaryGradient(code: i32, n: i32, dy: usize, x: usize, y: usize, dx: usize): void {
  const whole = code == TANH || code == SQUARE ? n & -8 : 0;
  if (code == TANH) tanhGradients(whole, dy, y, dx);
  else if (code == SQUARE) squareGradients(whole, dy, x, dx);
  for (let i = whole; i < n; ) {
    const at = <usize>i << 2;
    const left = n - i;
    const input = needsInput(code) ? loadUpTo(x + at, left) : splat(0);
    storeUpTo(dx + at, f32x4.mul(loadUpTo(dy + at, left), slope(code, input, loadUpTo(y + at, left))), left);
    i += stride(left);
  }
}

// The loops below take eight elements op by op, for engines that join neighbouring vectors; n is a multiple of eight.

/** dx = dy (1 - y²). */
export function tanhGradients(n: i32, dy: usize, y: usize, dx: usize): void {
  const one = constant(ONE);
  for (const end = dx + (<usize>n << 2); dx < end; dx += 32, dy += 32, y += 32) {
    const y0 = v128.load(y);
    const y1 = v128.load(y, 16);
    const d0 = f32x4.mul(v128.load(dy), f32x4.sub(one, f32x4.mul(y0, y0)));
    const d1 = f32x4.mul(v128.load(dy, 16), f32x4.sub(one, f32x4.mul(y1, y1)));
    v128.store(dx, d0);
    v128.store(dx, d1, 16);
  }
}

/** dx = dy (x + x). */
function squareGradients(n: i32, dy: usize, x: usize, dx: usize): void {
  for (const end = dx + (<usize>n << 2); dx < end; dx += 32, dy += 32, x += 32) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const d0 = f32x4.mul(v128.load(dy), f32x4.add(x0, x0));
    const d1 = f32x4.mul(v128.load(dy, 16), f32x4.add(x1, x1));
    v128.store(dx, d0);
    v128.store(dx, d1, 16);
  }
}

const ADD = 0;
const SUBTRACT = 1;
const MULTIPLY = 2;
const DIVIDE = 3;
const MAXIMUM = 4;

// @ts-ignore: decorator
@inline
function combine(code: i32, a: v128, b: v128): v128 {
  if (code == ADD) return f32x4.add(a, b);
  if (code == SUBTRACT) return f32x4.sub(a, b);
  if (code == MULTIPLY) return f32x4.mul(a, b);
  if (code == DIVIDE) return f32x4.div(a, b);
  return code == MAXIMUM ? f32x4.max(a, b) : f32x4.min(a, b);
}

/** c = a op b, element by element. */
function pairs(code: i32, n: i32, a: usize, b: usize, c: usize): void {
  const end = c + (<usize>n << 2);
  if (code == ADD) {
    for (; c < end; a += 32, b += 32, c += 32) {
      const c0 = f32x4.add(v128.load(a), v128.load(b));
      const c1 = f32x4.add(v128.load(a, 16), v128.load(b, 16));
      v128.store(c, c0);
      v128.store(c, c1, 16);
    }
  } else if (code == SUBTRACT) {
    for (; c < end; a += 32, b += 32, c += 32) {
      const c0 = f32x4.sub(v128.load(a), v128.load(b));
      const c1 = f32x4.sub(v128.load(a, 16), v128.load(b, 16));
      v128.store(c, c0);
      v128.store(c, c1, 16);
    }
  } else {
    for (; c < end; a += 16, b += 16, c += 16) v128.store(c, combine(code, v128.load(a), v128.load(b)));
  }
}

/**
 * c = a op b for `outer` blocks of `inner` elements. An operand's `step` is how far it moves from block to block (0: the
 * same block again), and its `stretch` tells that the block is one number for all elements.
 */
export function binary(
  code: i32,
  outer: i32,
  inner: i32,
  a: usize,
  aStep: i32,
  aStretch: i32,
  b: usize,
  bStep: i32,
  bStretch: i32,
  c: usize,
): void {
  for (let o = 0; o < outer; o++) {
    const aOne = v128.load32_splat(a);
    const bOne = v128.load32_splat(b);
    const whole = aStretch || bStretch ? 0 : inner & -8;
    if (whole) pairs(code, whole, a, b, c);
    for (let i = whole; i < inner; ) {
      const left = inner - i;
      const at = <usize>i << 2;
      const x = aStretch ? aOne : loadUpTo(a + at, left);
      const y = bStretch ? bOne : loadUpTo(b + at, left);
      storeUpTo(c + at, combine(code, x, y), left);
      i += stride(left);
    }
    a += <usize>aStep << 2;
    b += <usize>bStep << 2;
    c += <usize>inner << 2;
  }
}
