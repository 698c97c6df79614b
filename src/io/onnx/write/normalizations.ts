/** Layers that scale: by the statistics of a sample or of many, or to a sum of 1. */
import type { LayerNormalization } from "../../../layers/layer-normalization.ts";
import type { Normalization, Rescaling } from "../../../layers/rescaling.ts";
import { fill, type NestedArray, tensor } from "../../../tensor/index.ts";
import { float } from "./graph-builder.ts";
import { cannotHold, type LayerCall, type LayerWriter, only, type Value, writeWeight } from "./layer-writer.ts";

/** γ (x - mean) / √(variance + ε) + β: one operator over the last axes, else spelled out. */
const layerNormalization: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const [x] = inputs as [Value];
  const rank = x.shape.length;
  const { axis, epsilon, rmsScaling } = layer.config as LayerNormalization["config"];
  const axes = [axis].flat().map((each) => (each < 0 ? each + rank : each));
  axes.sort((a, b) => a - b);
  const lengths = axes.map((each) => x.shape[each]!) as number[];
  const beta = writeWeight(call, "beta");
  if (!rmsScaling && axes.every((each, i) => each === rank - axes.length + i)) {
    const gamma = writeWeight(call, "gamma") ?? graph.weight(layer, "ones", () => fill(lengths, 1));
    const parameters = beta ? [x.name, gamma, beta] : [x.name, gamma];
    return only(call, graph.node("LayerNormalization", parameters, { axis: axes[0]! - rank, epsilon: float(epsilon) }));
  }
  const gamma = writeWeight(call, "gamma");
  const centered = graph.node("Sub", [x.name, graph.reduce("ReduceMean", x.name, axes, true)]);
  const variance = graph.reduce("ReduceMean", graph.node("Mul", [centered, centered]), axes, true);
  const spread = graph.node("Sqrt", [graph.node("Add", [variance, graph.number(epsilon)])]);
  // the learned vectors along the normalized axes, 1 along the others
  const along = graph.integers(...x.shape.map((length, i) => (axes.includes(i) ? length! : 1)));
  const shaped = (weight: string) => graph.node("Reshape", [weight, along]);
  const plain = graph.node("Div", [rmsScaling ? x.name : centered, spread]);
  const scaled = gamma ? graph.node("Mul", [plain, shaped(gamma)]) : plain;
  return only(call, beta ? graph.node("Add", [scaled, shaped(beta)]) : scaled);
};

/** γ (x - mean) / √(variance + ε) + β with the moving statistics, each along the axis of the features. */
const batchNormalization: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const [x] = inputs as [Value];
  const { axis, epsilon } = layer.config as unknown as { axis: number; epsilon: number };
  const at = axis < 0 ? axis + x.shape.length : axis;
  const along = graph.integers(...x.shape.map((_, i) => (i === at ? -1 : 1)));
  const shaped = (name: string) => {
    const weight = writeWeight(call, name);
    return weight && graph.node("Reshape", [weight, along]);
  };
  const variance = graph.node("Add", [shaped("moving_variance")!, graph.number(epsilon)]);
  const centered = graph.node("Sub", [x.name, shaped("moving_mean")!]);
  const plain = graph.node("Div", [centered, graph.node("Sqrt", [variance])]);
  const [gamma, beta] = [shaped("gamma"), shaped("beta")];
  const scaled = gamma ? graph.node("Mul", [plain, gamma]) : plain;
  return only(call, beta ? graph.node("Add", [scaled, beta]) : scaled);
};

/** Over several axes together, spelled out. A mask leaves elements out. */
const softmax: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const [{ name, mask }] = inputs as [Value];
  const axes = [(layer.config as { axis?: number | readonly number[] }).axis ?? -1].flat();
  const x = mask ? graph.node("Where", [mask.name, name, graph.number(ABSENT)]) : name;
  const over = (value: string) => {
    if (axes.length === 1) return graph.node("Softmax", [value], { axis: axes[0]! });
    const powers = graph.node("Exp", [graph.node("Sub", [value, graph.reduce("ReduceMax", value, axes, true)])]);
    return graph.node("Div", [powers, graph.reduce("ReduceSum", powers, axes, true)]);
  };
  return only(call, mask ? graph.node("Where", [mask.name, over(x), graph.number(0)]) : over(x));
};

