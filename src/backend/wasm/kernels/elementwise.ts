// Element by element: gradients of functions of one number, arithmetic of two tensors, and their common broadcasts.
import { needsInput, slope } from "./pointwise";
import { loadUpTo, splat, storeUpTo, stride } from "./simd";

/** dx = dy f'. */
export function unaryGradient(code: i32, n: i32, dy: usize, x: usize, y: usize, dx: usize): void {
  for (let i = 0; i < n; ) {
    const at = <usize>i << 2;
    const left = n - i;
    const input = needsInput(code) ? loadUpTo(x + at, left) : splat(0);
    storeUpTo(dx + at, f32x4.mul(loadUpTo(dy + at, left), slope(code, input, loadUpTo(y + at, left))), left);
    i += stride(left);
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
    for (let i = 0; i < inner; ) {
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
