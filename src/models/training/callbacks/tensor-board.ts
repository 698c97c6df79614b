/** Training's numbers in files that TensorBoard shows. */
import { checkOption, readOptions, takes } from "../../../tensor/index.ts";
import type { AnyModel } from "../../model.ts";
import { variablesByPath } from "../../variables-by-path.ts";
import type { Callback } from "../callback.ts";
import type { Logs } from "../logs.ts";
import { EventFile, type Summary } from "./event-file.ts";
import { trainedOptimizer } from "./optimizer-of.ts";

/** Options of `callbacks.tensorBoard`: what to write besides losses and metrics. */
export interface TensorBoardOptions {
  /** Write histograms of the weights after every so many epochs. Default 0: none. */
  histogramFreq?: number | undefined;
  /** Write numbers at the end of each epoch; "batch" or a count: after every so many batches, too. Default "epoch". */
  updateFreq?: "epoch" | "batch" | number | undefined;
  /** Write the steps per second of each epoch. Default false. */
  writeStepsPerSecond?: boolean | undefined;
}

type Part = "train" | "validation";

interface State {
  batches: number;
  files: Partial<Record<Part, { path: string; size: number }>>;
}

/** Buckets of a histogram. */
const BUCKETS = 30;

/**
 * Writes event files into `train` and `validation` below a folder, under the tags that Keras writes: `epoch_loss` and the like by
 * epochs, `batch_loss` by batches, `evaluation_loss_vs_iterations` by steps, histograms by the weights' names. A run
 * that resumes from a checkpoint appends to its files. Needs a file system.
 * @throws ConfigError for an option that is not valid; in training, IoError where a file cannot be written
 * @see Keras 3.15, `callbacks/tensorboard.py`
 */
export function tensorBoard(logDir = "logs", options: TensorBoardOptions = {}): Callback {
  checkOption("tensorBoard", "logDir", logDir, takes.path);
  const config = readOptions("tensorBoard", options, {
    histogramFreq: takes.withDefault(takes.nonNegativeInteger, 0),
    updateFreq: takes.withDefault(takes.either(takes.oneOf("epoch", "batch"), takes.positiveInteger), "epoch"),
    writeStepsPerSecond: false,
  });
  const { histogramFreq } = config;
  const every = config.updateFreq === "batch" ? 1 : config.updateFreq === "epoch" ? 0 : config.updateFreq;
  let files: Partial<Record<Part, EventFile>> = {};
  let resumed: State["files"] = {};
  let batches = 0;
  let begun = { at: 0, batches: 0 };

  /** A file is created, or that of the interrupted run reopened, when there is something to write. */
  async function write(part: Part, step: number, summaries: readonly Summary[]): Promise<void> {
    if (summaries.length === 0) return;
    const old = resumed[part];
    files[part] ??=
      (old && (await EventFile.reopen(old.path, old.size))) ?? (await EventFile.create(`${logDir}/${part}`));
    await files[part].append(step, summaries);
  }

  return {
    getState: (): State => {
      const now = Object.entries({ ...resumed, ...files }).map(([part, { path, size }]) => [part, { path, size }]);
      return { batches, files: Object.fromEntries(now) };
    },
    setState(state) {
      ({ batches, files: resumed } = state as State);
    },
    onTrainBegin() {
      [files, resumed, batches] = [{}, {}, 0];
    },
    onEpochBegin() {
      begun = { at: performance.now(), batches };
    },
    async onTrainBatchEnd(_batch, logs) {
      batches++;
      if (every > 0 && batches % every === 0) await write("train", batches, scalars("batch_", logs));
    },
    async onTestEnd(logs, model) {
      const { iterations } = trainedOptimizer(model, "tensorBoard");
      await write("validation", iterations, scalars("evaluation_", logs, "_vs_iterations"));
    },
    async onEpochEnd(epoch, logs, model) {
      const measured = Object.entries(logs).filter(([name]) => name.startsWith("val_"));
      const trained: Logs = Object.fromEntries(Object.entries(logs).filter(([name]) => !name.startsWith("val_")));
      trained.learning_rate = trainedOptimizer(model, "tensorBoard").learningRate;
      if (config.writeStepsPerSecond) {
        trained.steps_per_second = ((batches - begun.batches) * 1000) / (performance.now() - begun.at);
      }
      await write("train", epoch, scalars("epoch_", trained));
      const validation = measured.map(([name, value]) => [name.slice("val_".length), value]);
      await write("validation", epoch, scalars("epoch_", Object.fromEntries(validation)));
      if (histogramFreq > 0 && epoch % histogramFreq === 0) await write("train", epoch, histograms(model));
    },
  };
}

function scalars(before: string, logs: Logs, after = ""): Summary[] {
  return Object.entries(logs).map(([name, value]) => ({
    tag: `${before}${name}${after}`,
    plugin: "scalars",
    shape: [],
    values: new Float32Array([value]),
  }));
}

function histograms(model: AnyModel): Summary[] {
  return [...variablesByPath(model)].map(([path, variable]) => ({
    tag: `${path}/histogram`,
    plugin: "histograms",
    shape: [BUCKETS, 3],
    values: histogramOf(variable.snapshot().dataSync()),
  }));
}

/**
 * Buckets of equal width from the smallest to the largest value, each as its left and right end and its count; of equal
 * values all are in the last.
 */
function histogramOf(values: ArrayLike<number>): Float64Array {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
  }
  const rows = new Float64Array(BUCKETS * 3);
  if (values.length === 0) return rows;
  const width = (most - least) / BUCKETS;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    rows.set([least + bucket * width, least + (bucket + 1) * width], bucket * 3);
  }
  for (let i = 0; i < values.length; i++) {
    const bucket = width > 0 ? Math.min(BUCKETS - 1, Math.floor((values[i]! - least) / width)) : BUCKETS - 1;
    rows[bucket * 3 + 2]!++;
  }
  return rows;
}
