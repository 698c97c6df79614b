// Numbers far below any effect become zero. Processors take some fifty times as long for denormal numbers (below 1.2e-38), which
// WebAssembly cannot flush, and gradients that vanish over many steps end there.
import { loadUpTo, storeUpTo, stride } from "./simd";

/** 2^-100, 7.9e-31: its product with 1e-7 is still a normal number. */
const TINY: f32 = 7.888609052210118e-31;

/** x with zeros for what is smaller than TINY; NaN stays. */
// @ts-ignore: decorator
@inline
export function withoutTiny(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(TINY)));
}

/** Zeroes what is tiny among n numbers. */
export function dropTiny(n: i32, x: usize): void {
  let i: usize = 0;
  for (const whole = <usize>(n & -8) << 2; i < whole; i += 32) {
    const x0 = withoutTiny(v128.load(x + i));
    const x1 = withoutTiny(v128.load(x + i, 16));
    v128.store(x + i, x0);
    v128.store(x + i, x1, 16);
  }
  for (let k = n & -8; k < n; k += stride(n - k)) {
    const at = x + (<usize>k << 2);
    storeUpTo(at, withoutTiny(loadUpTo(at, n - k)), n - k);
  }
}
