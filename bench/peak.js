/**
 * The multiply-adds that one core of this machine does, at each width of its vectors: what no kernel can pass. `node bench/peak.js`
 * tells it; it takes a C compiler.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findCompiler } from "../scripts/native/compiler.js";

/** Billions of operations a second by the bits of a vector, two for each multiply-add; undefined without a compiler. */
export function measurePeak() {
  const compiler = findCompiler();
  if (!compiler) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "recurve-peak-"));
  try {
    const [command, ...words] = compiler;
    const program = join(folder, "peak");
    const source = fileURLToPath(new URL("peak.c", import.meta.url));
    const built = spawnSync(command, [...words, "-O3", source, "-o", program], { encoding: "utf8" });
    const { stdout, status } = spawnSync(program, { encoding: "utf8" });
    if (status !== 0) throw new Error(`peak.c does not run: ${built.stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(measurePeak());
