/** The native level in a project that has the packages installed: prints what was found, as JSON, and ends; `exit` ends in the middle. */
import { Worker } from "node:worker_threads";
import * as recurve from "./node_modules/recurve/dist/node/index.js";
import * as second from "./node_modules/second/dist/node/index.js";
import { grow, train } from "./train.js";

const asked = (data) => new Worker(new URL("./worker.js", import.meta.url), { workerData: data });
const answer = (worker) =>
  new Promise((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
  });

const [mode] = process.argv.slice(2);
if (mode === "exit") {
  // threads of this program and of a worker are in the middle of their work
  await answer(asked({ forever: true }));
  await train(recurve, { threads: 2 });
  process.exit(7);
}
const one = await train(recurve, { threads: 1 });
const { kernels, instructions, obstacles } = recurve.diagnose();
const digests = { one, usual: await train(recurve, { native: false, threads: 1 }) };
digests.two = await train(recurve, { threads: 2 });
// at the same time, and in a second copy of the library in this process
const worker = answer(asked({}));
digests.beside = await train(recurve, { threads: 2 });
digests.worker = (await worker).digest;
digests.second = await train(second, { threads: 2 });
digests.again = await train(recurve, { threads: 2 });
// one that is stopped from outside while it computes
const stopped = asked({ forever: true });
await answer(stopped);
await stopped.terminate();
const grown = { native: grow(recurve, { threads: 2 }), usual: grow(recurve, { native: false, threads: 1 }) };
console.log(
  JSON.stringify({
    kernels,
    instructions,
    obstacles,
    worker: (await worker).kernels,
    second: second.diagnose().kernels,
    digests,
    grown,
  }),
);
