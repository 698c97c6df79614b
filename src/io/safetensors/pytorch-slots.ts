/** The places in a model that PyTorch's modules fill: for each layer, PyTorch's names, shapes and layouts of its weights. */
import type { Variable } from "../../autodiff/variable.ts";
import { BatchNormalization } from "../../layers/batch-normalization.ts";
import { Convolution } from "../../layers/convolution.ts";
import { Dense } from "../../layers/dense.ts";
import { DepthwiseConvolution } from "../../layers/depthwise-convolution.ts";
import { Embedding } from "../../layers/embedding.ts";
import { Layer } from "../../layers/layer.ts";
import { LayerNormalization } from "../../layers/layer-normalization.ts";
import { PReLU } from "../../layers/rectifiers.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNNCell } from "../../layers/rnn/cell.ts";
import { RNN } from "../../layers/rnn/rnn.ts";
import { StackedRNNCells } from "../../layers/rnn/stacked-cells.ts";
import { TimeDistributed } from "../../layers/rnn/time-distributed.ts";
import { GroupNormalization } from "../../layers/sample-normalizations.ts";
import { TransposedConvolution } from "../../layers/transposed-convolution.ts";
import { Model } from "../../models/index.ts";
import { FormatError, joinInto, type Shape, sizeOf, transposedRows } from "../../tensor/index.ts";
import { type GatedLayer, type GateSystem, gateOrder } from "../gate-orders.ts";
import { isGraphModel } from "../keras-json/weights-layout.ts";
import { isBuiltIn } from "../layer-classes.ts";
import { storedWeights, TiedKernel } from "../ties.ts";
import type { NamedArray } from "./container.ts";
import { joinPath } from "./select-tensors.ts";

/** The values of a variable. */
export type Filling = readonly [variable: Variable, values: Float32Array];

/** A layer, or one level of a recurrent one, as PyTorch sees it. */
export interface Slot {
  /** The layer's path: its name in the model, of what lies inside with what holds it before it; "" for a layer alone. */
  readonly layer: string;
  /** PyTorch's shapes by PyTorch's names, which for recurrent modules carry no level: weight_ih, weight_hh_reverse. */
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly isRecurrent: boolean;
  /** Names that a file may leave out: of a matrix that is another layer's too. */
  readonly optional?: readonly string[];
  /** What the layer's variables become; the tensors have the shapes above. */
  read(tensors: ReadonlyMap<string, NamedArray>): Filling[];
  write(): Map<string, Float32Array>;
}

/**
 * The slots of a layer, or of all layers of a model, in its order; names begin inside of it.
 * @throws FormatError for a layer that no PyTorch module matches
 */
export const slotsOf = (owner: Layer<any, any>): Slot[] => slotsOfLayer(owner, "");

function slotsOfLayer(layer: Layer<number>, name: string): Slot[] {
  if (layer instanceof Model && isGraphModel(layer)) {
    return layer.layers.flatMap((inner) => slotsOfLayer(inner, joinPath(name, inner.name, "/")));
  }
  if (layer instanceof TimeDistributed) return slotsOfLayer(layer.layer, name);
  if (layer.weights.length === 0) return [];
  if (learnedKernels.some((kind) => layer instanceof kind)) return [kernelSlot(layer as LearnedKernel, name)];
  if (layer instanceof PReLU && isByChannel(layer)) return [flatSlot(name, "weight", layer.weights[0]!)];
  if (layer instanceof Embedding && layer.weights.length === 1)
    return [plainSlot(name, [["weight", layer.weights[0]!]])];
  if (
    (layer instanceof LayerNormalization && !layer.config.rmsScaling) ||
    layer instanceof BatchNormalization ||
    layer instanceof GroupNormalization
  ) {
    return [normalizationSlot(layer, name)];
  }
  if (layer instanceof Bidirectional) {
    const [forward, backward] = [layer.forwardLayer, layer.backwardLayer].map(({ cell }) => cellsOf(cell));
    if (forward!.length === backward!.length) {
      return forward!.map((cell, i) => recurrentSlot(name, [cell, backward![i]!]));
    }
  }
  if (layer instanceof RNN) {
    if (!isBuiltIn(layer.cell)) return slotsOfParts(layer.cell, joinPath(name, "cell", "/"));
    return cellsOf(layer.cell).map((cell) => recurrentSlot(name, [cell]));
  }
  if (layer instanceof StackedRNNCells) return layer.cells.map((cell) => recurrentSlot(name, [cell]));
  if (layer instanceof RNNCell && isBuiltIn(layer)) return [recurrentSlot(name, [layer])];
  if (!isBuiltIn(layer)) return slotsOfParts(layer, name);
  throw unmatched(layer, name);
}

