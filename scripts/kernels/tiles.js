/**
 * Prints the tiles of a product: one panel of B for some rows of A, with as many accumulators as the registers hold. Tiles are
 * leaf functions: no calls, no enclosing loop, no branch on where the sums start; otherwise engines spill the accumulators. They
 * are exported, or the compiler would inline them.
 */

const list = (count, print) => Array.from({ length: count }, (_, i) => print(i));
const lines = (...parts) =>
  parts
    .flat(2)
    .map((line) => `  ${line}`)
    .join("\n");
const offset = (vector) => (vector > 0 ? `, ${16 * vector}` : "");
const times = (count, stride) => (count === 0 ? "" : count === 1 ? ` + ${stride}` : ` + ${count} * ${stride}`);

/** `rows` rows of a panel that is `vectors` vectors wide; strides in bytes: of A's rows and columns, of the rows sums start from, of C's. */
function tile(name, rows, vectors, guard) {
  const each = (print) => list(rows, (r) => list(vectors, (v) => print(r, v)));
  const step = 16 * vectors;
  return `export function ${name}(depth: i32, a: usize, ars: usize, acs: usize, panel: usize, s: usize, srs: usize, c: usize, crs: usize): void {
${lines(
  guard,
  each((r, v) => `let c${r}${v} = v128.load(s${times(r, "srs")}${offset(v)});`),
  `for (const end = panel + <usize>depth * ${step}; panel < end; panel += ${step}, a += acs) {`,
  list(vectors, (v) => `  const b${v} = v128.load(panel${offset(v)});`),
  list(rows, (r) => [
    `  const x${r} = v128.load32_splat(a${times(r, "ars")});`,
    ...list(vectors, (v) => `  c${r}${v} = fma(x${r}, b${v}, c${r}${v});`),
  ]),
  "}",
  each((r, v) => `v128.store(c${times(r, "crs")}, c${r}${v}${offset(v)});`),
)}
}
`;
}

/** One row of `panels` panels that lie `apart` bytes apart, each with rows `step` bytes apart: chains enough to keep the processor busy. */
function row(name, panels, vectors, guard) {
  const each = (print) => list(panels, (p) => list(vectors, (v) => print(p, v, p * vectors + v)));
  return `export function ${name}(depth: i32, a: usize, acs: usize, b: usize, apart: usize, step: usize, s: usize, c: usize): void {
${lines(
  guard,
  list(panels * vectors, (i) => `let c${i} = v128.load(s${offset(i)});`),
  list(panels - 1, (p) => `let b${p + 1} = b${p || ""} + apart;`),
  "for (const end = b + <usize>depth * step; b < end; ) {",
  "  const x = v128.load32_splat(a);",
  each((p, v, i) => `  c${i} = fma(x, v128.load(b${p || ""}${offset(v)}), c${i});`),
  "  a += acs;",
  list(panels, (p) => `  b${p || ""} += step;`),
  "}",
  list(panels * vectors, (i) => `v128.store(c, c${i}${offset(i)});`),
)}
}
`;
}

/** For panels of eight columns, and of sixteen, which only the build with relaxed SIMD uses: where vectors are joined to 256 bits. */
export function tilesFile() {
  const guard = ["if (!ASC_FEATURE_RELAXED_SIMD) return;"];
  return [
    "// Tiles of a product; see scripts/kernels/tiles.js.",
    'import { fma } from "./simd";\n',
    ...[tile("tile6", 6, 2, []), tile("tile4", 4, 2, []), row("row1", 1, 2, []), row("row4", 4, 2, [])],
    ...[
      tile("wideTile6", 6, 4, guard),
      tile("wideTile4", 4, 4, guard),
      row("wideRow1", 1, 4, guard),
      row("wideRow4", 4, 4, guard),
    ],
  ].join("\n");
}
