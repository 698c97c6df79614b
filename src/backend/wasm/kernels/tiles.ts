// Tiles of a product, eight columns wide: one panel of B for some rows of A, as many sums as the sixteen registers of 128 bits hold.
// A tile calls no function and stands in no other's loop, and it loads its start without asking, or engines move its sums out
// of registers. It is exported, or the compiler would put it into its callers.
import { fma } from "./simd";

/** Six rows. Rows lie `ars`, columns `acs` bytes apart in A; rows `srs` apart in what the sums start from, `crs` in C. */
export function tile6(depth: i32, a: usize, ars: usize, acs: usize, panel: usize, s: usize, srs: usize, c: usize, crs: usize): void {
  let c00 = v128.load(s);
  let c01 = v128.load(s, 16);
  let c10 = v128.load(s + srs);
  let c11 = v128.load(s + srs, 16);
  let c20 = v128.load(s + 2 * srs);
  let c21 = v128.load(s + 2 * srs, 16);
  let c30 = v128.load(s + 3 * srs);
  let c31 = v128.load(s + 3 * srs, 16);
  let c40 = v128.load(s + 4 * srs);
  let c41 = v128.load(s + 4 * srs, 16);
  let c50 = v128.load(s + 5 * srs);
  let c51 = v128.load(s + 5 * srs, 16);
  for (const end = panel + <usize>depth * 32; panel < end; panel += 32) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    x = v128.load32_splat(a + ars);
    c10 = fma(x, b0, c10);
    c11 = fma(x, b1, c11);
    x = v128.load32_splat(a + 2 * ars);
    c20 = fma(x, b0, c20);
    c21 = fma(x, b1, c21);
    x = v128.load32_splat(a + 3 * ars);
    c30 = fma(x, b0, c30);
    c31 = fma(x, b1, c31);
    x = v128.load32_splat(a + 4 * ars);
    c40 = fma(x, b0, c40);
    c41 = fma(x, b1, c41);
    x = v128.load32_splat(a + 5 * ars);
    c50 = fma(x, b0, c50);
    c51 = fma(x, b1, c51);
    a += acs;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + crs, c10);
  v128.store(c + crs, c11, 16);
  v128.store(c + 2 * crs, c20);
  v128.store(c + 2 * crs, c21, 16);
  v128.store(c + 3 * crs, c30);
  v128.store(c + 3 * crs, c31, 16);
  v128.store(c + 4 * crs, c40);
  v128.store(c + 4 * crs, c41, 16);
  v128.store(c + 5 * crs, c50);
  v128.store(c + 5 * crs, c51, 16);
}

/** Four rows. */
export function tile4(depth: i32, a: usize, ars: usize, acs: usize, panel: usize, s: usize, srs: usize, c: usize, crs: usize): void {
  let c00 = v128.load(s);
  let c01 = v128.load(s, 16);
  let c10 = v128.load(s + srs);
  let c11 = v128.load(s + srs, 16);
  let c20 = v128.load(s + 2 * srs);
  let c21 = v128.load(s + 2 * srs, 16);
  let c30 = v128.load(s + 3 * srs);
  let c31 = v128.load(s + 3 * srs, 16);
  for (const end = panel + <usize>depth * 32; panel < end; panel += 32) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    x = v128.load32_splat(a + ars);
    c10 = fma(x, b0, c10);
    c11 = fma(x, b1, c11);
    x = v128.load32_splat(a + 2 * ars);
    c20 = fma(x, b0, c20);
    c21 = fma(x, b1, c21);
    x = v128.load32_splat(a + 3 * ars);
    c30 = fma(x, b0, c30);
    c31 = fma(x, b1, c31);
    a += acs;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + crs, c10);
  v128.store(c + crs, c11, 16);
  v128.store(c + 2 * crs, c20);
  v128.store(c + 2 * crs, c21, 16);
  v128.store(c + 3 * crs, c30);
  v128.store(c + 3 * crs, c31, 16);
}

/** One row of one panel, whose rows are `step` bytes apart. */
export function row1(depth: i32, a: usize, acs: usize, b: usize, apart: usize, step: usize, s: usize, c: usize): void {
  let c0 = v128.load(s);
  let c1 = v128.load(s, 16);
  for (const end = b + <usize>depth * step; b < end; ) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b, 16), c1);
    a += acs;
    b += step;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
}

/** One row of four panels `apart` bytes apart: chains enough side by side to keep the processor busy. */
export function row4(depth: i32, a: usize, acs: usize, b: usize, apart: usize, step: usize, s: usize, c: usize): void {
  let c0 = v128.load(s);
  let c1 = v128.load(s, 16);
  let c2 = v128.load(s, 32);
  let c3 = v128.load(s, 48);
  let c4 = v128.load(s, 64);
  let c5 = v128.load(s, 80);
  let c6 = v128.load(s, 96);
  let c7 = v128.load(s, 112);
  let b1 = b + apart, b2 = b1 + apart, b3 = b2 + apart;
  for (const end = b + <usize>depth * step; b < end; ) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b, 16), c1);
    c2 = fma(x, v128.load(b1), c2);
    c3 = fma(x, v128.load(b1, 16), c3);
    c4 = fma(x, v128.load(b2), c4);
    c5 = fma(x, v128.load(b2, 16), c5);
    c6 = fma(x, v128.load(b3), c6);
    c7 = fma(x, v128.load(b3, 16), c7);
    a += acs;
    b += step;
    b1 += step;
    b2 += step;
    b3 += step;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(c, c4, 64);
  v128.store(c, c5, 80);
  v128.store(c, c6, 96);
  v128.store(c, c7, 112);
}
