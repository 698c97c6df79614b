/** Bundles a page that trains and predicts with an LSTM, and checks how much a browser must load. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** What issue after issue may use up: minified and compressed, kernels included. */
const LIMIT = 100_000;

const entry = fileURLToPath(new URL("../dist/index.js", import.meta.url));
const program = `import { layers, sequential } from ${JSON.stringify(entry)};
const model = sequential({ layers: [layers.lstm({ units: 8 }), layers.dense({ units: 1 })] });
model.compile({ optimizer: "adam", loss: "meanSquaredError" });
globalThis.done = model.fit(globalThis.x, globalThis.y).then(() => model.predict(globalThis.x));
`;

/** Bytes of the page's code, as it is and compressed. */
export async function bundleSize() {
  const { build } = await import("vite");
  const work = mkdtempSync(join(tmpdir(), "recurve-bundle-"));
  try {
    const page = join(work, "page.js");
    writeFileSync(page, program);
    const result = await build({
      root: work,
      logLevel: "error",
      build: { write: false, rollupOptions: { input: page }, minify: true },
    });
    const chunks = [result].flat().flatMap(({ output }) => output);
    const code = chunks.map((chunk) => chunk.code ?? "").join("");
    return { minified: code.length, gzip: gzipSync(code, { level: 9 }).length };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { minified, gzip } = await bundleSize();
  const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(`train and predict with an LSTM: ${kB(minified)} minified, ${kB(gzip)} gzip (limit ${kB(LIMIT)})`);
  if (gzip > LIMIT) process.exitCode = 1;
}
