/** Bundles a page that trains and predicts with an LSTM, and checks how much a browser must load. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

/** What issue after issue may use up: minified and compressed, kernels included. */
const LIMIT = 100_000;

const entry = fileURLToPath(new URL("../dist/index.js", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "recurve-bundle-"));
try {
  const page = join(work, "page.js");
  writeFileSync(
    page,
    `import { layers, sequential } from ${JSON.stringify(entry)};
const model = sequential({ layers: [layers.lstm({ units: 8 }), layers.dense({ units: 1 })] });
model.compile({ optimizer: "adam", loss: "meanSquaredError" });
globalThis.done = model.fit(globalThis.x, globalThis.y).then(() => model.predict(globalThis.x));
`,
  );
  const result = await build({
    root: work,
    logLevel: "error",
    build: { write: false, rollupOptions: { input: page }, minify: true },
  });
  const code = [result]
    .flat()
    .flatMap(({ output }) => output)
    .map((chunk) => chunk.code ?? "")
    .join("");
  const bytes = gzipSync(code, { level: 9 }).length;
  console.log(
    `train and predict with an LSTM: ${(code.length / 1000).toFixed(1)} kB minified, ${(bytes / 1000).toFixed(1)} kB gzip (limit ${LIMIT / 1000} kB)`,
  );
  if (bytes > LIMIT) process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
