import { inWorker } from "recurve/worker";
import { train } from "./train.js";

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
window.report(train((model) => inWorker(model, worker)));
