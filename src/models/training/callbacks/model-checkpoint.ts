/** Saves the model after every epoch, or after every better one. */
import { ConfigError, type Declared, nearestName, readOptions, takes, unknownName } from "../../../tensor/index.ts";
import type { AnyModel } from "../../model.ts";
import type { Callback } from "../callback.ts";
import type { Logs } from "../logs.ts";
import { Monitor, type MonitorOptions, monitorOptions, tellingOptions } from "./monitor.ts";

/** Options of the callback that saves: when, where and how. */
export interface ModelCheckpointOptions extends MonitorOptions {
  /** Writes the model: `saveModel`, `saveWeights`, or your own function. */
  save: (model: AnyModel, path: string) => unknown;
  /** Save only when the watched number has improved. Default false. */
  saveBestOnly?: boolean | undefined;
  /** Save at the end of each epoch, or after every so many batches. Default "epoch". */
  saveFreq?: "epoch" | number | undefined;
  /** The first save must beat this. Default null: the first epoch is the best so far. */
  initialValueThreshold?: number | null | undefined;
  /** 1: print what is saved. Default 0. */
  verbose?: 0 | 1 | undefined;
  /** Receives messages. Default console.log. */
  print?: ((line: string) => void) | undefined;
}

/** What {@link ModelCheckpointOptions} take. */
export const modelCheckpointOptions = {
  ...monitorOptions,
  ...tellingOptions,
  save: takes.required(takes.anything),
  saveBestOnly: false,
  saveFreq: takes.withDefault(takes.either(takes.oneOf("epoch"), takes.positiveInteger), "epoch"),
  initialValueThreshold: takes.byDefaultNull(takes.finiteNumber),
} satisfies Declared<ModelCheckpointOptions>;

/**
 * Calls `save` during training; the public `callbacks.modelCheckpoint` includes the saving.
 * @param path may hold `{epoch}`, counted from 1, and the epoch's numbers, with digits as in `{epoch:02d}-{val_loss:.2f}`
 * @throws ConfigError for an unknown option or mode; in training, for a name that the logs lack, and whatever `save` throws
 */
export function modelCheckpoint(path: string, options: ModelCheckpointOptions): Callback {
  const config = readOptions("modelCheckpoint", options, modelCheckpointOptions);
  const monitor = new Monitor("modelCheckpoint", config as Required<ModelCheckpointOptions>);
  let best = config.initialValueThreshold ?? undefined;
  let epoch = 0;
  let batches = 0;
  let batch = 0;
  checkPlaces(path);

  async function save(logs: Logs, model: AnyModel): Promise<void> {
    if (config.saveBestOnly) {
      const current = monitor.read(logs);
      if (current === undefined || !monitor.improves(current, best)) return;
      best = current;
    }
    const file = filled(path, { ...logs, epoch: epoch + 1, batch: batch + 1 });
    await config.save(model, file);
    if (config.verbose) config.print!(`Epoch ${epoch + 1}: saved the model to ${file}`);
  }

  return {
    getState: () => ({ best, batches, epoch }),
    setState(state) {
      ({ best, batches, epoch } = state as { best: number | undefined; batches: number; epoch: number });
    },
    onTrainBegin(_logs, model) {
      checkNames(path, config.saveFreq, model);
    },
    onEpochBegin(now) {
      epoch = now;
    },
    async onTrainBatchEnd(now, logs, model) {
      batch = now;
      if (typeof config.saveFreq === "number" && ++batches % config.saveFreq === 0) await save(logs, model);
    },
    async onEpochEnd(_epoch, logs, model) {
      if (config.saveFreq === "epoch") await save(logs, model);
    },
  };
}

/** A placeholder in a path, as Python formats it: `{epoch}`, `{epoch:02d}`, `{val_loss:.2f}`. */
const place = /\{(\w+)(?::(0?\d*)d|:0?\d*\.(\d+)([fe]))?\}/g;

/** @throws ConfigError for a placeholder in another form */
function checkPlaces(path: string): void {
  const rest = path.replaceAll(place, "").match(/\{.*?\}|[{}]/)?.[0];
  if (rest === undefined) return;
  throw new ConfigError({
    what: "The path of modelCheckpoint has an unknown placeholder.",
    expected: "{epoch}, {epoch:02d}, {val_loss:.2f} or the like",
    received: rest,
  });
}

/** Rejects placeholders for numbers that training will not produce, before it begins. */
function checkNames(path: string, saveFreq: "epoch" | number, model: AnyModel): void {
  const given = model.objective?.metricNames ?? [];
  const validates = saveFreq === "epoch" && model.running?.validates;
  const known = ["epoch", "batch", ...given, ...(validates ? given.map((name) => `val_${name}`) : [])];
  for (const [, name] of path.matchAll(place)) {
    if (known.includes(name!)) continue;
    if (given.includes(name!.replace(/^val_/, ""))) {
      throw new ConfigError({
        what: `The path of modelCheckpoint holds {${name}}, which ${saveFreq === "epoch" ? "is not measured" : "is measured at the end of epochs only"}.`,
        expected: `one of ${known.join(", ")}`,
        received: path,
        hint: saveFreq === "epoch" ? "give fit validationData or validationSplit" : 'let saveFreq be "epoch"',
      });
    }
    // a name unlike any other may come from another callback
    if (nearestName(name!, known)) throw unknownName("number in the path of modelCheckpoint", name!, known);
  }
}

/** A path with its placeholders replaced by numbers. */
function filled(path: string, numbers: Logs): string {
  return path.replaceAll(place, (_, name: string, width?: string, digits?: string, form?: string) => {
    const value = numbers[name];
    if (value === undefined) throw unknownName("number in the path of modelCheckpoint", name, Object.keys(numbers));
    if (form === "e") return value.toExponential(Number(digits)).replace(/e([+-])(\d)$/, "e$10$2");
    if (digits !== undefined) return value.toFixed(Number(digits));
    return String(value).padStart(Number(width ?? 0), width?.startsWith("0") ? "0" : " ");
  });
}