/** A user's layer or model: its own weights as they are, under their fields, then the layers in its fields. */
function slotsOfParts(layer: Layer<number>, name: string): Slot[] {
  const parts = [...layer.parts];
  const fields = new Map(parts.map(([field, part]) => [part, field]));
  const inside = new Set(layer.children.flatMap(({ weights }) => weights));
  const holders = new Map<string, [string, Variable][]>();
  for (const weight of layer.weights.filter((each) => !inside.has(each))) {
    const field = fields.get(weight) ?? weight.name;
    const slash = field.lastIndexOf("/");
    const holder = joinPath(name, field.slice(0, Math.max(slash, 0)), "/");
    holders.set(holder, [...(holders.get(holder) ?? []), [field.slice(slash + 1), weight]]);
  }
  return [
    ...[...holders].map(([holder, weights]) => plainSlot(holder, weights)),
    ...parts.flatMap(([field, part]) => (part instanceof Layer ? slotsOfLayer(part, joinPath(name, field, "/")) : [])),
  ];
}

const cellsOf = (cell: RNNCell): readonly RNNCell[] => (cell instanceof StackedRNNCells ? cell.cells : [cell]);

const learnedKernels = [Dense, Convolution, TransposedConvolution, DepthwiseConvolution];
type LearnedKernel = Dense | Convolution | TransposedConvolution | DepthwiseConvolution;

/** Whether each channel has one slope, or all have the same: PyTorch has no others. */
const isByChannel = ({ weights: [alpha] }: PReLU) => alpha!.size === alpha!.shape.at(-1);

/**
 * A kernel (...window, features, units), which PyTorch has as (units, features, ...window), and its bias. The units of a transposed
 * convolution are its input's channels, in both systems; a depthwise one's are its outputs, made of one feature each.
 */
function kernelSlot(layer: LearnedKernel, name: string): Slot {
  const [kernel, bias] = storedWeights(layer) as [Variable, Variable?];
  const isTied = kernel instanceof TiedKernel;
  const window = kernel.shape.slice(0, -2);
  const last = kernel.shape.slice(-2) as [number, number];
  const [features, units] = layer instanceof DepthwiseConvolution ? [1, sizeOf(last)] : last;
  const taps = sizeOf(window);
  return {
    layer: name,
    isRecurrent: false,
    optional: isTied ? ["weight"] : [],
    shapes: new Map([["weight", [units, features, ...window]], ...(bias ? [["bias", bias.shape] as const] : [])]),
    read: (tensors) => [
      ...(isTied && !tensors.has("weight")
        ? []
        : [[kernel, reversedAxes(tensors.get("weight")!.values, units, features, taps)] as const]),
      ...(bias ? [[bias, tensors.get("bias")!.values] as const] : []),
    ],
    write: () =>
      new Map([
        ["weight", reversedAxes(valuesOf(kernel), taps, features, units)],
        ...(bias ? [["bias", valuesOf(bias)] as const] : []),
      ]),
  };
}

function normalizationSlot(layer: LayerNormalization | BatchNormalization | GroupNormalization, name: string): Slot {
  const names: Readonly<Record<string, string>> = {
    gamma: "weight",
    beta: "bias",
    moving_mean: "running_mean",
    moving_variance: "running_var",
  };
  return plainSlot(
    name,
    layer.weights.map((weight) => [names[weight.name]!, weight]),
  );
}

/** Weights that both systems lay out alike. */
function plainSlot(layer: string, weights: readonly (readonly [name: string, variable: Variable])[]): Slot {
  return {
    layer,
    isRecurrent: false,
    shapes: new Map(weights.map(([name, { shape }]) => [name, shape])),
    read: (tensors) => weights.map(([name, variable]) => [variable, tensors.get(name)!.values]),
    write: () => new Map(weights.map(([name, variable]) => [name, valuesOf(variable)])),
  };
}

/** A weight that PyTorch has as a list. */
const flatSlot = (layer: string, name: string, weight: Variable): Slot => ({
  ...plainSlot(layer, [[name, weight]]),
  shapes: new Map([[name, [weight.size]]]),
});

/** One level of nn.RNN, nn.LSTM or nn.GRU: a cell for each direction. */
function recurrentSlot(layer: string, cells: readonly RNNCell[]): Slot {
  const directions = cells.map((cell, i) => new Direction(cell, i === 0 ? "" : "_reverse", layer));
  return {
    layer,
    isRecurrent: true,
    shapes: new Map(directions.flatMap((direction) => direction.shapes())),
    read: (tensors) => directions.flatMap((direction) => direction.read(tensors)),
    write: () => new Map(directions.flatMap((direction) => direction.write())),
  };
}

/** The weights of one cell: PyTorch has them transposed, its gates in its own order, and always two biases. */
class Direction {
  private readonly kind: GatedLayer;
  private readonly kernel: Variable;
  private readonly recurrentKernel: Variable;
  private readonly bias: Variable | undefined;
  private readonly projection: Variable | undefined;
  private readonly hidden: number;
  private readonly width: number;
  private readonly features: number;

