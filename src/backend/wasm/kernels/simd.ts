// Vectors of four floats: how they are loaded and stored, where fewer are left too, and the fused multiply-add.

/** a b + c: one rounding where the engine has relaxed SIMD, two where it has not. */
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return a * b + c;
}

@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** The address of element `index` of an array of floats. */
@inline
export function at(base: usize, index: i32): usize {
  return base + (<usize>index << 2);
}

/** Four floats, or one where only `left` elements are left: the others are then zero. */
@inline
export function loadUpTo(from: usize, left: i32): v128 {
  return left >= 4 ? v128.load(from) : v128.load32_zero(from);
}

/** Stores what {@link loadUpTo} loaded. */
@inline
export function storeUpTo(to: usize, x: v128, left: i32): void {
  if (left >= 4) v128.store(to, x);
  else v128.store_lane<f32>(to, x, 0);
}

/** The largest of the four; NaN where there is one. */
@inline
export function largestOf(x: v128): f32 {
  const pairs = f32x4.max(x, v128.shuffle<i64>(x, x, 1, 0));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** The sum of the four. */
@inline
export function sumOf(x: v128): f32 {
  const pairs = x + v128.shuffle<i64>(x, x, 1, 0);
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

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
