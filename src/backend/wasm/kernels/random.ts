// Random numbers of the same stream as src/tensor/random.ts: Philox 4x32-10, four blocks side by side.

/** `scale` where the element's number is at least `rate`, else zero. Element i takes word i % 4 of block i / 4. */
export function dropoutMask(n: i32, to: usize, rate: f64, scale: f32, seedLow: u32, seedHigh: u32, streamLow: u32, streamHigh: u32): void {
  // a word's upper 24 bits are its number, in units of 2^-24
  const least = i32x4.splat(<i32>ceil<f64>(rate * 16777216));
  for (let i = 0; i < n; i += 16) {
    let key0 = seedLow, key1 = seedHigh;
    let c0 = i32x4.add(i32x4.splat(i >> 2), i32x4(0, 1, 2, 3)), c1 = i32x4.splat(0);
    let c2 = i32x4.splat(streamLow), c3 = i32x4.splat(streamHigh);
    for (let round = 0; round < 10; round++) {
      const low0 = i32x4.mul(c0, i32x4.splat(0xd2511f53)), high0 = highWords(c0, i32x4.splat(0xd2511f53));
      const low2 = i32x4.mul(c2, i32x4.splat(0xcd9e8d57)), high2 = highWords(c2, i32x4.splat(0xcd9e8d57));
      c0 = v128.xor(v128.xor(high2, c1), i32x4.splat(key0));
      c1 = low2;
      c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(key1));
      c3 = low0;
      key0 += 0x9e3779b9;
      key1 += 0xbb67ae85;
    }
    // lanes are blocks; words of a block stand side by side
    const low01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5), high01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
    const low23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5), high23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
    keep(to, n - i, v128.shuffle<i64>(low01, low23, 0, 2), least, scale);
    keep(to + 16, n - i - 4, v128.shuffle<i64>(low01, low23, 1, 3), least, scale);
    keep(to + 32, n - i - 8, v128.shuffle<i64>(high01, high23, 0, 2), least, scale);
    keep(to + 48, n - i - 12, v128.shuffle<i64>(high01, high23, 1, 3), least, scale);
    to += 64;
  }
}

/** The upper words of products of unsigned integers. */
@inline
function highWords(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b), 1, 3, 5, 7);
}

@inline
function keep(to: usize, left: i32, words: v128, least: v128, scale: f32): void {
  let kept = v128.and(i32x4.ge_s(i32x4.shr_u(words, 8), least), f32x4.splat(scale));
  if (left >= 4) v128.store(to, kept);
  else for (; left > 0; left--, to += 4) {
    v128.store_lane<f32>(to, kept, 0);
    kept = v128.shuffle<i32>(kept, kept, 1, 2, 3, 0);
  }
}
