/*
 * The product of matrices. Every element of the result is one chain of fused multiply-adds in ascending k, whatever the tile it
 * falls in, so that a row gives the same bits alone, in a batch, on any thread, and in the WebAssembly kernels.
 */
#include "gemm.h"

/** Vectors across a panel. */
#define ACROSS (PANEL / LANES)
/**
 * Rows of the highest tile; how many accumulators fit into registers beside the operands; most vectors across a tile: chains enough
 * for a single row to keep the processor busy, on few panels, whose rows fall into the same set of the first-level cache.
 */
#if LANES == 16
#define HIGHEST 8
#define SUMS 24
#define WIDEST 4
#elif LANES == 8
#define HIGHEST 6
#define SUMS 12
#define WIDEST 8
#else
#define HIGHEST 6
#define SUMS 24
#define WIDEST 8
#endif
/** Panels side by side under a tile of some rows, and where fewer are left. */
#define PANELS(rows) (SUMS / (rows) < WIDEST ? SUMS / (rows) / ACROSS : WIDEST / ACROSS)
#define HALF(rows) (PANELS(rows) > 1 ? PANELS(rows) / 2 : 1)

/** Depth of a block, and the same when columns of B are packed during the product, which needs higher blocks. */
#define DEPTH 512
#define PACKING_DEPTH 256
/** Floats of a block of A: half of a second-level cache. */
#define BLOCK (512 * 256)

/** What some rows and some panels add to a sum. */
struct share {
  int32_t depth;
  const float *a;
  /** The strides of A's rows and columns. */
  ptrdiff_t ars, acs;
  const float *b;
  /** The strides of the rows of a panel, and of panels. */
  ptrdiff_t brs, apart;
  /** What to fetch into the second-level cache on the way: the next panels, some bytes for each k. */
  const char *ahead;
  ptrdiff_t pace;
};

/** A product of some rows with some panels, after another one, which may have no depth. */
struct task {
  struct share before, of;
  /** Where sums start, and the result; columns of it. */
  const float *s;
  ptrdiff_t srs;
  float *c;
  ptrdiff_t crs;
  int32_t columns;
  int tidy;
};

INLINE void add_share(vec sums[HIGHEST][WIDEST], struct share of, const int rows, const int vectors) {
  const float *a = of.a, *b = of.b;
  const char *ahead = of.ahead;
  for (const float *end = b + of.depth * of.brs; b < end; b += of.brs, a += of.acs, ahead += of.pace) {
    __builtin_prefetch(ahead, 0, 2);
    vec right[WIDEST];
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) right[v] = load(b + v / ACROSS * of.apart + v % ACROSS * LANES);
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
      const vec left = splat(a[r * of.ars]);
#pragma GCC unroll 16
      for (int v = 0; v < vectors; v++) sums[r][v] = madd(left, right[v], sums[r][v]);
    }
  }
}

INLINE void tidy_sums(vec sums[HIGHEST][WIDEST], const int rows, const int vectors) {
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) sums[r][v] = without_tiny(sums[r][v]);
  }
}

INLINE void tile(const struct task *given, const int rows, const int panels) {
  const struct task t = *given;
  const int vectors = panels * ACROSS;
  vec sums[HIGHEST][WIDEST];
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++)
      sums[r][v] = t.s ? load_up_to(t.s + r * t.srs + v * LANES, t.columns - v * LANES) : splat(0);
  }
  if (t.before.depth) {
    add_share(sums, t.before, rows, vectors);
    tidy_sums(sums, rows, vectors);
  }
  add_share(sums, t.of, rows, vectors);
  if (t.tidy) tidy_sums(sums, rows, vectors);
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 16
    for (int v = 0; v < vectors; v++) store_up_to(t.c + r * t.crs + v * LANES, sums[r][v], t.columns - v * LANES);
  }
}

/** Tiles of each height: of as many panels as registers hold, of half as many, and of one. */
#define TILE(rows) \
  static void tile##rows(const struct task *t) { tile(t, rows, PANELS(rows)); } \
  static void half_tile##rows(const struct task *t) { tile(t, rows, HALF(rows)); } \
  static void slim_tile##rows(const struct task *t) { tile(t, rows, 1); }
TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6)
#if HIGHEST == 8
TILE(7) TILE(8)
#define EACH_HEIGHT(name) {NULL, name##1, name##2, name##3, name##4, name##5, name##6, name##7, name##8}
#else
#define EACH_HEIGHT(name) {NULL, name##1, name##2, name##3, name##4, name##5, name##6}
#endif
static void (*const tiles[])(const struct task *) = EACH_HEIGHT(tile);
static void (*const half_tiles[])(const struct task *) = EACH_HEIGHT(half_tile);
static void (*const slim_tiles[])(const struct task *) = EACH_HEIGHT(slim_tile);
#define OF_EACH_HEIGHT(of) {0, of(1), of(2), of(3), of(4), of(5), of(6), of(7), of(8)}
static const int panels_under[] = OF_EACH_HEIGHT(PANELS), half_under[] = OF_EACH_HEIGHT(HALF);

/** How long equal parts are, of which none is longer than allowed. */
INLINE int32_t equal_parts(int32_t whole, int32_t longest) {
  const int32_t parts = (whole + longest - 1) / longest;
  return (whole + parts - 1) / parts;
}

/** Tiles under each other: `count` of a height, then `lower` that have a row less. */
struct tiling {
  int32_t height, count, lower;
};

INLINE int32_t rows_in(struct tiling tiling) {
  return tiling.height * tiling.count + (tiling.height - 1) * tiling.lower;
}

/** The fewest tiles for the first of some rows, for all of them where tiles of both heights have as many panels. */
INLINE struct tiling tiles_for(int32_t rows) {
  const int32_t parts = (rows + HIGHEST - 1) / HIGHEST, low = rows / parts, more = rows % parts;
  if (more == 0) return (struct tiling){low, parts, 0};
  if (panels_under[low] == panels_under[low + 1]) return (struct tiling){low + 1, more, parts - more};
  return (struct tiling){low + 1, rows / (low + 1), 0};
}

/** Rows of a block with the given number of columns of A: whole tiles. */
INLINE int32_t rows_at_once(int32_t M, int32_t deepest) {
  return (equal_parts(M, BLOCK / deepest) + HIGHEST - 1) / HIGHEST * HIGHEST;
}

/** How many rows ahead packing prefetches: each is in a different page, so hardware does not prefetch it. */
#define AHEAD 8

/** Packs columns of B, panel after panel; a partial panel is filled with zeros. */
static void pack_columns(int32_t depth, int32_t columns, const float *b, ptrdiff_t rows, ptrdiff_t across, float *to) {
  for (int32_t k = 0; k < depth; k++, b += rows) {
    for (int32_t n = 0; n < columns; n += PANEL) {
      float *const place = to + (ptrdiff_t)n * depth + (ptrdiff_t)k * PANEL;
      const float *const from = b + n * across;
      if (k + AHEAD < depth) __builtin_prefetch(from + AHEAD * rows);
      if (columns - n >= PANEL && across == 1) memcpy(place, from, 4 * PANEL);
      else
        for (int32_t i = 0; i < PANEL; i++) place[i] = n + i < columns ? from[i * across] : 0;
    }
  }
}

/** Packs rows of A that are stored column by column: the rows of a tile side by side for each k, tile after tile. */
static void pack_rows(struct tiling tiling, int32_t depth, const float *a, ptrdiff_t columns, float *to) {
  for (int32_t i = 0, m = 0; i < tiling.count + tiling.lower; i++) {
    const int32_t height = tiling.height - (i >= tiling.count);
    const float *from = a + m;
    m += height;
    for (int32_t k = 0; k < depth; k++, from += columns, to += height) {
      if (k + AHEAD < depth) __builtin_prefetch(from + AHEAD * columns);
      // a length that the compiler knows becomes a load and a store
      if (height == HIGHEST) memcpy(to, from, 4 * HIGHEST);
      else
        for (int32_t i = 0; i < height; i++) to[i] = from[i];
    }
  }
}

/** Prefetches what the next tile starts from, and the place of its result, while the one before it computes. */
INLINE void prefetch(const struct task *t, int32_t m, int32_t n, int32_t rows, int32_t columns) {
  for (int32_t r = m; r < m + rows; r++) {
    for (int32_t i = n; i < n + columns; i += PANEL) {
      if (t->s) __builtin_prefetch(t->s + r * t->srs + i);
      if (t->s != t->c) __builtin_prefetch(t->c + r * t->crs + i, 1);
    }
  }
}

