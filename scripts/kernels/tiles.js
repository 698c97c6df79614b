/**
 * Prints the tiles of a product: some rows of A, some panels of B, with as many accumulators as the registers hold; and the choice
 * of one. Tiles are leaf functions: no calls, no enclosing loop, no branch on where the sums start; otherwise engines spill the
 * accumulators. They are exported, or the compiler would inline them.
 */

/** Rows and panels of each tile. A single row takes four panels where it can: chains enough to keep the processor busy. */
const tiles = [
  [6, 1],
  [4, 1],
  [1, 4],
  [1, 1],
];

/**
 * Strides in bytes: of A's rows and columns, from panel to panel, of B's rows, of the rows sums start from, of C's. Under several rows
 * B's rows lie as far apart as a panel is wide.
 */
const parameters = [
  ...["depth: i32", "a: usize", "ars: usize", "acs: usize", "b: usize", "apart: usize", "step: usize"],
  ...["s: usize", "srs: usize", "c: usize", "crs: usize"],
];

const list = (count, print) => Array.from({ length: count }, (_, i) => print(i));
const lines = (...parts) =>
  parts
    .flat(2)
    .map((line) => `  ${line}`)
    .join("\n");
const offset = (vector) => (vector > 0 ? `, ${16 * vector}` : "");
const times = (count, stride) => (count === 0 ? "" : count === 1 ? ` + ${stride}` : ` + ${count} * ${stride}`);

/** A tile for panels that are `vectors` vectors wide. Only the build with relaxed SIMD uses wide ones: where engines join vectors. */
function tile(name, rows, panels, vectors) {
  const across = panels * vectors;
  const each = (print) => list(rows, (r) => list(across, (v) => print(r, v)));
  const step = rows > 1 ? 16 * vectors : "step";
  return `export function ${name}(${parameters.join(", ")}): void {
${lines(
  vectors > 2 ? "if (!ASC_FEATURE_RELAXED_SIMD) return;" : [],
  each((r, v) => `let c${r}_${v} = v128.load(s${times(r, "srs")}${offset(v)});`),
  list(panels - 1, (p) => `let b${p + 1} = b${p || ""} + apart;`),
  `for (const end = b + <usize>depth * ${step}; b < end; a += acs) {`,
  list(across, (v) => `  const y${v} = v128.load(b${Math.floor(v / vectors) || ""}${offset(v % vectors)});`),
  list(rows, (r) => [
    `  const x${r} = v128.load32_splat(a${times(r, "ars")});`,
    ...list(across, (v) => `  c${r}_${v} = fma(x${r}, y${v}, c${r}_${v});`),
  ]),
  list(panels, (p) => `  b${p || ""} += ${step};`),
  "}",
  each((r, v) => `v128.store(c${times(r, "crs")}, c${r}_${v}${offset(v)});`),
)}
}
`;
}

const nameOf = ([rows, panels], isWide) => `${isWide ? "wideTile" : "tile"}${rows}x${panels}`;

/** The tile for some rows and panels, of sixteen columns where `isWide`, else of eight. */
function choice() {
  const call = (isWide) => {
    const calls = tiles.map(
      (size) => `${nameOf(size, isWide)}(${parameters.map((each) => each.split(":")[0]).join(", ")});`,
    );
    return tiles.map(([rows, panels], i) =>
      i === tiles.length - 1
        ? `  else ${calls[i]}`
        : `  ${i > 0 ? "else " : ""}if (rows == ${rows} && panels == ${panels}) ${calls[i]}`,
    );
  };
  return `export function tile(isWide: bool, rows: i32, panels: i32, ${parameters.join(", ")}): void {
${lines("if (isWide) {", call(true), "} else {", call(false), "}")}
}
`;
}

export function tilesFile() {
  return [
    "// Tiles of a product; see scripts/kernels/tiles.js.",
    'import { fma } from "./simd";\n',
    ...[2, 4].flatMap((vectors) => tiles.map((size) => tile(nameOf(size, vectors > 2), ...size, vectors))),
    choice(),
  ].join("\n");
}
