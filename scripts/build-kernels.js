/**
 * Expands the kernels' descriptions to AssemblyScript (in src/backend/wasm/kernels.expanded/, to be read), compiles that to
 * WebAssembly, with relaxed SIMD and without, and writes the bytes to src/backend/wasm/kernels.generated.ts. Does nothing when the
 * sources are unchanged. The bytes are hexadecimal digits, which compress a fifth smaller than base64: equal bytes stay equal
 * characters. What both builds share stands once; a page's compression would not find it, since it looks back 32 kB.
 */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "src/backend/wasm/kernels");
const generator = join(root, "scripts/kernels");
const expandedFolder = join(root, "src/backend/wasm/kernels.expanded");
const output = join(root, "src/backend/wasm/kernels.generated.ts");

/** What every build has in common: shared memory that the library brings, and no run-time system. */
const flags = [
  ..."-O3 --noAssert --runtime stub --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536".split(" "),
  ..."--memoryBase 1024 --disableWarning 112 --enable simd --enable threads --enable bulk-memory".split(" "),
];

/** Builds the kernels if their sources changed since the last time. */
export async function buildKernels() {
  const sources = [folder, generator].flatMap((from) =>
    readdirSync(from)
      .sort()
      .map((name) => join(from, name)),
  );
  const hash = createHash("sha256").update(`shared hex ${flags.join(" ")}`);
  for (const name of sources) hash.update(readFileSync(name));
  const stamp = `// Built from src/backend/wasm/kernels by scripts/build-kernels.js; sources ${hash.digest("hex").slice(0, 16)}.`;
  if (readIfThere(output).startsWith(stamp)) return false;
  const { signatures } = await import("./kernels/signatures.js");
  const descriptions = Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
  await expandKernels(descriptions);
  const plain = await compile([]);
  const relaxed = await compile(["--enable", "relaxed-simd"]);
  writeFileSync(
    output,
    `${stamp}
/**
 * Two WebAssembly modules in hexadecimal digits, cut into pieces that take turns: one of the module with relaxed SIMD (fused
 * multiply-add), one of the module for engines without it, one of both.
 */
export const kernelPieces: string = "${shared(relaxed, plain)}";

${signatures(descriptions)}`,
  );
  return true;
}

async function expandKernels(descriptions) {
  const { expand } = await import("./kernels/expand.js");
  const { tilesFile } = await import("./kernels/tiles.js");
  const expanded = { ...expand(descriptions), "tiles.ts": tilesFile() };
  rmSync(expandedFolder, { recursive: true, force: true });
  mkdirSync(expandedFolder);
  for (const [name, text] of Object.entries(expanded)) writeFileSync(join(expandedFolder, name), text);
}

async function compile(extra) {
  const { default: asc } = await import("assemblyscript/asc");
  const work = mkdtempSync(join(tmpdir(), "recurve-kernels-"));
  try {
    const target = join(work, "kernels.wasm");
    const { error, stderr } = await asc.main([join(expandedFolder, "index.ts"), "-o", target, ...flags, ...extra]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return readFileSync(target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Two byte strings as pieces that take turns: of the first, of the second, of both, and so on. */
function shared(first, second) {
  const { length, i, k } = longestCommon(first, second);
  if (length < 2) return [first.toString("hex"), second.toString("hex")];
  return [
    shared(first.subarray(0, i), second.subarray(0, k)),
    first.subarray(i, i + length).toString("hex"),
    shared(first.subarray(i + length), second.subarray(k + length)),
  ].join();
}

/** The longest run of equal bytes, and where it begins in each. */
function longestCommon(first, second) {
  let best = { length: 0, i: 0, k: 0 };
  for (let shift = 1 - first.length; shift < second.length; shift++) {
    const begin = Math.max(0, -shift);
    const end = Math.min(first.length, second.length - shift);
    // a longer run than the best covers one of these places
    for (let i = begin + best.length; i < end; i += best.length + 1) {
      if (first[i] !== second[i + shift]) continue;
      let [from, to] = [i, i + 1];
      while (from > begin && first[from - 1] === second[from - 1 + shift]) from--;
      while (to < end && first[to] === second[to + shift]) to++;
      if (to - from > best.length) best = { length: to - from, i: from, k: from + shift };
    }
  }
  return best;
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log((await buildKernels()) ? "kernels built" : "kernels up to date");
}
