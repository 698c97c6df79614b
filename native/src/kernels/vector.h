/*
 * Vectors of RECURVE_LANES floats: 16 (AVX-512), 8 (AVX2 with fused multiply-add) or 4 (NEON). Arithmetic and
 * comparisons use the compilers' operators; this file adds what they lack.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if RECURVE_LANES >= 8
#include <immintrin.h>
#else
#include <arm_neon.h>
#endif

#define LANES RECURVE_LANES

#define INLINE static inline __attribute__((always_inline, unused))

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef int32_t ivec __attribute__((vector_size(4 * LANES)));
typedef float loose_vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

/** Floats at an address; none at 0. */
INLINE float *floats(char *memory, uint32_t at) {
  return at ? (float *)(memory + at) : NULL;
}

INLINE vec splat(float x) {
  return x - (vec){0};
}

INLINE ivec isplat(int32_t x) {
  return x - (ivec){0};
}

INLINE vec load(const float *from) {
  return *(const loose_vec *)from;
}

INLINE void store(float *to, vec x) {
  *(loose_vec *)to = x;
}

INLINE vec bits_and(vec x, ivec mask) {
  return (vec)((ivec)x & mask);
}

INLINE vec bits_andnot(vec x, ivec mask) {
  return (vec)((ivec)x & ~mask);
}

INLINE vec choose(ivec condition, vec yes, vec no) {
  return (vec)(((ivec)yes & condition) | ((ivec)no & ~condition));
}

INLINE vec absolute(vec x) {
  return bits_and(x, isplat(0x7fffffff));
}

#if LANES == 16

/** a b + c with one rounding. */
INLINE vec madd(vec a, vec b, vec c) {
  return (vec)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
}

INLINE vec square_root(vec x) {
  return (vec)_mm512_sqrt_ps((__m512)x);
}

/** b where b < a, else a. */
INLINE vec pmin(vec a, vec b) {
  return (vec)_mm512_min_ps((__m512)b, (__m512)a);
}

/** b where b > a, else a. */
INLINE vec pmax(vec a, vec b) {
  return (vec)_mm512_max_ps((__m512)b, (__m512)a);
}

INLINE __mmask16 first(ptrdiff_t count) {
  return count >= LANES ? 0xffff : count <= 0 ? 0 : (__mmask16)((1u << count) - 1);
}

/** A vector, or as many floats as are left, and zeros. */
INLINE vec load_up_to(const float *from, ptrdiff_t left) {
  return left >= LANES ? load(from) : (vec)_mm512_maskz_loadu_ps(first(left), from);
}

/** Stores what load_up_to loaded. */
INLINE void store_up_to(float *to, vec x, ptrdiff_t left) {
  if (left >= LANES) store(to, x);
  else _mm512_mask_storeu_ps(to, first(left), (__m512)x);
}

#elif LANES == 8

INLINE vec madd(vec a, vec b, vec c) {
  return (vec)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}

INLINE vec square_root(vec x) {
  return (vec)_mm256_sqrt_ps((__m256)x);
}

INLINE vec pmin(vec a, vec b) {
  return (vec)_mm256_min_ps((__m256)b, (__m256)a);
}

INLINE vec pmax(vec a, vec b) {
  return (vec)_mm256_max_ps((__m256)b, (__m256)a);
}

INLINE __m256i first(ptrdiff_t count) {
  return (__m256i)(isplat((int32_t)count) > (ivec){0, 1, 2, 3, 4, 5, 6, 7});
}

INLINE vec load_up_to(const float *from, ptrdiff_t left) {
  return left >= LANES ? load(from) : (vec)_mm256_maskload_ps(from, first(left));
}

INLINE void store_up_to(float *to, vec x, ptrdiff_t left) {
  if (left >= LANES) store(to, x);
  else _mm256_maskstore_ps(to, first(left), (__m256)x);
}

#else

INLINE vec madd(vec a, vec b, vec c) {
  return (vec)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}

INLINE vec square_root(vec x) {
  return (vec)vsqrtq_f32((float32x4_t)x);
}

INLINE vec pmin(vec a, vec b) {
  return choose(b < a, b, a);
}

INLINE vec pmax(vec a, vec b) {
  return choose(a < b, b, a);
}

INLINE vec load_up_to(const float *from, ptrdiff_t left) {
  if (left >= LANES) return load(from);
  float some[LANES] = {0};
  for (ptrdiff_t i = 0; i < left; i++) some[i] = from[i];
  return load(some);
}

INLINE void store_up_to(float *to, vec x, ptrdiff_t left) {
  if (left >= LANES) store(to, x);
  else
    for (ptrdiff_t i = 0; i < left; i++) to[i] = x[i];
}

#endif

/** The larger: NaN where either is NaN, and 0 rather than -0. */
INLINE vec maximum(vec a, vec b) {
  // of equal numbers, zeros of two signs, both bits stay that make them positive
  const vec larger = choose(a > b, a, choose(b > a, b, (vec)((ivec)a & (ivec)b)));
  return choose(a != a, a, choose(b != b, b, larger));
}

INLINE vec minimum(vec a, vec b) {
  const vec smaller = choose(a < b, a, choose(b < a, b, (vec)((ivec)a | (ivec)b)));
  return choose(a != a, a, choose(b != b, b, smaller));
}

INLINE int32_t least(int32_t a, int32_t b) {
  return a < b ? a : b;
}

/** Visits n floats, a vector at a time; `left` tells load_up_to and store_up_to how many are. */
#define EACH(i, n) for (ptrdiff_t i = 0, left = (n); left > 0; i += LANES, left -= LANES)

/** Numbers too small to matter become zero: processors are slow on denormal ones. NaN stays. */
#define TINY 7.888609052210118e-31f

INLINE vec without_tiny(vec x) {
  return bits_andnot(x, absolute(x) < splat(TINY));
}
