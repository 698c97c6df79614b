// Which sets of kernels this processor can run.
#pragma once
#include <stdint.h>

#include "kernel.h"

#if defined(__x86_64__)
#include <cpuid.h>

/** Which registers the system saves when it changes threads. */
static inline uint32_t savedRegisters(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

/** The sets that can run here, best first; gives how many. Asked by hand: not every compiler's library can tell. */
static inline int availableSets(const KernelSet *sets[2]) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  const uint32_t fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28;
  if ((c & (fma | osxsave | avx)) != (fma | osxsave | avx)) return 0;
  const uint32_t saved = savedRegisters();
  if ((saved & 0x6) != 0x6 || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  const uint32_t avx2 = 1u << 5, foundation = 1u << 16, dq = 1u << 17, bw = 1u << 30, vl = 1u << 31;
  const uint32_t avx512 = foundation | dq | bw | vl;
  int count = 0;
  if ((saved & 0xe6) == 0xe6 && (b & avx512) == avx512) sets[count++] = &kernelsForAvx512;
  if (b & avx2) sets[count++] = &kernelsForAvx2;
  return count;
}
#define ANY_SET kernelsForAvx2
#elif defined(__aarch64__)
#define ANY_SET kernelsForNeon

/** Every processor of this kind has NEON. */
static inline int availableSets(const KernelSet *sets[2]) {
  sets[0] = &kernelsForNeon;
  return 1;
}
#endif
