// Random numbers of the same stream as src/tensor/random.ts: Philox 4x32-10.

/** `scale` where the element's number is at least `rate`, else zero. Element i takes word i % 4 of block i / 4. */
export function dropoutMask(n: i32, to: usize, rate: f64, scale: f32, seedLow: u32, seedHigh: u32, streamLow: u32, streamHigh: u32): void {
  for (let block = 0; block << 2 < n; block++) {
    let key0 = seedLow, key1 = seedHigh;
    let c0 = <u32>block, c1: u32 = 0, c2 = streamLow, c3 = streamHigh;
    for (let round = 0; round < 10; round++) {
      const p0 = <u64>0xd2511f53 * <u64>c0;
      const p1 = <u64>0xcd9e8d57 * <u64>c2;
      c0 = <u32>(p1 >> 32) ^ c1 ^ key0;
      c1 = <u32>p1;
      c2 = <u32>(p0 >> 32) ^ c3 ^ key1;
      c3 = <u32>p0;
      key0 += 0x9e3779b9;
      key1 += 0xbb67ae85;
    }
    const i = block << 2;
    keep(to, i, n, c0, rate, scale);
    keep(to, i + 1, n, c1, rate, scale);
    keep(to, i + 2, n, c2, rate, scale);
    keep(to, i + 3, n, c3, rate, scale);
  }
}

@inline
function keep(to: usize, i: i32, n: i32, word: u32, rate: f64, scale: f32): void {
  if (i < n) store<f32>(to + (<usize>i << 2), <f64>(word >> 8) * 5.9604644775390625e-8 >= rate ? scale : 0);
}
