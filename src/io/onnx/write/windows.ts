/**
 * Convolution and pooling. ONNX has channels before lengths, (B, channels, ...), so each node is surrounded by
 * transposes.
 */
import { type ActivationSpec, resolveActivation } from "../../../activations.ts";
import type { SpatialOptions } from "../../../layers/spatial.ts";
import { reshape, transpose } from "../../../ops/index.ts";
import { transposedLength } from "../../../ops/transposed-convolution.ts";
import { forEachAxis, type Padding } from "../../../ops/windows.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { writeActivation } from "./activations.ts";
import { FLOAT } from "./graph-builder.ts";
import { type LayerCall, type LayerWriter, only, type Value, weightOf, writeWeight } from "./layer-writer.ts";

interface Windows {
  readonly lengths: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
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

/** The result of `write` for the input with its channels first, with the axes in the layer's order again. */
export function channelsFirst({ graph, inputs, layer }: LayerCall, write: (x: string) => string): string {
  const [{ name, shape }] = inputs as [Value];
  if ((layer.config as SpatialOptions).dataFormat === "channelsFirst") return write(name);
  const last = shape.length - 1;
  const spatial = shape.slice(1, -1).map((_, axis) => axis + 1);
  const turned = graph.node("Transpose", [name], { perm: [0, last, ...spatial] });
  return graph.node("Transpose", [write(turned)], { perm: [0, ...spatial.map((axis) => axis + 1), 1] });
}

interface ConvolutionConfig {
  kernelSize: number | readonly number[];
  strides: number | readonly number[];
  dilationRate: number | readonly number[];
  padding: Padding;
  activation: ActivationSpec;
  groups?: number | undefined;
  outputPadding?: number | readonly number[] | null | undefined;
}

const configOf = ({ layer }: LayerCall) => layer.config as unknown as ConvolutionConfig;

/** The windows of a layer with learned ones. */
function windowsOf(call: LayerCall): Windows {
  const { kernelSize, strides, dilationRate, padding } = configOf(call);
  const each = (given: number | readonly number[]) => forEachAxis(given, call.inputs[0]!.shape.length - 2);
  return { lengths: each(kernelSize), strides: each(strides), dilations: each(dilationRate), padding };
}

/** A kernel (...window, a, b) as (b, a, ...window); `change` comes before. */
function kernelOf({ graph, layer }: LayerCall, name: string, change = (kernel: Tensor) => kernel): string {
  return graph.weight(layer, name, () => {
    const kernel = change(weightOf(layer, name)!);
    return transpose(kernel, [kernel.rank - 1, kernel.rank - 2, ...[...kernel.shape.keys()].slice(0, -2)]);
  });
}

/** What `write` gives for the input with its channels first, by the layer's activation. */
function activated(call: LayerCall, write: (x: string) => string): Value[] {
  const name = channelsFirst(call, write);
  return only(call, writeActivation(call.layer, resolveActivation(configOf(call).activation), call.graph, name), false);
}

const convolution: LayerWriter = (call) => {
  const windows = windowsOf(call);
  const attributes = { ...attributesOf(windows), dilations: windows.dilations, group: configOf(call).groups ?? 1 };
  const [kernel, bias] = [kernelOf(call, "kernel"), writeWeight(call, "bias")];
  return activated(call, (x) => call.graph.node("Conv", bias ? [x, kernel, bias] : [x, kernel], attributes));
};

/** Windows over each channel, a group each; with a pointwise kernel a convolution of all channels behind it. */
const depthwise =
  (name: string, pointwise?: string): LayerWriter =>
  (call) => {
    const { graph, layer } = call;
    const windows = windowsOf(call);
    const [channels, multiplier] = weightOf(layer, name)!.shape.slice(-2) as [number, number];
    const kernel = kernelOf(call, name, (whole) => reshape(whole, [...windows.lengths, 1, channels * multiplier]));
    const attributes = { ...attributesOf(windows), dilations: windows.dilations, group: channels };
    const bias = writeWeight(call, "bias");
    const second = pointwise && kernelOf(call, pointwise);
    return activated(call, (x) => {
      const inputs = bias && !second ? [x, kernel, bias] : [x, kernel];
      const apart = graph.node("Conv", inputs, attributes);
      return second ? graph.node("Conv", bias ? [apart, second, bias] : [apart, second]) : apart;
    });
  };

/** The transpose of a convolution. What its windows are longer than the output is cut off, on both sides. */
const transposed: LayerWriter = (call) => {
  const windows = windowsOf(call);
  const { lengths, strides, dilations } = windows;
  const given = configOf(call).outputPadding ?? null;
  const padding = given === null ? undefined : forEachAxis(given, lengths.length);
  // one place spreads over a window, whatever the length of the input
  const surplus = lengths.map((length, axis) => {
    const reach = (length - 1) * dilations[axis]! + 1;
    return reach - transposedLength(1, windows, axis, padding?.[axis]);
  });
  const before = surplus.map((width) => Math.floor(Math.max(0, width) / 2));
  const attributes = {
    kernel_shape: lengths,
    strides,
    dilations,
    pads: [...before, ...surplus.map((width, axis) => Math.max(0, width) - before[axis]!)],
    output_padding: surplus.map((width) => Math.max(0, -width)),
  };
  const [kernel, bias] = [kernelOf(call, "kernel"), writeWeight(call, "bias")];
  return activated(call, (x) => call.graph.node("ConvTranspose", bias ? [x, kernel, bias] : [x, kernel], attributes));
};

const pooling =
  (op: string): LayerWriter =>
  (call) => {
    const config = call.layer.config as unknown as {
      poolSize: number | readonly number[];
      strides: number | readonly number[] | null;
      padding: Padding;
    };
    const axes = call.inputs[0]!.shape.length - 2;
    const lengths = forEachAxis(config.poolSize, axes);
    const strides = forEachAxis(config.strides ?? lengths, axes);
    const dilations = lengths.map(() => 1);
    const attributes = attributesOf({ lengths, strides, dilations, padding: config.padding });
    return only(
      call,
      channelsFirst(call, (x) => call.graph.node(op, [x], attributes)),
      false,
    );
  };

const keepsAxis = ({ layer }: LayerCall) => (layer.config as { keepdims?: boolean }).keepdims ?? false;

/** The axes between batch and channels. */
function placesOf({ inputs, layer }: LayerCall): number[] {
  const isFirst = (layer.config as SpatialOptions).dataFormat === "channelsFirst";
  return [...inputs[0]!.shape.keys()].slice(isFirst ? 2 : 1, isFirst ? undefined : -1);
}

const globalMax: LayerWriter = (call) =>
  only(call, call.graph.reduce("ReduceMax", call.inputs[0]!.name, placesOf(call), keepsAxis(call)), false);

/** The mean over all places, of a sequence over the steps that count. */
const globalAverage: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const [{ name, mask }] = inputs as [Value];
  const places = placesOf(call);
  const keeps = keepsAxis(call);
  if (!mask || !layer.supportsMasking) return only(call, graph.reduce("ReduceMean", name, places, keeps), false);
  const counts = graph.unsqueeze(mask.name, places[0] === 1 ? 2 : 1);
  const kept = graph.reduce("ReduceSum", graph.node("Where", [counts, name, graph.number(0)]), places, keeps);
  const count = graph.reduce("ReduceSum", graph.cast(counts, FLOAT), places, keeps);
  return only(call, graph.node("Div", [kept, count]), false);
};

const writers = [1, 2, 3].flatMap((axes): [string, LayerWriter][] => [
  [`GlobalAveragePooling${axes}D`, globalAverage],
  [`GlobalMaxPooling${axes}D`, globalMax],
  [`AveragePooling${axes}D`, pooling("AveragePool")],
  [`MaxPooling${axes}D`, pooling("MaxPool")],
  [`Conv${axes}D`, convolution],
  [`Conv${axes}DTranspose`, transposed],
  [`DepthwiseConv${axes}D`, depthwise("kernel")],
  [`SeparableConv${axes}D`, depthwise("depthwise_kernel", "pointwise_kernel")],
]);

/** Writers of layers with windows, and of those that join all places. */
export const windows: Readonly<Record<string, LayerWriter>> = Object.fromEntries(writers);
