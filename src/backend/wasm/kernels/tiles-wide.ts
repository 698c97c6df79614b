// Tiles of a product, sixteen columns wide: one panel of B for some rows of A, for engines that join neighbouring vectors into registers of 256 bits.
// A tile calls no function and stands in no other's loop, and it loads its start without asking, or engines move its sums out
// of registers. It is exported, or the compiler would put it into its callers.
// The build without relaxed SIMD is never joined so, and leaves them empty.
import { fma } from "./simd";

/** Six rows. Rows lie `ars`, columns `acs` bytes apart in A; rows `srs` apart in what the sums start from, `crs` in C. */
export function wideTile6(depth: i32, a: usize, ars: usize, acs: usize, panel: usize, s: usize, srs: usize, c: usize, crs: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  let c00 = v128.load(s);
  let c01 = v128.load(s, 16);
  let c02 = v128.load(s, 32);
  let c03 = v128.load(s, 48);
  let c10 = v128.load(s + srs);
  let c11 = v128.load(s + srs, 16);
  let c12 = v128.load(s + srs, 32);
  let c13 = v128.load(s + srs, 48);
  let c20 = v128.load(s + 2 * srs);
  let c21 = v128.load(s + 2 * srs, 16);
  let c22 = v128.load(s + 2 * srs, 32);
  let c23 = v128.load(s + 2 * srs, 48);
  let c30 = v128.load(s + 3 * srs);
  let c31 = v128.load(s + 3 * srs, 16);
  let c32 = v128.load(s + 3 * srs, 32);
  let c33 = v128.load(s + 3 * srs, 48);
  let c40 = v128.load(s + 4 * srs);
  let c41 = v128.load(s + 4 * srs, 16);
  let c42 = v128.load(s + 4 * srs, 32);
  let c43 = v128.load(s + 4 * srs, 48);
  let c50 = v128.load(s + 5 * srs);
  let c51 = v128.load(s + 5 * srs, 16);
  let c52 = v128.load(s + 5 * srs, 32);
  let c53 = v128.load(s + 5 * srs, 48);
  for (const end = panel + <usize>depth * 64; panel < end; panel += 64) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    const b2 = v128.load(panel, 32);
    const b3 = v128.load(panel, 48);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    c02 = fma(x, b2, c02);
    c03 = fma(x, b3, c03);
    x = v128.load32_splat(a + ars);
    c10 = fma(x, b0, c10);
    c11 = fma(x, b1, c11);
    c12 = fma(x, b2, c12);
    c13 = fma(x, b3, c13);
    x = v128.load32_splat(a + 2 * ars);
    c20 = fma(x, b0, c20);
    c21 = fma(x, b1, c21);
    c22 = fma(x, b2, c22);
    c23 = fma(x, b3, c23);
    x = v128.load32_splat(a + 3 * ars);
    c30 = fma(x, b0, c30);
    c31 = fma(x, b1, c31);
    c32 = fma(x, b2, c32);
    c33 = fma(x, b3, c33);
    x = v128.load32_splat(a + 4 * ars);
    c40 = fma(x, b0, c40);
    c41 = fma(x, b1, c41);
    c42 = fma(x, b2, c42);
    c43 = fma(x, b3, c43);
    x = v128.load32_splat(a + 5 * ars);
    c50 = fma(x, b0, c50);
    c51 = fma(x, b1, c51);
    c52 = fma(x, b2, c52);
    c53 = fma(x, b3, c53);
    a += acs;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  v128.store(c + crs, c10);
  v128.store(c + crs, c11, 16);
  v128.store(c + crs, c12, 32);
  v128.store(c + crs, c13, 48);
  v128.store(c + 2 * crs, c20);
  v128.store(c + 2 * crs, c21, 16);
  v128.store(c + 2 * crs, c22, 32);
  v128.store(c + 2 * crs, c23, 48);
  v128.store(c + 3 * crs, c30);
  v128.store(c + 3 * crs, c31, 16);
  v128.store(c + 3 * crs, c32, 32);
  v128.store(c + 3 * crs, c33, 48);
  v128.store(c + 4 * crs, c40);
  v128.store(c + 4 * crs, c41, 16);
  v128.store(c + 4 * crs, c42, 32);
  v128.store(c + 4 * crs, c43, 48);
  v128.store(c + 5 * crs, c50);
  v128.store(c + 5 * crs, c51, 16);
  v128.store(c + 5 * crs, c52, 32);
  v128.store(c + 5 * crs, c53, 48);
}

