/* What the two directions of a recurrence share. Its block, Recurrence, is described in src/backend/wasm/kernels/recurrence.ts. */
#pragma once

#include "gemm.h"
#include "pointwise.h"
#ifdef _WIN32
#include <windows.h>
#else
#include <time.h>
#endif

/** Column blocks of a cell's recurrent kernel. */
INLINE int gates_of(int cell) {
  return cell == SIMPLE_RNN ? 1 : cell == LSTM ? 4 : 3;
}

/** Values per unit and step that backward needs. */
INLINE int saved_of(int cell) {
  return cell == SIMPLE_RNN ? 1 : 4;
}

/** Floats from an address on; where nothing is at that address, nothing. */
INLINE float *floats_from(char *memory, Address at, ptrdiff_t offset) {
  return at ? floats(memory, at) + offset : NULL;
}

/** Whether a row counts at a step; `mask` has a byte for each row, or is absent. */
INLINE int counts(const uint8_t *mask, int32_t row) {
  return !mask || mask[row];
}

/** Lets others have the core for a moment. */
static void nap(void) {
#ifdef _WIN32
  SwitchToThread();
#else
  nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
#endif
}

/** How often a thread looks whether the others have arrived before it naps: for some twenty microseconds. */
enum { LOOKS = 10000 };

/** A barrier: waits until every thread has arrived as often as this one, or one has failed, which leaves a negative count. */
static void wait_for_all(int32_t *barrier, int32_t threads) {
  const int32_t arrived = __atomic_fetch_add(barrier, 1, __ATOMIC_SEQ_CST);
  const int32_t wanted = (arrived / threads + 1) * threads;
  int32_t count = arrived;
  for (int32_t looks = 0; count >= 0 && count < wanted; looks++) {
    if (looks > LOOKS) nap();
    count = __atomic_load_n(barrier, __ATOMIC_SEQ_CST);
  }
}

/** Writes what backward needs of a gate: its value, over the sum it was made of, or the sum where the derivative needs that. */
INLINE void keep_gate(int code, float *sums, vec value, ptrdiff_t left) {
  if (!needs_input(code)) store_up_to(sums, value, left);
}

/** The gradients of a masked row: zero for its gates, and the whole of dh for the state before. */
static void keep_gradient(int32_t U, int32_t width, const float *dh, float *d, float *carried) {
  memset(d, 0, 4 * (size_t)width);
  memcpy(carried, dh, 4 * (size_t)U);
}

/** to = a b, n elements. */
static void multiply_into(ptrdiff_t n, const float *a, const float *b, float *to) {
  EACH(i, n) store_up_to(to + i, load_up_to(a + i, left) * load_up_to(b + i, left), left);
}

/** dh += what comes from above, if anything; without tiny numbers. */
static void add_upstream(ptrdiff_t n, const float *upstream, float *dh) {
  EACH(i, n) {
    const vec own = load_up_to(dh + i, left);
    store_up_to(dh + i, without_tiny(upstream ? load_up_to(upstream + i, left) + own : own), left);
  }
}
