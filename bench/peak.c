/* How many multiply-adds a core does in a second, at each width of its vectors: a chain for every one that is under way. */
#include <stdio.h>
#include <time.h>

#define TURNS 2000000
#define CHAINS 12

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/** The best of some measurements, in billions of operations a second; each chain is hidden from the compiler, which would join equal ones. */
#define MEASURE(name, vector, lanes, splat, madd, hold, ...) \
  __VA_ARGS__ static double name(void) { \
    double best = 0; \
    for (int turn = 0; turn < 60; turn++) { \
      vector sums[CHAINS]; \
      const vector a = splat(0.5f), b = splat(0.25f); \
      for (int i = 0; i < CHAINS; i++) sums[i] = splat((float)i); \
      const double start = seconds(); \
      for (int n = 0; n < TURNS / CHAINS; n++) \
        for (int i = 0; i < CHAINS; i++) { \
          sums[i] = madd; \
          __asm__ volatile("" : hold(sums[i])); \
        } \
      const double rate = 2e-9 * lanes * (TURNS / CHAINS * CHAINS) / (seconds() - start); \
      if (rate > best) best = rate; \
    } \
    return best; \
  }

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>

MEASURE(peak256, __m256, 8, _mm256_set1_ps, _mm256_fmadd_ps(sums[i], a, b), "+x", __attribute__((target("avx2,fma"))))
MEASURE(peak512, __m512, 16, _mm512_set1_ps, _mm512_fmadd_ps(sums[i], a, b), "+v", __attribute__((target("avx512f"))))

int main(void) {
  printf("{");
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) printf("\"256\": %.1f", peak256());
  if (__builtin_cpu_supports("avx512f")) printf(", \"512\": %.1f", peak512());
  printf("}\n");
}
#else
#include <arm_neon.h>

MEASURE(peak128, float32x4_t, 4, vdupq_n_f32, vfmaq_f32(b, sums[i], a), "+w", )

int main(void) {
  printf("{\"128\": %.1f}\n", peak128());
}
#endif
