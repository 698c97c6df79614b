/** Recurrent layers and wrappers, with what their objects tell in TensorFlow.js. */
import type * as core from "../../index.ts";
import { chained, type Tensor, tensorOf } from "../tensors/index.ts";
import type { Like } from "../types.ts";
import { faceOf } from "./faces.ts";
import { Layer, type Tensors } from "./layer.ts";
import type { RNNCell } from "./rnn-cell.ts";

type CoreRNN = core.layers.RNN<number>;

/** A recurrent layer. */
export class RNN extends Layer {
  private get inner(): CoreRNN {
    return this.core as unknown as CoreRNN;
  }
  /** The cell that the layer walks over time. */
  get cell(): RNNCell {
    return faceOf(this.inner.cell as never) as RNNCell;
  }
  /** Whether the layer gives its output at every step. */
  get returnSequences(): boolean {
    return this.inner.config.returnSequences;
  }
  /** Whether the layer also returns its states. */
  get returnState(): boolean {
    return this.inner.config.returnState;
  }
  /** Whether the layer reads from the last step to the first. */
  get goBackwards(): boolean {
    return this.inner.config.goBackwards;
  }
  /** The states of a stateful layer after its last batch; nulls before. */
  get states(): Tensor[] {
    const states: (Tensor | null)[] =
      this.inner.states?.map((each) => chained(each)) ?? this.inner.cell.stateSizes.map(() => null);
    return states as Tensor[];
  }
  /** The mask of the output, where it has steps; the states have none. */
  override computeMask(_inputs: Tensors, mask?: Tensors | null): Tensors {
    const [first = null] = [mask ?? null].flat();
    const output = this.returnSequences ? first : null;
    return (this.returnState ? [output, ...this.states.map(() => null)] : output) as Tensors;
  }
  /** The states from which the layer starts on these inputs: zeros. */
  getInitialState(inputs: Like): Tensor[] {
    const { shape } = tensorOf(inputs);
    this.build([...shape]);
    return this.inner.cell.initialStates(shape[0]!).map(chained);
  }
  /** The states of a stateful layer. */
  getStates(): Tensor[] {
    return this.states;
  }
  /** Sets the states of a stateful layer. */
  setStates(states: readonly Like[]): void {
    this.inner.resetStates(states.map((each) => tensorOf(each)));
  }
}

/** A recurrent layer run in both directions of time. */
export class Bidirectional extends Layer {
  constructor(args: ConstructorParameters<typeof Layer>[0]) {
    super(args);
    // Keras gives zeros for masked steps, TensorFlow.js the output of the step before
    const { forwardLayer, backwardLayer } = this.inner;
    for (const layer of [forwardLayer, backwardLayer]) layer.repeatAtMasked();
  }

  private get inner(): core.layers.Bidirectional {
    return this.core as unknown as core.layers.Bidirectional;
  }
  /** The layer that reads from the first step to the last. */
  get forwardLayer(): RNN {
    return rnnOf(this.inner.forwardLayer);
  }
  /** The layer that reads from the last step to the first. */
  get backwardLayer(): RNN {
    return rnnOf(this.inner.backwardLayer);
  }
  /** How the outputs of the two directions are joined. */
  get mergeMode(): core.layers.MergeMode {
    return this.inner.config.mergeMode;
  }
  /** The mask of each output, where it has steps; the states have none. */
  override computeMask(inputs: Tensors, mask?: Tensors | null): Tensors {
    const [output, ...states] = [this.forwardLayer.computeMask(inputs, mask)].flat();
    const outputs = this.mergeMode === null ? [output, output] : [output];
    const all = [...outputs, ...states, ...states] as Tensor[];
    return all.length === 1 ? all[0]! : all;
  }
  override resetStates(states?: Tensors): void {
    const list = states === undefined ? undefined : [states].flat();
    const half = list && list.length / 2;
    this.forwardLayer.resetStates(list?.slice(0, half));
    this.backwardLayer.resetStates(list?.slice(half));
  }
}

/** A layer applied to every step of a sequence. */
export class TimeDistributed extends Layer {
  /** The layer that is applied. */
  get layer(): Layer {
    return faceOf((this.core.config as { layer: never }).layer);
  }
}

const rnnOf = (inner: CoreRNN) => faceOf(inner as never) as RNN;
