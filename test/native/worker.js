/** Trains in a worker thread, for ever if it is told so. */
import { parentPort, workerData } from "node:worker_threads";
import * as recurve from "./node_modules/recurve/dist/node/index.js";
import { train } from "./train.js";

const digest = await train(recurve, { threads: 2 });
parentPort.postMessage({ digest, kernels: recurve.diagnose().kernels });
while (workerData.forever) await train(recurve, { threads: 2 });
