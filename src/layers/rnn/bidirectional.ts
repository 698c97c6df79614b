/** A recurrent layer run in both directions of time (Schuster & Paliwal, "Bidirectional recurrent neural networks", 1997). */
import { add, concatenate, divide, multiply, reverse } from "../../ops/index.ts";
import {
  type Complete,
  ConfigError,
  checkOption,
  type Declared,
  hasName,
  readOptions,
  shown,
  type Tensor,
  takes,
  unknownName,
} from "../../tensor/index.ts";
import { type LayerConfig, layerOptions } from "../config.ts";
import type { CallContext } from "../context.ts";
import { Layer } from "../layer.ts";
import type { CallOptions, OpenShape } from "../symbolic.ts";
import type { BidirectionalValues, LayerTrace } from "../trace-values.ts";
import { RNN } from "./rnn.ts";

/** How the outputs of the two directions are joined; `null` gives both. */
export type MergeMode = "concat" | "sum" | "mul" | "ave" | null;

/** Options of `layers.bidirectional`: the layer for each direction, and how their outputs are merged. */
export interface BidirectionalOptions<Inner extends RNN<number> = RNN<number>> extends LayerConfig {
  /** The layer to run forwards; a copy of its configuration runs backwards. Its weights are not shared. */
  layer: Inner;
  /** Default "concat". */
  mergeMode?: MergeMode | undefined;
  /** Another layer for the backward direction, with `goBackwards: true`. */
  backwardLayer?: RNN<number> | undefined;
}

const bidirectionalOptions = {
  ...layerOptions,
  layer: takes.required(takes.anything),
  mergeMode: takes.withDefault(takes.anything, "concat"),
  backwardLayer: takes.anything,
} satisfies Declared<BidirectionalOptions>;

const merges: Record<Exclude<MergeMode, null>, (forward: Tensor, backward: Tensor) => Tensor> = {
  concat: (forward, backward) => concatenate([forward, backward]),
  sum: add,
  mul: multiply,
  ave: (forward, backward) => divide(add(forward, backward), 2),
};

const aRecurrentLayer = /* @__PURE__ */ takes.check<RNN<number>>("a recurrent layer", (value) => value instanceof RNN);

/** Two layers, one for each direction; see {@link bidirectional}. */
export class Bidirectional<Count extends number = 1> extends Layer<Count> {
  override readonly className = "Bidirectional";
  override readonly inputCount: number | undefined;
  override readonly supportsMasking = true;
  override readonly callOptions: readonly (keyof CallOptions)[];
  override readonly config: Complete<BidirectionalOptions, typeof bidirectionalOptions>;
  /** The layer that reads from the first step to the last. */
  readonly forwardLayer: RNN<number>;
  /** The layer that reads from the last step to the first. */
  readonly backwardLayer: RNN<number>;

  constructor(options: BidirectionalOptions) {
    super();
    this.config = readOptions("Bidirectional", options, bidirectionalOptions);
    const { layer, backwardLayer, mergeMode } = this.config;
    if (!(layer instanceof RNN)) {
      throw new ConfigError({
        what: "Bidirectional wraps a recurrent layer.",
        expected: "{ layer: layers.lstm({ units: 8 }) } or another recurrent layer",
        received: (layer as { className?: string } | undefined)?.className ?? shown(layer),
      });
    }
    if (backwardLayer !== undefined) checkOption("Bidirectional", "backwardLayer", backwardLayer, aRecurrentLayer);
    if (mergeMode !== null && !hasName(merges, mergeMode))
      throw unknownName("mergeMode", mergeMode, Object.keys(merges));
    // as in Keras, a bidirectional layer zeroes masked steps of sequences, so that both directions line up
    const zeroOutputForMask = layer.config.returnSequences;
    this.forwardLayer = layer.clone({ name: `forward_${layer.name}`, zeroOutputForMask });
    this.backwardLayer = (backwardLayer ?? layer).clone({
      name: backwardLayer ? backwardLayer.name : `backward_${layer.name}`,
      goBackwards: backwardLayer ? backwardLayer.config.goBackwards : !layer.config.goBackwards,
      zeroOutputForMask,
    });
    this.checkDirections();
    this.inputCount = this.forwardLayer.inputCount;
    this.callOptions = this.forwardLayer.callOptions;
  }

  private checkDirections(): void {
    const [forward, backward] = [this.forwardLayer.config, this.backwardLayer.config];
    if (forward.goBackwards === backward.goBackwards) {
      throw new ConfigError({
        what: "The two layers of a Bidirectional run in the same direction.",
        expected: "one of them with goBackwards: true",
        received: `goBackwards: ${forward.goBackwards} on both`,
      });
    }
    for (const option of ["stateful", "returnSequences", "returnState"] as const) {
      if (forward[option] === backward[option]) continue;
      throw new ConfigError({
        what: `The two layers of a Bidirectional differ in ${option}.`,
        expected: "the same value on both",
        received: `${forward[option]} and ${backward[option]}`,
      });
    }
  }

  override get children(): readonly Layer<number>[] {
    return [this.forwardLayer, this.backwardLayer];
  }