  constructor(
    cell: RNNCell,
    private readonly ending: string,
    name: string,
  ) {
    const kinds: Readonly<Record<string, GatedLayer>> = {
      LSTMCell: "LSTM",
      GRUCell: "GRU",
      SimpleRNNCell: "SimpleRNN",
    };
    const kind = Object.hasOwn(kinds, cell.className) ? kinds[cell.className] : undefined;
    if (!kind) throw unmatched(cell, name);
    if ((cell.config as { resetAfter?: boolean }).resetAfter === false) {
      throw new FormatError({
        what: `The GRU "${name}" resets before its recurrent kernel, PyTorch's after it.`,
        expected: "resetAfter: true",
        received: "resetAfter: false",
      });
    }
    this.kind = kind;
    const weight = (its: string) => cell.weights.find((each) => each.name === its);
    this.kernel = weight("kernel")!;
    this.recurrentKernel = weight("recurrent_kernel")!;
    this.bias = weight("bias");
    this.projection = weight("projection_kernel");
    [this.features, this.width] = this.kernel.shape as [number, number];
    this.hidden = this.recurrentKernel.shape[0]!;
  }

  shapes(): [string, Shape][] {
    const { width, features, hidden } = this;
    return [
      [this.named("weight_ih"), [width, features]],
      [this.named("weight_hh"), [width, hidden]],
      ...(this.bias ? ["bias_ih", "bias_hh"].map((name): [string, Shape] => [this.named(name), [width]]) : []),
      ...(this.projection ? [[this.named("weight_hr"), this.projection.shape.toReversed()] as [string, Shape]] : []),
    ];
  }

  read(tensors: ReadonlyMap<string, NamedArray>): Filling[] {
    const matrix = (name: string, columns: number) =>
      transposedRows(
        this.reordered(tensors.get(this.named(name))!.values, columns, "pytorch", "keras"),
        this.width,
        columns,
      );
    const fillings: Filling[] = [
      [this.kernel, matrix("weight_ih", this.features)],
      [this.recurrentKernel, matrix("weight_hh", this.hidden)],
    ];
    if (this.projection) {
      const { values } = tensors.get(this.named("weight_hr"))!;
      fillings.push([
        this.projection,
        transposedRows(values, ...(this.projection.shape.toReversed() as [number, number])),
      ]);
    }
    if (!this.bias) return fillings;
    const [input, recurrent] = ["bias_ih", "bias_hh"].map((name) =>
      this.reordered(tensors.get(this.named(name))!.values, 1, "pytorch", "keras"),
    ) as [Float32Array, Float32Array];
    // a GRU's reset gate is applied between its two biases; elsewhere only their sum matters
    const bias =
      this.bias.shape.length === 2
        ? joinInto(new Float32Array(2 * input.length), [input, recurrent])
        : input.map((b, i) => b + recurrent[i]!);
    return [...fillings, [this.bias, bias]];
  }

  write(): [string, Float32Array][] {
    const matrix = (weight: Variable, columns: number) =>
      this.reordered(transposedRows(valuesOf(weight), columns, this.width), columns, "keras", "pytorch");
    const written: [string, Float32Array][] = [
      [this.named("weight_ih"), matrix(this.kernel, this.features)],
      [this.named("weight_hh"), matrix(this.recurrentKernel, this.hidden)],
    ];
    if (this.projection) {
      const rows = transposedRows(valuesOf(this.projection), ...(this.projection.shape as [number, number]));
      written.push([this.named("weight_hr"), rows]);
    }
    if (!this.bias) return written;
    const bias = valuesOf(this.bias);
    const rows = [bias.subarray(0, this.width), bias.subarray(this.width)].map((row) =>
      row.length > 0 ? this.reordered(row, 1, "keras", "pytorch") : new Float32Array(this.width),
    );
    return [...written, [this.named("bias_ih"), rows[0]!], [this.named("bias_hh"), rows[1]!]];
  }

  private named(name: string): string {
    return `${name}${this.ending}`;
  }

  /** Row blocks of one gate each, (U, columns), in another system's order. */
  private reordered(values: Float32Array, columns: number, from: GateSystem, to: GateSystem): Float32Array {
    const order = gateOrder(this.kind, from, to);
    const length = (this.width / order.length) * columns;
    const blocks = order.map((block) => values.subarray(block * length, (block + 1) * length));
    return joinInto(new Float32Array(values.length), blocks);
  }
}

function unmatched(layer: Layer<number>, name: string): FormatError {
  return new FormatError({
    what: `The layer "${name}" has no counterpart among the PyTorch modules that are read and written.`,
    expected:
      "LSTM, GRU or SimpleRNN (bidirectional too), Dense, Embedding, convolutions (depthwise and transposed too), LayerNormalization, BatchNormalization, GroupNormalization, PReLU with a slope for each channel",
    received: layer.className,
  });
}

const valuesOf = (variable: Variable) => variable.snapshot().dataSync() as Float32Array;

/** (a, b, c) as (c, b, a). */
function reversedAxes(values: Float32Array, a: number, b: number, c: number): Float32Array {
  const to = new Float32Array(values.length);
  let from = 0;
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) to[(k * b + j) * a + i] = values[from++]!;
  }
  return to;
}
