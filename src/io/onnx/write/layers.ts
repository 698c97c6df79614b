/** How each layer is written: a table from its class to the nodes that compute what it computes when it predicts. */
import { type Activation, type ActivationSpec, resolveActivation } from "../../../activations.ts";
import type { Layer } from "../../../layers/layer.ts";
import type { Bidirectional } from "../../../layers/rnn/bidirectional.ts";
import type { RNN } from "../../../layers/rnn/rnn.ts";
import type { Shape } from "../../../tensor/index.ts";
import { writeActivation } from "./activations.ts";
import { attentions } from "./attention.ts";
import { edges } from "./edges.ts";
import { BOOL, FLOAT, INT64 } from "./graph-builder.ts";
import { multiHeadAttention } from "./heads.ts";
import { writeOnnxGraph } from "./inline.ts";
import { cannotHold, type LayerCall, type LayerWriter, only, type Value, writeWeight } from "./layer-writer.ts";
import { merges } from "./merges.ts";
import { normalizations } from "./normalizations.ts";
import { rectifiers } from "./rectifiers.ts";
import { writeBidirectional, writeRNN } from "./recurrent.ts";
import { writeTimeDistributed } from "./time-distributed.ts";
import { windows } from "./windows.ts";

/** A layer's options by name. */
const optionsOf = <O>(layer: Layer<number>) => layer.config as O;

/** What computes nothing when a model predicts. */
const passes: LayerWriter = ({ inputs, shapes }) => [{ ...inputs[0]!, shape: shapes[0]! }];

const activation: LayerWriter = (call) => {
  const spec = optionsOf<{ activation: ActivationSpec }>(call.layer).activation;
  return only(call, activated(call, resolveActivation(spec), call.inputs[0]!.name));
};

function activated({ layer, graph }: LayerCall, by: Activation, x: string): string {
  return writeActivation(layer, by, graph, x);
}

const dense: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const [x] = inputs as [Value];
  const [kernel, bias] = [writeWeight(call, "kernel")!, writeWeight(call, "bias")];
  const plain = (): string => {
    if (x.shape.length === 2) return graph.node("Gemm", bias ? [x.name, kernel, bias] : [x.name, kernel]);
    const product = graph.node("MatMul", [x.name, kernel]);
    return bias ? graph.node("Add", [product, bias]) : product;
  };
  const spec = optionsOf<{ activation: ActivationSpec }>(layer).activation;
  return only(call, activated(call, resolveActivation(spec), plain()));
};

const einsumDense: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const { activation: spec, equation } = optionsOf<{ activation: ActivationSpec; equation: string }>(layer);
  const product = graph.node("Einsum", [inputs[0]!.name, writeWeight(call, "kernel")!], { equation });
  const bias = writeWeight(call, "bias");
  const sum = bias ? graph.node("Add", [product, bias]) : product;
  return only(call, activated(call, resolveActivation(spec), sum), false);
};

const embedding: LayerWriter = (call) => {
  const { graph, inputs, layer, shapes } = call;
  const [ids] = inputs as [Value];
  const whole = graph.cast(ids.name, INT64);
  const name = graph.node("Gather", [writeWeight(call, "embeddings")!, whole]);
  const { maskZero } = optionsOf<{ maskZero: boolean }>(layer);
  const mask = maskZero && {
    name: graph.node("Not", [graph.node("Equal", [whole, graph.integer(0)])]),
    rank: ids.shape.length,
  };
  return [{ name, shape: shapes[0]!, dtype: "float32", mask: mask || undefined }];
};

const reversibleEmbedding: LayerWriter = (call) => {
  if (!call.options.reverse) return embedding(call);
  const { graph, inputs, layer } = call;
  const own = writeWeight(call, "reverse_embeddings");
  const matrix = own ?? graph.node("Transpose", [writeWeight(call, "embeddings")!], { perm: [1, 0] });
  const scores = graph.node("MatMul", [inputs[0]!.name, matrix]);
  const { logitSoftCap } = optionsOf<{ logitSoftCap: number | null }>(layer);
  if (logitSoftCap === null) return only(call, scores, false);
  const cap = graph.number(logitSoftCap);
  return only(call, graph.node("Mul", [graph.node("Tanh", [graph.node("Div", [scores, cap])]), cap]), false);
};

