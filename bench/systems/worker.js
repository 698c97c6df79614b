/** The side of a JavaScript system: answers one JSON line for each JSON line. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/**
 * @param version what to call the system
 * @param prepare makes a case ready: `{forward(): Float32Array, train(): void}`, or undefined where the system cannot
 */
export async function serve(version, prepare) {
  let ready;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    if (request.what === "version") answer({ version });
    else if (request.what === "prepare") {
      ready = await prepare(request.cell, request.shape, readNumbers(request));
      if (!ready) answer({ unable: true });
      else {
        const output = await ready.forward();
        answer({ sample: Array.from({ length: 16 }, (_, i) => output[Math.floor((i * output.length) / 16)]) });
      }
    } else answer({ times: await time(ready[request.what], request.budget) });
  }
}

/** Times one call after the other for `budget` milliseconds, at least three after one to warm up. */
async function time(call, budget) {
  await call();
  const times = [];
  const start = performance.now();
  while (times.length < 3 || performance.now() - start < budget) {
    const before = performance.now();
    await call();
    times.push(performance.now() - before);
  }
  return times;
}

function readNumbers({ numbers, cell, shape: [B, T, D, H] }) {
  const bytes = readFileSync(numbers);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const width = { lstm: 4, gru: 3, simpleRNN: 1 }[cell] * H;
  let from = 0;
  const take = (count) => values.slice(from, (from += count));
  const [x, kernel, recurrent] = [take(B * T * D), take(D * width), take(H * width)];
  return { x, kernel, recurrent, bias: take(cell === "gru" ? 2 * width : width), target: take(B * T * H), width };
}

function answer(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
