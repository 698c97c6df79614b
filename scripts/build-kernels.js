/**
 * Compiles the AssemblyScript kernels to WebAssembly and writes their bytes to src/backend/wasm/kernels.generated.ts: once with
 * relaxed SIMD, once without. Does nothing when the sources are unchanged. The bytes are hexadecimal digits, which compress a
 * fifth smaller than base64: equal bytes stay equal characters.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "src/backend/wasm/kernels");
const output = join(root, "src/backend/wasm/kernels.generated.ts");

/** What every build has in common: shared memory that the library brings, and no run-time system. */
const flags = [
  ..."-O3 --noAssert --runtime stub --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536".split(" "),
  ..."--memoryBase 1024 --disableWarning 112 --enable simd --enable threads --enable bulk-memory".split(" "),
];

/** Builds the kernels if their sources changed since the last time. */
export async function buildKernels() {
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort();
  const hash = createHash("sha256").update(`hex strings ${flags.join(" ")}`);
  for (const name of sources) hash.update(name).update(readFileSync(join(folder, name)));
  const stamp = `// Built from src/backend/wasm/kernels by scripts/build-kernels.js; sources ${hash.digest("hex").slice(0, 16)}.`;
  if (readIfThere(output).startsWith(stamp)) return false;
  const plain = await compile([]);
  const relaxed = await compile(["--enable", "relaxed-simd"]);
  writeFileSync(
    output,
    `${stamp}
/** WebAssembly modules in hexadecimal digits: with relaxed SIMD (fused multiply-add), and for engines without it. */
export const relaxedSimd: string = "${relaxed}";
export const plainSimd: string = "${plain}";
`,
  );
  return true;
}

async function compile(extra) {
  const { default: asc } = await import("assemblyscript/asc");
  const work = mkdtempSync(join(tmpdir(), "recurve-kernels-"));
  try {
    const target = join(work, "kernels.wasm");
    const { error, stderr } = await asc.main([join(folder, "index.ts"), "-o", target, ...flags, ...extra]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return readFileSync(target).toString("hex");
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
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