/**
 * A product of blocks, tile under tile. With `panels`, columns of B are packed there on the way. `far` tells that what sums start
 * from, or the result, is not in the second-level cache, so that it pays to prefetch it.
 */
static void block(struct task t, struct tiling tiling, int32_t N, ptrdiff_t bcs, float *panels, int far) {
  const struct task whole = t;
  const int32_t height = tiling.height, count = tiling.count + tiling.lower;
  const int packed_rows = whole.of.acs != 1 && count > 1;
  for (int32_t n = 0; n < N;) {
    const int32_t left = (N - n + PANEL - 1) / PANEL;
    const int group = left >= panels_under[height] ? panels_under[height] : left >= half_under[height] ? half_under[height] : 1;
    void (*const *const kinds)(const struct task *) =
        group == panels_under[height] ? tiles : group == half_under[height] ? half_tiles : slim_tiles;
    t.columns = least(N - n, group * PANEL);
    t.before.b = whole.before.b + n / PANEL * whole.before.apart;
    t.of.b = whole.of.b + (panels ? n * bcs : n / PANEL * whole.of.apart);
    if (panels) {
      pack_columns(t.of.depth, t.columns, t.of.b, whole.of.brs, bcs, panels);
      t.of.b = panels;
      t.of.brs = PANEL;
      t.of.apart = (ptrdiff_t)t.of.depth * PANEL;
    }
    const int32_t next = n + group * PANEL;
    // after the last panels, the first: for the next rows, or the next step of a recurrence
    const ptrdiff_t following = next < N ? next / PANEL : 0;
    t.before.pace = least(4 * group * PANEL / count, 64);
    t.of.pace = whole.of.brs == PANEL ? t.before.pace : 0;
    for (int32_t i = 0, m = 0; i < count; i++) {
      const int32_t rows = height - (i >= tiling.count), below = height - (i + 1 >= tiling.count);
      t.before.a = whole.before.a + m * t.before.ars;
      t.before.ahead = (const char *)(whole.before.b + following * whole.before.apart) + i * t.before.depth * t.before.pace;
      t.of.a = whole.of.a + (packed_rows ? (ptrdiff_t)m * t.of.depth : m * t.of.ars);
      if (packed_rows) t.of.acs = rows;
      t.of.ahead = (const char *)(whole.of.b + following * whole.of.apart) + i * t.of.depth * t.of.pace;
      t.s = whole.s ? whole.s + m * t.srs + n : NULL;
      t.c = whole.c + m * t.crs + n;
      m += rows;
      if (far && i + 1 < count) prefetch(&whole, m, n, below, t.columns);
      else if (far && next < N) prefetch(&whole, 0, next, height, least(N - next, group * PANEL));
      kinds[rows](&t);
    }
    n = next;
  }
}

static void fill_start(int32_t M, int32_t N, struct matrix start, float *c, ptrdiff_t ldc) {
  for (int32_t m = 0; m < M; m++, c += ldc) {
    if (start.values) memmove(c, start.values + m * start.rows, 4 * (size_t)N);
    else memset(c, 0, 4 * (size_t)N);
  }
}

