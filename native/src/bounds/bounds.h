// Whether what a call reads and writes lies inside the kernels' memory. Counts are products of 32-bit numbers, in double precision:
// rounding never takes one that is too large below a memory's length.
#pragma once
#include <stdint.h>

typedef struct {
  char *memory;
  double size;
  int wrong;
} Bounds;

static inline Bounds boundsOf(char *memory, double size) {
  return (Bounds){memory, size, 0};
}

/** Some bytes at an address are read or written; none where the count is zero. */
static inline void bytesAt(Bounds *bounds, Address address, double count) {
  if (!(count >= 0) || (count > 0 && address + count > bounds->size)) bounds->wrong = 1;
}

static inline void floatsAt(Bounds *bounds, Address address, double count) {
  bytesAt(bounds, address, 4 * count);
}

/** The same where address 0 means that there is none. */
static inline void floatsIf(Bounds *bounds, Address address, double count) {
  if (address) floatsAt(bounds, address, count);
}

/** Counts and strides must not be negative. */
static inline int counts2(Bounds *bounds, int32_t a, int32_t b) {
  if (a < 0 || b < 0) bounds->wrong = 1;
  return !bounds->wrong;
}

static inline int counts3(Bounds *bounds, int32_t a, int32_t b, int32_t c) {
  return counts2(bounds, a, b) && counts2(bounds, c, 0);
}

static inline int counts4(Bounds *bounds, int32_t a, int32_t b, int32_t c, int32_t d) {
  return counts2(bounds, a, b) && counts2(bounds, c, d);
}

static inline int inside(const Bounds *bounds) {
  return !bounds->wrong;
}

static inline void leave(const Bounds *bounds) {
  (void)bounds;
}

#include "elementwise.h"