  override get outputCount(): Count {
    const counts = this.forwardLayer.outputCount + this.backwardLayer.outputCount;
    return (this.config.mergeMode === null ? counts : counts - this.sequences) as Count;
  }

  /** Number of outputs of each direction besides its states. */
  private get sequences(): number {
    return this.forwardLayer.cell.outputShapes.length;
  }

  /** A stateful layer's states: those of the forward layer, then those of the backward one. */
  get states(): readonly Tensor[] | undefined {
    const { states } = this.forwardLayer;
    return states && [...states, ...this.backwardLayer.states!];
  }

  /** Resets stateful layers: the next batch starts from zeros, or from the given states (forward ones first). */
  resetStates(states?: readonly Tensor[]): void {
    const count = this.forwardLayer.cell.stateSizes.length;
    this.forwardLayer.resetStates(states?.slice(0, count));
    this.backwardLayer.resetStates(states?.slice(count));
  }

  /** Which path each direction uses, and why. */
  explainPath(): string {
    const [forward, backward] = [this.forwardLayer.explainPath(), this.backwardLayer.explainPath()];
    return forward === backward ? forward : `forward ${forward}; backward ${backward}`;
  }

  override computeOutputShapes(inputs: readonly OpenShape[], options: CallOptions = {}): OpenShape[] {
    const forward = this.forwardLayer.computeOutputShapes(inputs, options);
    const backward = this.backwardLayer.computeOutputShapes(inputs, options);
    return this.joined(forward, backward, (one, other) => this.mergedShape(one, other));
  }

  /** The outputs of both directions, merged in pairs or one after the other, then the states of each. */
  private joined<T>(forward: readonly T[], backward: readonly T[], merge: (forward: T, backward: T) => T): T[] {
    const { sequences } = this;
    const [one, other] = [forward.slice(0, sequences), backward.slice(0, sequences)];
    const outputs = this.config.mergeMode === null ? [...one, ...other] : one.map((each, i) => merge(each, other[i]!));
    return [...outputs, ...forward.slice(sequences), ...backward.slice(sequences)];
  }

  private mergedShape(forward: OpenShape, backward: OpenShape): OpenShape {
    const { mergeMode } = this.config;
    const [width, other] = [forward.at(-1)!, backward.at(-1)!];
    if (mergeMode === "concat") return [...forward.slice(0, -1), width + other];
    if (width === other) return forward;
    throw new ConfigError({
      what: `mergeMode "${mergeMode}" needs both directions of one width.`,
      expected: `${width} units on both`,
      received: `${width} and ${other}`,
      hint: 'use mergeMode "concat" for different widths',
    });
  }

  protected override build(inputs: readonly OpenShape[]): void {
    this.forwardLayer.ensureBuilt(inputs);
    this.backwardLayer.ensureBuilt(inputs);
  }

  override call(inputs: readonly Tensor[], context: CallContext): Tensor[] {
    const { masks, training, run, initialState, constants } = context;
    const split = this.forwardLayer.cell.stateSizes.length;
    const mask = inputs.map((_, i) => masks[i] ?? null);
    const direction = (layer: RNN<number>, states: readonly Tensor[] | undefined) =>
      layer.run(
        inputs,
        { training, mask, ...(states && { initialState: states }), ...(constants && { constants }) },
        run,
      );
    const forward = direction(this.forwardLayer, initialState?.slice(0, split));
    const backward = direction(this.backwardLayer, initialState?.slice(split));
    const isSequence = (i: number) => this.forwardLayer.config.returnSequences && i < this.sequences;
    const aligned = backward.map((output, i) => (isSequence(i) ? reverse(output, 1) : output));
    return this.joined(forward, aligned, merges[this.config.mergeMode ?? "concat"]);
  }

  override computeMasks(inputs: readonly Tensor[], context: CallContext): (Tensor | undefined)[] {
    const masks = this.forwardLayer.computeMasks(inputs, context);
    return this.config.mergeMode === null ? [...masks, ...masks] : masks;
  }

  override trace(...given: Parameters<Layer<Count>["trace"]>): LayerTrace & BidirectionalValues {
    return super.trace(...given) as LayerTrace & BidirectionalValues;
  }
}

/** How many tensors a Bidirectional returns: one more for `mergeMode: null`, and the states of both directions. */
type BidirectionalCount<C> = C extends { layer: RNN<infer N> }
  ? C extends { mergeMode: null }
    ? { 1: 2; 2: 4; 3: 6 }[N & (1 | 2 | 3)]
    : { 1: 1; 2: 3; 3: 5 }[N & (1 | 2 | 3)]
  : number;

/**
 * A recurrent layer run forwards and backwards over time.
 *
 * With `returnSequences` the outputs of each time step are joined by `mergeMode`; without, the last output of each
 * direction. Outputs: the joined one (or both, with `mergeMode: null`), then with `returnState` the states of the
 * forward and of the backward layer.
 */
export function bidirectional<const C extends BidirectionalOptions>(options: C): Bidirectional<BidirectionalCount<C>> {
  return new Bidirectional(options);
}
