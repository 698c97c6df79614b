// All kernels, compiled once for each instruction set: RECURVE_AVX512, RECURVE_AVX2 or RECURVE_NEON, with RECURVE_LANES floats a
// vector. One unit, so that the compiler sees through calls between files.
#include <stddef.h>
#include <string.h>

#include "../generated/kernels.h"
#include "kernel.h"
#include "bounds/bounds.h"

/** A number as a 32-bit integer, modulo 2^32 as WebAssembly takes it. */
static inline uint32_t integer(double number) {
  return number > -9e18 && number < 9e18 ? (uint32_t)(int64_t)number : 0;
}

#include "../generated/table.h"

#if defined(RECURVE_AVX512)
#define SET kernelsForAvx512
#define INSTRUCTIONS "AVX-512"
#elif defined(RECURVE_AVX2)
#define SET kernelsForAvx2
#define INSTRUCTIONS "AVX2"
#else
#define SET kernelsForNeon
#define INSTRUCTIONS "NEON"
#endif

const KernelSet SET = {INSTRUCTIONS, table, sizeof table / sizeof table[0], RECURVE_CONTRACT};
