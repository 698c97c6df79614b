/** Running a model one time step at a time, its states kept between calls. */
import { Variable } from "../autodiff/variable.ts";
import type { Recording } from "../backend/backend.ts";
import { backend, step } from "../backend/current.ts";
import type { RNN } from "../layers/rnn/rnn.ts";
import {
  ConfigError,
  checkOption,
  makeArray,
  readOptions,
  type Shape,
  ShapeError,
  shown,
  sizeOf,
  Tensor,
  type TensorLike,
  type TypedArray,
  takes,
} from "../tensor/index.ts";
import type { AnyModelLayer } from "./model-layer.ts";
import { checkPerStep, recurrentLayers } from "./per-step.ts";
import { inferenceRun } from "./training/train-step.ts";

/** Options of `model.stream`: how many sequences run side by side. */
export interface StreamOptions {
  /** How many sequences run side by side. Default 1. */
  batch?: number | undefined;
}

/** One time step of an input: its numbers, row after row. */
export type StepInput = ArrayLike<number> | Tensor;

/** Frees the memory of a recording when its stepper is collected. */
const reclaim = new FinalizationRegistry<Recording>((recording) => recording.release());

/**
 * A model that takes one time step per call; `model.stream` makes one. A step returns the same bits as `predict` at
 * that place of the whole sequence.
 *
 * On the `wasm` backend the first call records the kernel calls of a step, and later calls repeat them at the same
 * addresses: no tensor is made and nothing is allocated. A model in which numbers are read outside the kernels (a mask,
 * your own cell) runs without a recording, with the same results.
 */
export class Stepper {
  /** The outputs of the last step: for each output of the model its numbers, row after row. Always the same arrays. */
  readonly outputs: readonly Float32Array[];
  private readonly batch: number;
  private readonly inputs: readonly Variable[];
  private readonly results: readonly Variable[];
  private readonly carried: ReadonlyMap<RNN<number>, readonly Variable[]>;
  private readonly views = new Map<Variable, TypedArray>();
  private recording: Recording | undefined;
  private recorded = false;

  /** @throws ConfigError when the model has a layer that needs more than one time step at once */
  constructor(
    private readonly model: AnyModelLayer,
    options: StreamOptions = {},
  ) {
    const { batch } = readOptions("stream", options, { batch: takes.withDefault(takes.positiveInteger, 1) });
    this.batch = batch;
    checkPerStep(model.prepare(model.inputs.map(({ shape }) => shape)), "stream");
    this.inputs = model.inputs.map(({ shape, dtype, layer }) =>
      variable(`input ${layer.name}`, stepShape(batch, shape, layer.name), dtype),
    );
    const layers = recurrentLayers(model);
    this.carried = new Map(layers.map((layer) => [layer, firstStates(layer, batch)]));
    const shapes = model.computeOutputShapes(this.inputs.map(({ shape }) => shape)) as Shape[];
    this.results = shapes.map((shape, i) => variable(`output ${i}`, shape));
    this.outputs = this.results.map(({ size }) => new Float32Array(size));
  }

  /**
   * Runs one time step.
   * @param inputs for each input of the model the numbers of its step: batch · features of them, or batch ids
   * @returns the first output's numbers, batch · width of them, in an array that the next step overwrites
   * @throws ShapeError when there are not as many numbers as a step has
   */
  step(...inputs: readonly StepInput[]): Float32Array {
    for (let i = 0; i < this.inputs.length; i++) this.fill(i, inputs[i]);
    if (this.recording) this.recording.run();
    else this.firstRun();
    for (let i = 0; i < this.results.length; i++) this.outputs[i]!.set(this.view(this.results[i]!));
    return this.outputs[0]!;
  }

  /** Starts new sequences: the next step begins with the layers' initial states. */
  reset(): void {
    for (const [layer, variables] of this.carried) {
      const first = layer.cell.initialStates(this.batch);
      for (const [i, state] of variables.entries()) state.assign(first[i]!);
    }
  }

