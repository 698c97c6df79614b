/** The model on the disk, after every epoch or every better one. */
import { completeOptions, takes, unknownName } from "../../tensor/index.ts";
import type { Callback } from "../callback.ts";
import type { AnyModel, Logs } from "../model.ts";
import { Monitor, type MonitorOptions, monitorChecks, tellingChecks } from "./monitor.ts";

export interface ModelCheckpointOptions extends MonitorOptions {
  /** Writes the model: `saveModel`, `saveWeights`, or a function of one's own. */
  save: (model: AnyModel, path: string) => unknown;
  /** Save only when the watched number has improved. Default false. */
  saveBestOnly?: boolean;
  /** Save at the end of each epoch, or after every so many batches. Default "epoch". */
  saveFreq?: "epoch" | number;
  /** The first save must beat this. Default null: the first epoch is the best so far. */
  initialValueThreshold?: number | null;
  /** 1: say what is saved. Default 0. */
  verbose?: 0 | 1;
  /** Where messages go. Default console.log. */
  print?: (line: string) => void;
}

/**
 * Saves the model while it is trained: `modelCheckpoint("best.keras", { save: saveModel, saveBestOnly: true })`.
 * @param path may hold `{epoch}`, counted from 1, and the epoch's numbers, with digits as in `{epoch:02d}-{val_loss:.2f}`
 * @throws ConfigError for an unknown option or mode; in training, for a name that the logs lack, and whatever `save` throws
 */
export function modelCheckpoint(path: string, options: ModelCheckpointOptions): Callback {
  const config = completeOptions<ModelCheckpointOptions>(
    "modelCheckpoint",
    options,
    {
      ...{ save: options.save, monitor: "val_loss", mode: "auto", saveBestOnly: false, saveFreq: "epoch" },
      ...{ initialValueThreshold: null, verbose: 0, print: (line: string) => console.log(line) },
    } as Required<ModelCheckpointOptions>,
    {
      ...monitorChecks,
      ...tellingChecks,
      saveFreq: takes.either(takes.oneOf("epoch"), takes.positiveInteger),
      initialValueThreshold: takes.orNull(takes.finiteNumber),
    },
  );
  const monitor = new Monitor("modelCheckpoint", config as Required<ModelCheckpointOptions>);
  let best = config.initialValueThreshold ?? undefined;
  let epoch = 0;
  let batches = 0;

  async function save(logs: Logs, model: AnyModel): Promise<void> {
    if (config.saveBestOnly) {
      const current = monitor.read(logs);
      if (current === undefined || !monitor.improves(current, best)) return;
      best = current;
    }
    const place = filled(path, { ...logs, epoch: epoch + 1 });
    await config.save(model, place);
    if (config.verbose) config.print!(`Epoch ${epoch + 1}: saved the model to ${place}`);
  }

  return {
    getState: () => ({ best, batches, epoch }),
    setState(state) {
      ({ best, batches, epoch } = state as { best: number | undefined; batches: number; epoch: number });
    },
    onEpochBegin(now) {
      epoch = now;
    },
    async onTrainBatchEnd(_batch, logs, model) {
      if (typeof config.saveFreq === "number" && ++batches % config.saveFreq === 0) await save(logs, model);
    },
    async onEpochEnd(_epoch, logs, model) {
      if (config.saveFreq === "epoch") await save(logs, model);
    },
  };
}

/** A path with names of numbers replaced by the numbers. */
function filled(path: string, numbers: Logs): string {
  return path.replaceAll(/\{(\w+)(?::0?(\d*)d|:\.(\d+)f)?\}/g, (_, name: string, width?: string, digits?: string) => {
    const value = numbers[name];
    if (value === undefined) throw unknownName("number in the path of modelCheckpoint", name, Object.keys(numbers));
    if (digits !== undefined) return value.toFixed(Number(digits));
    return String(value).padStart(Number(width ?? 0), "0");
  });
}
