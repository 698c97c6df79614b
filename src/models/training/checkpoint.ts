/** Training that resumes where it was interrupted, to the last bit. */
import { type FolderLock, releaseLocks } from "../../files/lock.ts";
import {
  ConfigError,
  type Declared,
  readOptions,
  type Shape,
  type Tensor,
  type TypedArray,
  takes,
  tensor,
} from "../../tensor/index.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import { lockCheckpoint, readCheckpoint, writeCheckpoint } from "./checkpoint-file.ts";
import { endInterrupted, Interrupt } from "./interrupt.ts";
import type { Logs } from "./logs.ts";
import type { Objective } from "./objective.ts";

/** Where and how often `fit` saves its state. */
export interface CheckpointOptions {
  /** The folder; created if missing. */
  dir: string;
  /** Save after so many steps. */
  everySteps?: number | undefined;
  /** Save after so many epochs. */
  everyEpochs?: number | undefined;
  /** Save after so many seconds, at the end of a step. Default 30, if neither of the others is given. */
  everySeconds?: number | undefined;
}

const checkpointOptions = {
  dir: takes.required(takes.path),
  everySteps: takes.positiveInteger,
  everyEpochs: takes.positiveInteger,
  everySeconds: takes.nonNegativeNumber,
} satisfies Declared<CheckpointOptions>;

/** The position of a training. */
export interface Position {
  seed: number;
  epoch: number;
  /** Batches of this epoch already done. */
  batch: number;
  /** Steps done before this epoch: they determine its order of samples. */
  epochStart: number;
  logs: Logs;
}

/** What must be the same for a run to resume. */
export type Plan = Readonly<Record<string, number | string | boolean | undefined>>;

interface Content {
  plan: Plan;
  position: Position;
  stopTraining: boolean;
  weights: Values[];
  states: (Values[] | undefined)[];
  objective: unknown;
  optimizer: unknown;
  callbacks: unknown[];
}

interface Values {
  shape: Shape;
  values: TypedArray;
}

/** The part of callbacks that a checkpoint saves. */
interface Gathering {
  getState(): unknown[];
  setState(states: readonly unknown[]): void;
}

/** The checkpoint of one run of `fit`. */
export class Checkpoint {
  private readonly dir: string;
  private readonly everySteps: number;
  private readonly everyEpochs: number;
  private readonly everySeconds: number;
  private savedAt = performance.now();
  private savedSteps: number;
  private readonly interrupt = new Interrupt();
  private lock: FolderLock | undefined;

  /** @throws ConfigError for an unknown option or a count below 0 */
  constructor(
    options: string | CheckpointOptions,
    private readonly model: AnyModelLayer,
    private readonly objective: Objective,
    private readonly callbacks: Gathering,
    private readonly plan: Plan,
  ) {
    const given: CheckpointOptions = typeof options === "string" ? { dir: options } : options;
    readOptions("checkpoint", given, checkpointOptions);
    const never = Number.POSITIVE_INFINITY;
    this.dir = given.dir;
    this.everySteps = given.everySteps ?? never;
    this.everyEpochs = given.everyEpochs ?? never;
    this.everySeconds = given.everySeconds ?? (given.everySteps || given.everyEpochs ? never : 30);
    this.savedSteps = objective.steps;
  }

  /**
   * Locks the folder for this process, and restores its state; undefined if it has none.
   * @throws FormatError when the file is damaged; ConfigError when it is of another model, other data or other options, or
   *   when another training writes to the folder; IoError when the folder cannot be read, or written to
   */
  async resume(): Promise<Position | undefined> {
    this.lock = await lockCheckpoint(this.dir);
    try {
      const content = (await readCheckpoint(this.dir)) as Content | undefined;
      return content && this.takeUp(content);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  private takeUp(content: Content): Position {
    const { model } = this;
    for (const name of Object.keys(this.plan)) {
      if (content.plan[name] === this.plan[name]) continue;
      throw new ConfigError({
        what: `The checkpoint in ${this.dir} belongs to another training.`,
        expected: `${name} ${content.plan[name]}`,
        received: `${name} ${this.plan[name]}`,
        hint: "run the program that began it, or choose another folder",
      });
    }
    model.setWeights(content.weights.map(restored));
    for (const [i, layer] of model.statefulLayers.entries()) layer.resetStates(content.states[i]?.map(restored));
    this.objective.setState(content.objective);
    this.objective.optimizer.setState(model.trainableWeights, content.optimizer);
    this.callbacks.setState(content.callbacks);
    model.stopTraining = content.stopTraining;
    this.savedSteps = this.objective.steps;
    return content.position;
  }

  /** In Node, makes Ctrl-C stop training after the running step, until {@link release}. */
  watch(): void {
    this.interrupt.watch();
  }

  /** Undoes {@link watch} and {@link resume}. */
  release(): void {
    this.lock?.release();
    this.interrupt.release();
  }

  /** After a step: saves if it is time, either between epochs, or if every metric can save its state. */
  async afterStep(position: Position): Promise<void> {
    const { steps } = this.objective;
    const isDue =
      steps - this.savedSteps >= this.everySteps ||
      (position.batch === 0 && position.epoch % this.everyEpochs === 0) ||
      performance.now() - this.savedAt >= this.everySeconds * 1000;
    if (!isDue && !this.interrupt.happened) return;
    const canSave = position.batch === 0 || this.objective.tellsState;
    if (canSave) await this.save(position);
    if (this.interrupt.happened) this.end();
  }

  /** Writes everything. @throws IoError when it cannot; then the last good checkpoint is still there */
  async save(position: Position): Promise<void> {
    const { model, objective } = this;
    const content: Content = {
      plan: this.plan,
      position,
      stopTraining: model.stopTraining,
      weights: model.getWeights().map(held),
      states: model.statefulLayers.map(({ states }) => states?.map(held)),
      objective: objective.getState(),
      optimizer: objective.optimizer.getState(model.trainableWeights),
      callbacks: this.callbacks.getState(),
    };
    this.lock?.check();
    await writeCheckpoint(this.dir, content);
    this.savedAt = performance.now();
    this.savedSteps = objective.steps;
  }

  private end(): never {
    this.release();
    releaseLocks();
    endInterrupted(`Training was interrupted and saved in ${this.dir}. Run the same program again to go on.`);
  }
}

function held(value: Tensor): Values {
  return { shape: value.shape, values: value.dataSync() };
}

function restored({ shape, values }: Values): Tensor {
  return tensor(values, shape);
}