/** Four rows. */
export function wideTile4(depth: i32, a: usize, ars: usize, acs: usize, panel: usize, s: usize, srs: usize, c: usize, crs: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  let c00 = v128.load(s);
  let c01 = v128.load(s, 16);
  let c02 = v128.load(s, 32);
  let c03 = v128.load(s, 48);
  let c10 = v128.load(s + srs);
  let c11 = v128.load(s + srs, 16);
  let c12 = v128.load(s + srs, 32);
  let c13 = v128.load(s + srs, 48);
  let c20 = v128.load(s + 2 * srs);
  let c21 = v128.load(s + 2 * srs, 16);
  let c22 = v128.load(s + 2 * srs, 32);
  let c23 = v128.load(s + 2 * srs, 48);
  let c30 = v128.load(s + 3 * srs);
  let c31 = v128.load(s + 3 * srs, 16);
  let c32 = v128.load(s + 3 * srs, 32);
  let c33 = v128.load(s + 3 * srs, 48);
  for (const end = panel + <usize>depth * 64; panel < end; panel += 64) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    const b2 = v128.load(panel, 32);
    const b3 = v128.load(panel, 48);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    c02 = fma(x, b2, c02);
    c03 = fma(x, b3, c03);
    x = v128.load32_splat(a + ars);
    c10 = fma(x, b0, c10);
    c11 = fma(x, b1, c11);
    c12 = fma(x, b2, c12);
    c13 = fma(x, b3, c13);
    x = v128.load32_splat(a + 2 * ars);
    c20 = fma(x, b0, c20);
    c21 = fma(x, b1, c21);
    c22 = fma(x, b2, c22);
    c23 = fma(x, b3, c23);
    x = v128.load32_splat(a + 3 * ars);
    c30 = fma(x, b0, c30);
    c31 = fma(x, b1, c31);
    c32 = fma(x, b2, c32);
    c33 = fma(x, b3, c33);
    a += acs;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  v128.store(c + crs, c10);
  v128.store(c + crs, c11, 16);
  v128.store(c + crs, c12, 32);
  v128.store(c + crs, c13, 48);
  v128.store(c + 2 * crs, c20);
  v128.store(c + 2 * crs, c21, 16);
  v128.store(c + 2 * crs, c22, 32);
  v128.store(c + 2 * crs, c23, 48);
  v128.store(c + 3 * crs, c30);
  v128.store(c + 3 * crs, c31, 16);
  v128.store(c + 3 * crs, c32, 32);
  v128.store(c + 3 * crs, c33, 48);
}

/** One row of one panel, whose rows are `step` bytes apart. */
export function wideRow1(depth: i32, a: usize, acs: usize, b: usize, apart: usize, step: usize, s: usize, c: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  let c0 = v128.load(s);
  let c1 = v128.load(s, 16);
  let c2 = v128.load(s, 32);
  let c3 = v128.load(s, 48);
  for (const end = b + <usize>depth * step; b < end; ) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b, 16), c1);
    c2 = fma(x, v128.load(b, 32), c2);
    c3 = fma(x, v128.load(b, 48), c3);
    a += acs;
    b += step;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
}

/** One row of four panels `apart` bytes apart. */
export function wideRow4(depth: i32, a: usize, acs: usize, b: usize, apart: usize, step: usize, s: usize, c: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  let c0 = v128.load(s);
  let c1 = v128.load(s, 16);
  let c2 = v128.load(s, 32);
  let c3 = v128.load(s, 48);
  let c4 = v128.load(s, 64);
  let c5 = v128.load(s, 80);
  let c6 = v128.load(s, 96);
  let c7 = v128.load(s, 112);
  let c8 = v128.load(s, 128);
  let c9 = v128.load(s, 144);
  let c10 = v128.load(s, 160);
  let c11 = v128.load(s, 176);
  let c12 = v128.load(s, 192);
  let c13 = v128.load(s, 208);
  let c14 = v128.load(s, 224);
  let c15 = v128.load(s, 240);
  let b1 = b + apart, b2 = b1 + apart, b3 = b2 + apart;
  for (const end = b + <usize>depth * step; b < end; ) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b, 16), c1);
    c2 = fma(x, v128.load(b, 32), c2);
    c3 = fma(x, v128.load(b, 48), c3);
    c4 = fma(x, v128.load(b1), c4);
    c5 = fma(x, v128.load(b1, 16), c5);
    c6 = fma(x, v128.load(b1, 32), c6);
    c7 = fma(x, v128.load(b1, 48), c7);
    c8 = fma(x, v128.load(b2), c8);
    c9 = fma(x, v128.load(b2, 16), c9);
    c10 = fma(x, v128.load(b2, 32), c10);
    c11 = fma(x, v128.load(b2, 48), c11);
    c12 = fma(x, v128.load(b3), c12);
    c13 = fma(x, v128.load(b3, 16), c13);
    c14 = fma(x, v128.load(b3, 32), c14);
    c15 = fma(x, v128.load(b3, 48), c15);
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
  v128.store(c, c8, 128);
  v128.store(c, c9, 144);
  v128.store(c, c10, 160);
  v128.store(c, c11, 176);
  v128.store(c, c12, 192);
  v128.store(c, c13, 208);
  v128.store(c, c14, 224);
  v128.store(c, c15, 240);
}