/** The mean of squares over axes, or their sum. */
function squaresOf({ graph, inputs }: LayerCall, op: "ReduceMean" | "ReduceSum", axes: readonly number[]): string {
  const { name } = inputs[0]!;
  return graph.reduce(op, graph.node("Mul", [name, name]), axes, true);
}

/** x · scale / √(mean(x²) + ε), the scale along the normalized axes. */
const rmsNormalization: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const [x] = inputs as [Value];
  const { axis, epsilon } = layer.config as unknown as { axis: number | readonly number[]; epsilon: number };
  const axes = [axis].flat().map((each) => (each < 0 ? each + x.shape.length : each));
  const spread = graph.node("Sqrt", [graph.node("Add", [squaresOf(call, "ReduceMean", axes), graph.number(epsilon)])]);
  const along = graph.integers(...x.shape.map((length, i) => (axes.includes(i) ? length! : 1)));
  const scale = graph.node("Reshape", [writeWeight(call, "scale")!, along]);
  return only(call, graph.node("Mul", [graph.node("Div", [x.name, spread]), scale]), false);
};

/** x / √(Σ x²), zeros where all are zero. */
const unitNormalization: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const axes = [(layer.config as { axis?: number | readonly number[] }).axis ?? -1].flat();
  const squares = graph.node("Max", [squaresOf(call, "ReduceSum", axes), graph.number(1e-24)]);
  return only(call, graph.node("Div", [inputs[0]!.name, graph.node("Sqrt", [squares])]));
};

/** The channels in groups, each normalized over all places; of the last axis, whose groups ONNX can part. */
const groupNormalization: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const [x] = inputs as [Value];
  const { axis, epsilon, groups } = layer.config as unknown as { axis: number; epsilon: number; groups: number };
  const rank = x.shape.length;
  if (axis !== -1 && axis !== rank - 1) throw cannotHold(layer, "its channels are not on the last axis");
  const channels = x.shape.at(-1)!;
  const count = groups === -1 ? channels : groups;
  const kept = x.shape.slice(0, -1).map(() => 0);
  const parted = graph.node("Reshape", [x.name, graph.integers(...kept, count, channels / count)]);
  const axes = [...x.shape.keys()].slice(1, -1).concat(rank);
  const centered = graph.node("Sub", [parted, graph.reduce("ReduceMean", parted, axes, true)]);
  const variance = graph.reduce("ReduceMean", graph.node("Mul", [centered, centered]), axes, true);
  const spread = graph.node("Sqrt", [graph.node("Add", [variance, graph.number(epsilon)])]);
  const plain = graph.node("Reshape", [graph.node("Div", [centered, spread]), graph.integers(...kept, channels)]);
  const [gamma, beta] = [writeWeight(call, "gamma"), writeWeight(call, "beta")];
  const scaled = gamma ? graph.node("Mul", [plain, gamma]) : plain;
  return only(call, beta ? graph.node("Add", [scaled, beta]) : scaled);
};

const rescaling: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const { scale, offset } = (layer as unknown as Rescaling).config;
  const constant = (name: string, value: NestedArray) => graph.weight(layer, name, () => tensor(value));
  const scaled = graph.node("Mul", [inputs[0]!.name, constant("scale", scale)]);
  return only(call, graph.node("Add", [scaled, constant("offset", offset)]));
};

const normalization: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const [{ name, shape }] = inputs as [Value];
  const scales = (layer as unknown as Normalization).scalesFor(shape);
  const [center, spread] = [
    graph.weight(layer, "mean", () => scales.center),
    graph.weight(layer, "std", () => scales.spread),
  ];
  if ((layer as unknown as Normalization).config.invert) {
    return only(call, graph.node("Add", [graph.node("Mul", [name, spread]), center]));
  }
  return only(call, graph.node("Div", [graph.node("Sub", [name, center]), spread]));
};

/** The score of an element that takes no part. */
const ABSENT = -1e9;

/** Writers of layers that scale. */
export const normalizations: Readonly<Record<string, LayerWriter>> = {
  BatchNormalization: batchNormalization,
  GroupNormalization: groupNormalization,
  LayerNormalization: layerNormalization,
  Normalization: normalization,
  RMSNormalization: rmsNormalization,
  Rescaling: rescaling,
  Softmax: softmax,
  UnitNormalization: unitNormalization,
};
