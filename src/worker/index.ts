/** The entry `recurve/worker`: a model that computes in a worker, so that a page stays responsive. */
export { inWorker, type ModelInWorker } from "./in-worker.ts";
export type { Port } from "./messages.ts";
export { serveModel } from "./serve.ts";
