/** Convolution and pooling. ONNX has channels before lengths: (B, channels, ...); transposes stand around each node. */
import { type ActivationSpec, resolveActivation } from "../../../activations.ts";
import { transpose } from "../../../ops/index.ts";
import { forEachAxis } from "../../../ops/windows.ts";
import { writeActivation } from "./activations.ts";
import { FLOAT, type GraphBuilder } from "./graph-builder.ts";
import { type LayerCall, type LayerWriter, only, type Value, weightOf, writeWeight } from "./layer-writer.ts";

interface Windows {
  readonly lengths: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: string;
}

/** Attributes of the windows; strides above 1 with padding leave its widths to the operator. */
function attributesOf({ lengths, strides, dilations, padding }: Windows) {
  const zeros = lengths.map(() => 0);
  const reach = lengths.map((length, axis) => (length - 1) * dilations[axis]!);
  const same = reach.map((width) => Math.floor(width / 2));
  const pads: Record<string, readonly number[]> = {
    valid: [...zeros, ...zeros],
    causal: [...reach, ...zeros],
    same: [...same, ...reach.map((width, axis) => width - same[axis]!)],
  };
  const shared = { kernel_shape: lengths, strides };
  return padding === "same" && Math.max(...strides) > 1
    ? { ...shared, auto_pad: "SAME_UPPER" }
    : { ...shared, pads: pads[padding]! };
}

/** What `write` makes of a value with its channels first. */
function channelsFirst(graph: GraphBuilder, { name, shape }: Value, write: (x: string) => string): string {
  const last = shape.length - 1;
  const spatial = shape.slice(1, -1).map((_, axis) => axis + 1);
  const turned = graph.node("Transpose", [name], { perm: [0, last, ...spatial] });
  return graph.node("Transpose", [write(turned)], { perm: [0, ...spatial.map((axis) => axis + 1), 1] });
}

interface ConvolutionConfig {
  kernelSize: number | readonly number[];
  strides: number | readonly number[];
  dilationRate: number | readonly number[];
  padding: string;
  groups: number;
  activation: ActivationSpec;
}

const convolution: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const config = layer.config as unknown as ConvolutionConfig;
  const axes = inputs[0]!.shape.length - 2;
  const each = (given: number | readonly number[]) => forEachAxis(given, axes);
  const dilations = each(config.dilationRate);
  const windows = {
    lengths: each(config.kernelSize),
    strides: each(config.strides),
    dilations,
    padding: config.padding,
  };
  // (...window, channels, filters) as (filters, channels, ...window)
  const turned = [axes + 1, axes, ...windows.lengths.keys()];
  const kernel = graph.weight(layer, "kernel", () => transpose(weightOf(layer, "kernel")!, turned));
  const bias = writeWeight(call, "bias");
  const attributes = { ...attributesOf(windows), dilations, group: config.groups };
  const name = channelsFirst(graph, inputs[0]!, (x) =>
    graph.node("Conv", bias ? [x, kernel, bias] : [x, kernel], attributes),
  );
  return only(call, writeActivation(layer, resolveActivation(config.activation), graph, name), false);
};

const pooling =
  (op: string): LayerWriter =>
  (call) => {
    const config = call.layer.config as unknown as {
      poolSize: number | readonly number[];
      strides: number | readonly number[] | null;
      padding: string;
    };
    const lengths = forEachAxis(config.poolSize, 1);
    const strides = forEachAxis(config.strides ?? lengths, 1);
    const attributes = attributesOf({ lengths, strides, dilations: [1], padding: config.padding });
    return only(
      call,
      channelsFirst(call.graph, call.inputs[0]!, (x) => call.graph.node(op, [x], attributes)),
      false,
    );
  };

const keepsAxis = ({ layer }: LayerCall) => (layer.config as { keepdims?: boolean }).keepdims ?? false;

const globalMax: LayerWriter = (call) =>
  only(call, call.graph.reduce("ReduceMax", call.inputs[0]!.name, [1], keepsAxis(call)), false);

/** The mean over the steps that count. */
const globalAverage: LayerWriter = (call) => {
  const { graph, inputs } = call;
  const [{ name, mask }] = inputs as [Value];
  const keeps = keepsAxis(call);
  if (!mask) return only(call, graph.reduce("ReduceMean", name, [1], keeps), false);
  const counts = graph.unsqueeze(mask.name, 2);
  const kept = graph.reduce("ReduceSum", graph.node("Where", [counts, name, graph.number(0)]), [1], keeps);
  const count = graph.reduce("ReduceSum", graph.cast(counts, FLOAT), [1], keeps);
  return only(call, graph.node("Div", [kept, count]), false);
};

/** Writers of layers with windows, and of those that join all steps. */
export const windows: Readonly<Record<string, LayerWriter>> = {
  AveragePooling1D: pooling("AveragePool"),
  Conv1D: convolution,
  Conv2D: convolution,
  GlobalAveragePooling1D: globalAverage,
  GlobalMaxPooling1D: globalMax,
  MaxPooling1D: pooling("MaxPool"),
};
