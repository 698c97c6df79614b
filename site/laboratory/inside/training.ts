/** Networks that learn a task side by side, and what one sees of them. */
import { input, layers, type Model, model, optimizers, Random, type Tensor, tensor } from "recurve";
import type { Line } from "../shared/worker-calls.ts";
import { makeLayer } from "./make-layer.ts";
import { type PicturedLayer, picturedLayers, recurrentLayers } from "./pictured.ts";
import { type CellName, cellNames, type Setup } from "./setup.ts";
import { batchAt, type Sample, type Task, taskOf } from "./tasks.ts";

/** How one cell's learning went. */
export interface Curve {
  readonly cell: CellName;
  /** Losses of the steps at `Frame.steps`. */
  readonly losses: readonly number[];
  /** The share of right answers on sequences that were not trained on. */
  readonly right: number;
  /** The size of the loss's gradient at each step of the example, of the top layer. */
  readonly gradient: readonly number[];
}

/** A picture of the networks at a step of training. */
export interface Frame {
  readonly trained: number;
  /** The steps of training that the losses belong to. */
  readonly steps: readonly number[];
  readonly curves: readonly Curve[];
  /** The network of the chosen cell on an example. */
  readonly layers: readonly PicturedLayer[];
  readonly inputs: readonly string[];
  readonly wanted: readonly string[];
  readonly given: readonly string[];
  /** Whether each answer is right. */
  readonly right: readonly boolean[];
}

const BATCH = 32;
/** The number of sequences on which the share of right answers is measured. */
const HELD_OUT = 64;
/** The interval between frames in milliseconds, so that a page has time to draw. */
const FRAME_EVERY = 150;
/** The most points of a curve of losses. */
const POINTS = 400;

interface Run {
  readonly cell: CellName;
  readonly network: Model<any>;
  readonly losses: number[];
}

/** A training that can be gone on with. */
export class Training {
  private readonly task: Task;
  private readonly runs: readonly Run[];
  private readonly example: Sample;
  private readonly heldOut: readonly Sample[];
  private trained = 0;

  constructor(private readonly setup: Setup) {
    this.task = taskOf(setup);
    const cells = setup.compare ? cellNames : [setup.cell];
    this.runs = cells.map((cell) => ({ cell, network: learner({ ...setup, cell }, this.task), losses: [] }));
    // stream 0 is not trained on
    const random = new Random(setup.seed, 0);
    this.example = this.task.draw(random);
    this.heldOut = Array.from({ length: HELD_OUT }, () => this.task.draw(random));
  }

  /** Trains up to a step, unless the line says to stop; tells of frames on the way, and gives the last. */
  async trainTo(end: number, line: Line<Frame>): Promise<Frame> {
    let told = performance.now();
    while (this.trained < end && !line.signal.aborted) {
      const batch = batchAt(this.task, this.setup.seed, this.trained, BATCH);
      const [x, y] = [tensor(batch.map((each) => each.x as number[][])), targetsOf(this.task, batch)];
      for (const { network, losses } of this.runs) losses.push((await network.trainOnBatch(x, y)).loss!);
      this.trained++;
      if (performance.now() - told < FRAME_EVERY) continue;
      line.tell(this.frame());
      told = performance.now();
      await line.breathe();
    }
    return this.frame();
  }

  frame(): Frame {
    const { trained, task, example } = this;
    const stride = Math.max(1, Math.ceil(trained / POINTS));
    const steps = Array.from({ length: Math.ceil(trained / stride) }, (_, i) => i * stride);
    const chosen = this.runs.find(({ cell }) => cell === this.setup.cell)!;
    const given = answers(chosen.network, task, [example])[0]!;
    const pictured = new Map(this.runs.map((run) => [run, pictureOf(run.network, task, example)]));
    return {
      trained,
      steps,
      curves: this.runs.map((run) => ({
        cell: run.cell,
        losses: steps.map((step) => meanOf(run.losses.slice(step, step + stride))),
        right: this.shareOfRight(run.network),
        gradient: pictured.get(run)!.at(-1)!.gradient ?? [],
      })),
      layers: pictured.get(chosen)!,
      inputs: example.x.map(task.inputLabel),
      wanted: example.y.map(task.outputLabel),
      given: given.map(task.outputLabel),
      right: given.map((answer, t) => task.isRight(answer, example.y[t]!)),
    };
  }

  private shareOfRight(network: Model<any>): number {
    const all = answers(network, this.task, this.heldOut).flatMap((given, i) =>
      given.map((answer, t) => this.task.isRight(answer, this.heldOut[i]!.y[t]!)),
    );
    return all.filter(Boolean).length / all.length;
  }

  dispose(): void {
    for (const { network } of this.runs) network.dispose();
  }
}

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** The network of the switches, with a layer on top that answers. */
export function learner({ cell, units, stacked, bidirectional, seed, rate }: Setup, task: Task): Model<any> {
  const recurrent = (returnSequences: boolean): layers.Layer<1> => {
    const layer: layers.RNN<1> = makeLayer(cell, { units, returnSequences });
    return bidirectional ? layers.bidirectional({ layer }) : layer;
  };
  const x = input({ shape: [null, task.features] });
  const below = stacked ? recurrent(true).apply(x) : x;
  const activation = (
    { binaryCrossentropy: "sigmoid", categoricalCrossentropy: "softmax", meanSquaredError: "linear" } as const
  )[task.loss];
  const outputs = layers.dense({ units: task.outputs, activation }).apply(recurrent(task.every).apply(below));
  const network = model({ inputs: x, outputs, seed });
  network.compile({ loss: task.loss, optimizer: optimizers.adam({ learningRate: Number(rate), clipnorm: 1 }) });
  return network;
}

function targetsOf(task: Task, batch: readonly Sample[]) {
  return tensor(task.every ? batch.map(({ y }) => y as number[][]) : batch.map(({ y }) => y[0] as number[]));
}

/** Of each sample the outputs: at every step, or one. */
function answers(network: Model<any>, task: Task, samples: readonly Sample[]): number[][][] {
  const given = network.predict(tensor(samples.map(({ x }) => x as number[][])), {
    batchSize: samples.length,
  }) as Tensor;
  const flat = Array.from(given.dataSync() as Float32Array);
  const count = flat.length / samples.length / task.outputs;
  return samples.map((_, i) =>
    Array.from({ length: count }, (_, t) => {
      const begin = (i * count + t) * task.outputs;
      return flat.slice(begin, begin + task.outputs);
    }),
  );
}

function pictureOf(network: Model<any>, task: Task, example: Sample): PicturedLayer[] {
  const x = tensor([example.x as number[][]]);
  // one answer, the last: how far back does it reach?
  const last = example.y.length - 1;
  const weights = task.every ? { sampleWeight: tensor([example.y.map((_, t) => (t === last ? 1 : 0))]) } : {};
  const traced = network.traceGradient(x, targetsOf(task, [example]), weights);
  const gradients = traced.layers.map(({ size }) => Array.from(size.dataSync()));
  return picturedLayers(network.trace(x), recurrentLayers(network.layers), gradients, 0);
}
