/** The entry `recurve/worker`: a model that computes in a worker, so that a page stays responsive. */
export { inWorker, type ModelInWorker, type StepperInWorker } from "./in-worker.ts";
export type { Port } from "./port.ts";
export { serveModel } from "./serve.ts";
