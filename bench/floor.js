/**
 * What Recurve's kernels can do at best here: the matmul of a recurrent step at its fastest, in GFLOP/s on one thread, and what
 * it costs to hand a call to two threads, in microseconds. `node bench/floor.js` prints both as JSON.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Both on another Node, with the wide kernels where it has them. */
export function measureFloor(node) {
  const env = { ...process.env, RECURVE_KERNELS: "wide" };
  return JSON.parse(execFileSync(node, [fileURLToPath(import.meta.url)], { env, encoding: "utf8" }));
}

/** The best time of many rounds of a call, in ms for one call. */
function best(call, rounds = 30, calls = 200) {
  for (let i = 0; i < calls; i++) call();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    least = Math.min(least, (performance.now() - start) / calls);
  }
  return least;
}

async function measure() {
  const { WasmEngine } = await import("../dist/backend/wasm/engine.js");
  const engine = new WasmEngine({ threads: 2, level: process.env.RECURVE_KERNELS });
  const [M, N, K] = [60, 512, 128];
  const [a, b, c] = [M * K, engine.kernels.packedSize(K, N), M * N].map((count) => {
    const address = engine.memory.allocate(4 * count);
    engine.memory.view("float32", address, count).fill(0.01);
    return address;
  });
  const left = { a, rowStride: K, columnStride: 1 };
  const right = { b, bRowStride: 0, bColumnStride: 0, start: 0, startStride: 0 };
  const product = { M, N, K, ...left, ...right, c, ldc: N, scratch: engine.room(0), drops: 1 };
  const seconds = best(() => engine.call("gemm", product)) / 1000;
  while (engine.threadsRunning() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const alone = best(() => engine.call("truncate", { n: 1, x: a, y: c }), 30, 1000);
  const shared = best(() => engine.split("truncate", 2, 1, 1e9, (i, end) => [end - i, a + 4 * i, c + 4 * i]), 30, 1000);
  engine.stop();
  return { level: engine.level, peak: (2 * M * N * K) / seconds / 1e9, dispatch: 1000 * (shared - alone) };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await measure()));
}
