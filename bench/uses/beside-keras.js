/** The same network in Keras: it loads the file that Recurve wrote, and trains it on the same samples. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { data, saveModel } from "../../dist/node/index.js";

/**
 * Trains `model`, which is not trained yet, in Keras (TensorFlow) by `python3`, or $PYTHON.
 * @param model compiled with a loss and "accuracy"
 * @param parts `train` and `test`: { inputs by name, y }
 * @returns loss and accuracy of the test part before and after, and the seconds of training
 */
export async function byKeras(model, parts, { epochs, batchSize, learningRate, classWeight }) {
  const folder = mkdtempSync(join(tmpdir(), "recurve-keras-"));
  try {
    await saveModel(model, join(folder, "model.keras"), { includeOptimizer: false });
    for (const [part, { inputs, y }] of Object.entries(parts)) {
      writeFileSync(join(folder, `${part}.npz`), await data.writeNpz({ ...inputs, y }));
    }
    writeFileSync(join(folder, "plan.json"), JSON.stringify({ epochs, batchSize, learningRate, classWeight }));
    const threads = process.env.RECURVE_THREADS ?? "1";
    const env = {
      ...process.env,
      ...{ KERAS_BACKEND: "tensorflow", TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "-1" },
      ...{ OMP_NUM_THREADS: threads, TF_NUM_INTRAOP_THREADS: threads, TF_NUM_INTEROP_THREADS: threads },
    };
    const script = new URL("beside_keras.py", import.meta.url).pathname;
    const options = { encoding: "utf8", env, stdio: ["ignore", "pipe", "inherit"] };
    const printed = execFileSync(process.env.PYTHON ?? "python3", [script, folder], options);
    return JSON.parse(printed.trim().split("\n").at(-1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
