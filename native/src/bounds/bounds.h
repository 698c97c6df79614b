// Whether a call reads and writes only inside the kernels' memory. A model from a stranger must not make machine code reach
// outside, where WebAssembly would stop. Counts are products of 32-bit numbers, in double precision: rounding never takes one that
// is too large below a memory's length.
#pragma once
#include <stdint.h>
#include <string.h>

#ifdef RECURVE_POISON
#include <sanitizer/asan_interface.h>
#endif

typedef struct {
  char *memory;
  double size;
  int wrong;
#ifdef RECURVE_POISON
  int count;
  struct {
    Address address;
    double bytes;
  } places[32];
#endif
} Bounds;

static inline Bounds boundsOf(char *memory, double size) {
  return (Bounds){.memory = memory, .size = size};
}

/** Kernels may read, not use, so many bytes after what they read: a vector's rest. The library leaves as many free at the end. */
#define REST 64

/** Some bytes at an address are read or written; none where the count is zero. Nothing lies at address 0, which means "none". */
static inline void bytesAt(Bounds *bounds, Address address, double count) {
  if (!(count >= 0) || (count > 0 && (address == 0 || address + count + REST > bounds->size))) bounds->wrong = 1;
#ifdef RECURVE_POISON
  bounds->places[bounds->count].address = address;
  bounds->places[bounds->count++].bytes = count;
#endif
}

static inline void floatsAt(Bounds *bounds, Address address, double count) {
  bytesAt(bounds, address, 4 * count);
}

/** The same where address 0 means that there are none. */
static inline void floatsIf(Bounds *bounds, Address address, double count) {
  if (address) floatsAt(bounds, address, count);
}

/** The call is refused unless this holds; gives whether all has held so far. */
static inline int demand(Bounds *bounds, int holds) {
  if (!holds) bounds->wrong = 1;
  return !bounds->wrong;
}

/** Integers in memory; NULL if they are not inside it. */
static inline const int32_t *integersAt(Bounds *bounds, Address address, double count) {
  floatsAt(bounds, address, count);
  return demand(bounds, address % 4 == 0) ? (const int32_t *)(bounds->memory + address) : NULL;
}

/** Elements up to the last of `count` that lie `step` apart, each as long as `each`. */
static inline double upTo(double count, double step, double each) {
  return count > 0 && each > 0 ? (count - 1) * step + each : 0;
}

/**
 * Whether the call may be made. A sanitised build then forbids all of the memory but what was told and the rest after it, so that a
 * kernel that reaches further is found; for one thread.
 */
static inline int inside(const Bounds *bounds) {
#ifdef RECURVE_POISON
  if (bounds->wrong) return 0;
  ASAN_POISON_MEMORY_REGION(bounds->memory, (size_t)bounds->size);
  for (int i = 0; i < bounds->count; i++) {
    const double bytes = bounds->places[i].bytes;
    if (bytes > 0) ASAN_UNPOISON_MEMORY_REGION(bounds->memory + bounds->places[i].address, (size_t)bytes + REST);
  }
#endif
  return !bounds->wrong;
}

/** After the call. */
static inline void leave(const Bounds *bounds) {
  (void)bounds;
#ifdef RECURVE_POISON
  ASAN_UNPOISON_MEMORY_REGION(bounds->memory, (size_t)bounds->size);
#endif
}

#include "elementwise.h"
#include "layout.h"
#include "product.h"
#include "rows.h"
#include "windows.h"
// these need windows
#include "recurrent.h"
