// Numbers far below any effect become zero. Processors take some fifty times as long for denormal numbers (below 1.2e-38), which
// WebAssembly cannot flush, and gradients that vanish over many steps end there.

/** 2^-100: its product with 1e-7 is still a normal number. */
const TINY: f32 = 7.888609052210118e-31;

/** x with zeros for what is smaller than TINY; NaN stays. */
@inline
export function withoutTiny(x: v128): v128 {
  return v128.andnot(x, f32x4.abs(x) < splat(TINY));
}

/** Zeroes what is tiny among n numbers. */
export function dropTiny(n: i32, x: usize): void {
  for (const i of eights(n)) x[i] = withoutTiny(x[i]);
}