static void multiply(int32_t M, int32_t N, int32_t K, struct matrix a, struct matrix b, struct matrix start, float *c,
                     ptrdiff_t ldc, float *room, int tidy) {
  if (M == 0) return;
  if (K == 0) fill_start(M, N, start, c, ldc);
  const int32_t deepest = b.columns ? PACKING_DEPTH : DEPTH;
  const int far = (ptrdiff_t)M * N > BLOCK || (start.values && start.rows && start.values != c);
  const int32_t most = rows_at_once(M, deepest);
  for (int32_t k0 = 0; k0 < K; k0 += deepest) {
    struct task t = {.of.depth = least(K - k0, deepest), .crs = ldc, .tidy = tidy && K - k0 <= deepest};
    for (int32_t m = 0; m < M;) {
      const struct tiling tiling = tiles_for(least(M - m, most));
      t.of.a = a.values + m * a.rows + k0 * a.columns;
      t.of.ars = a.rows;
      t.of.acs = a.columns;
      // a single tile reads both operands without packing
      const int once = tiling.count + tiling.lower == 1;
      if (a.columns != 1 && !once) {
        pack_rows(tiling, t.of.depth, t.of.a, a.columns, room);
        t.of.a = room;
        t.of.ars = 1;
      }
      const int lies = b.columns == 0 || (once && b.columns == 1);
      t.of.b = b.columns ? b.values + k0 * b.rows : b.values + (ptrdiff_t)k0 * PANEL;
      t.of.brs = b.columns ? b.rows : PANEL;
      t.of.apart = b.columns ? PANEL : (ptrdiff_t)K * PANEL;
      t.s = start.values ? start.values + m * start.rows : NULL;
      t.srs = start.rows;
      t.c = c + m * ldc;
      block(t, tiling, N, b.columns, lies ? NULL : room + BLOCK, far);
      m += rows_in(tiling);
    }
    // the next block goes on from what this one gave
    start = row_major(c, ldc);
  }
}

/** The bits of c = start + A0 B0, tidy, and then of c + A B, both packed: in one go where neither is deep. */
static void multiply_both(int32_t M, int32_t N, int32_t K0, struct matrix a0, struct matrix b0, int32_t K, struct matrix a,
                          struct matrix b, struct matrix start, float *c, ptrdiff_t ldc, float *room) {
  if (K0 > DEPTH || K > DEPTH || K0 == 0 || K == 0) {
    multiply(M, N, K0, a0, b0, start, c, ldc, room, 1);
    multiply(M, N, K, a, b, row_major(c, ldc), c, ldc, room, 0);
    return;
  }
  const struct share before = {K0, a0.values, a0.rows, 1, b0.values, PANEL, (ptrdiff_t)K0 * PANEL};
  const struct share of = {K, a.values, a.rows, 1, b.values, PANEL, (ptrdiff_t)K * PANEL};
  const int32_t most = rows_at_once(M, DEPTH);
  struct task t = {.before = before, .of = of, .srs = start.rows, .crs = ldc};
  for (int32_t m = 0; m < M;) {
    const struct tiling tiling = tiles_for(least(M - m, most));
    t.before.a = a0.values + m * a0.rows;
    t.of.a = a.values + m * a.rows;
    t.s = start.values ? start.values + m * start.rows : NULL;
    t.c = c + m * ldc;
    block(t, tiling, N, 0, NULL, (ptrdiff_t)M * N > BLOCK);
    m += rows_in(tiling);
  }
}

/** Panels of some columns of a matrix whose rows are `taps` times K; see packTaps of the WebAssembly kernels. */
KERNEL void packTaps(char *memory, int32_t taps, int32_t K, int32_t n0, int32_t n1, int32_t N, Address b, int32_t tapStride,
                     int32_t rowStride, int32_t columnStride, Address to) {
  for (int32_t n = n0; n < n1; n += PANEL) {
    float *panel = floats(memory, to) + (ptrdiff_t)n * taps * K;
    const float *from = floats(memory, b) + (ptrdiff_t)n * columnStride;
    const int32_t columns = least(N - n, PANEL);
    for (int32_t tap = 0; tap < taps; tap++)
      pack_columns(K, columns, from + (ptrdiff_t)tap * tapStride, rowStride, columnStride, panel + (ptrdiff_t)tap * K * PANEL);
  }
}

/** Floats of scratch that a product takes: a block of A, and the panels of one group. */
KERNEL int32_t scratchSize(char *memory) {
  (void)memory;
  return BLOCK + PACKING_DEPTH * WIDEST * LANES;
}

KERNEL void gemm(char *memory, int32_t M, int32_t N, int32_t K, Address a, int32_t rowStride, int32_t columnStride, Address b,
                 int32_t bRowStride, int32_t bColumnStride, Address start, int32_t startStride, Address c, int32_t ldc,
                 Address scratch, int32_t drops) {
  multiply(M, N, K, (struct matrix){floats(memory, a), rowStride, columnStride},
           (struct matrix){floats(memory, b), bRowStride, bColumnStride}, row_major(floats(memory, start), startStride),
           floats(memory, c), ldc, floats(memory, scratch), drops);
}