const masking: LayerWriter = (call) => {
  const { graph, inputs, layer, shapes } = call;
  const [x] = inputs as [Value];
  const { maskValue } = optionsOf<{ maskValue: number }>(layer);
  const differs = graph.node("Not", [graph.node("Equal", [x.name, graph.number(maskValue)])]);
  const counts = graph.reduce("ReduceMax", graph.cast(differs, FLOAT), [-1], true);
  const mask = { name: graph.cast(graph.squeeze(counts, -1), BOOL), rank: x.shape.length - 1 };
  return [{ name: graph.node("Mul", [x.name, counts]), shape: shapes[0]!, dtype: "float32", mask }];
};

const reshape: LayerWriter = (call) => {
  const { targetShape } = optionsOf<{ targetShape: Shape }>(call.layer);
  // 0 keeps the length of the batch
  return keepingType(call, call.graph.node("Reshape", [call.inputs[0]!.name, call.graph.integers(0, ...targetShape)]));
};

/** The single output with the element type of the input, without a mask. */
function keepingType({ inputs, shapes }: LayerCall, name: string): Value[] {
  return [{ name, shape: shapes[0]!, dtype: inputs[0]!.dtype }];
}

const flatten: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const [{ name, shape }] = inputs as [Value];
  const isFirst = optionsOf<{ dataFormat: string }>(layer).dataFormat === "channelsFirst" && shape.length > 2;
  const perm = [0, ...[...shape.keys()].slice(2), 1];
  return keepingType(call, graph.node("Flatten", [isFirst ? graph.node("Transpose", [name], { perm }) : name]));
};

const repeatVector: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const { n } = optionsOf<{ n: number }>(layer);
  return only(call, graph.node("Expand", [graph.unsqueeze(inputs[0]!.name, 1), graph.integers(1, n, 1)]), false);
};

const permute: LayerWriter = (call) => {
  const { dims } = optionsOf<{ dims: readonly number[] }>(call.layer);
  return keepingType(call, call.graph.node("Transpose", [call.inputs[0]!.name], { perm: [0, ...dims] }));
};

/** Writers by class name. */
export const layerWriters: Readonly<Record<string, LayerWriter>> = {
  ...attentions,
  ...edges,
  ...merges,
  ...normalizations,
  ...rectifiers,
  ...windows,
  Activation: activation,
  ActivityRegularization: passes,
  AlphaDropout: passes,
  Bidirectional: (call) => writeBidirectional(call as LayerCall<Bidirectional<number>>),
  Dense: dense,
  Dropout: passes,
  EinsumDense: einsumDense,
  Embedding: embedding,
  ReversibleEmbedding: reversibleEmbedding,
  Flatten: flatten,
  GaussianDropout: passes,
  GaussianNoise: passes,
  GRU: (call) => writeRNN(call as LayerCall<RNN<number>>),
  Identity: passes,
  LSTM: (call) => writeRNN(call as LayerCall<RNN<number>>),
  Masking: masking,
  MultiHeadAttention: multiHeadAttention,
  OnnxGraph: writeOnnxGraph,
  Permute: permute,
  RNN: (call) => writeRNN(call as LayerCall<RNN<number>>),
  RepeatVector: repeatVector,
  Reshape: reshape,
  SimpleRNN: (call) => writeRNN(call as LayerCall<RNN<number>>),
  SpatialDropout1D: passes,
  SpatialDropout2D: passes,
  SpatialDropout3D: passes,
  TimeDistributed: writeTimeDistributed,
};

/** The writer of a layer. @throws FormatError for one that ONNX cannot hold */
export function layerWriter(layer: Layer<number>): LayerWriter {
  if (Object.hasOwn(layerWriters, layer.className)) return layerWriters[layer.className]!;
  const forKeras = 'Keras\'s format holds every layer: saveModel(model, "model.keras")';
  const forTexts =
    "save the model behind it, which takes ids, and let the layer itself make the ids; or save as .keras";
  throw cannotHold(layer, "Recurve has no nodes for this class", "getVocabulary" in layer ? forTexts : forKeras);
}