  /** Copies of the states, layer by layer, each layer's in the order in which `returnState` gives them. */
  get states(): Tensor[] {
    return [...this.carried.values()].flat().map((state) => state.snapshot());
  }

  /** Continues from other states, such as those of an encoder. @throws ShapeError when count or shapes differ */
  setStates(states: readonly TensorLike[]): void {
    const variables = [...this.carried.values()].flat();
    checkOption("setStates", "states", states, takes.list);
    if (states.length !== variables.length) {
      throw new ShapeError({
        what: "The states do not fit the model.",
        expected: `${variables.length} states: ${[...this.carried].map(([{ name }, list]) => `${list.length} of "${name}"`).join(", ")}`,
        received: shown(states.length),
      });
    }
    for (const [i, state] of variables.entries()) state.assign(states[i]!);
  }

  /** Frees its memory at once; without it, the memory is freed when the stepper is collected. */
  dispose(): void {
    this.recording?.release();
    reclaim.unregister(this);
    this.recording = undefined;
    this.recorded = false;
    this.views.clear();
    for (const each of [...this.inputs, ...this.results, ...[...this.carried.values()].flat()]) each.dispose();
  }

  /** Runs the model, and records the run if possible. */
  private firstRun(): void {
    const engine = backend();
    if (this.recorded || !engine.record) {
      this.compute();
      return;
    }
    this.recording = engine.record(() => this.compute());
    this.recorded = true;
    if (this.recording) reclaim.register(this, this.recording, this);
  }

  private compute(): void {
    step(() => {
      const run = inferenceRun(this.model);
      run.carried = new Map([...this.carried].map(([layer, states]) => [layer, states.map(({ value }) => value)]));
      const outputs = this.model.run(
        this.inputs.map(({ value }) => value),
        {},
        run,
      );
      for (const [i, output] of outputs.entries()) this.results[i]!.assign(output);
      for (const [layer, states] of this.carried) {
        for (const [i, state] of states.entries()) state.assign(run.carried.get(layer)![i]!);
      }
    });
  }

  private fill(index: number, input: StepInput | undefined): void {
    const target = this.inputs[index]!;
    const values = input instanceof Tensor ? input.read() : input;
    if (!takes.numbers.accepts(values) || values.length !== target.size) {
      throw new ShapeError({
        what: `A step of ${target.name} does not fit.`,
        expected: `${target.size} numbers`,
        received: takes.numbers.accepts(values) ? `${values.length}` : values === undefined ? "nothing" : shown(values),
      });
    }
    this.view(target).set(values);
  }

  /** A variable's elements; looked up again after its memory has moved. */
  private view(of: Variable): TypedArray {
    let view = this.views.get(of);
    if (!view || view.length !== of.size) {
      view = of.value.storage.read();
      this.views.set(of, view);
    }
    return view;
  }
}

function variable(name: string, shape: Shape, dtype: Tensor["dtype"] = "float32"): Variable {
  const made = new Variable({ name, shape, dtype, initialize: () => makeArray(dtype, sizeOf(shape)) });
  // in kernel memory from now on, not when a step first writes to it
  made.value;
  return made;
}

/** The shape of a time step of an input: (batch, 1, features ...). */
function stepShape(batch: number, shape: readonly (number | null)[], name: string): Shape {
  const rest = shape.slice(2);
  if (shape.length >= 2 && rest.every((length) => length !== null)) return [batch, 1, ...(rest as number[])];
  throw new ConfigError({
    what: `stream: the input "${name}" is not a sequence of steps of a known shape.`,
    expected: "shape (batch, time), or (batch, time, features) with known features",
    received: `(${shape.map((length) => length ?? "None").join(", ")})`,
  });
}

function firstStates(layer: RNN<number>, batch: number): Variable[] {
  return layer.cell.initialStates(batch).map((state, i) => {
    const kept = variable(`state ${i} of ${layer.name}`, state.shape);
    kept.assign(state);
    return kept;
  });
}
