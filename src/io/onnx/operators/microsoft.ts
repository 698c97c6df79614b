/** Operators of ONNX Runtime, in the domain com.microsoft, which its optimizer and its quantization write. */
import { tanhGelu } from "../../../activations.ts";
import {
  add,
  cast,
  concatenate,
  gather,
  layerNorm,
  matmul,
  mean,
  multiply,
  reshape,
  sigmoid,
  sliceAxis,
  softmax,
  subtract,
  sum,
  transpose,
  unary,
} from "../../../ops/index.ts";
import { fill, normalizeAxis, type Tensor } from "../../../tensor/index.ts";
import { onnxActivation, parameterCount } from "./activations.ts";
import { Call, type Operator } from "./call.ts";
import { gemm, product } from "./matrices.ts";
import { along, dequantized, integerProduct, quantizedAs, throughRange } from "./quantizing.ts";
import { averagePooling, convolution } from "./windows.ts";

/** Computes with the dequantized numbers, and quantizes the result. */
const ofNumbers =
  (inputs: number, compute: (call: Call, ...x: Tensor[]) => Tensor): Operator =>
  (call) => {
    const x = Array.from({ length: inputs }, (_, i) => dequantized(call, 3 * i));
    return quantizedAs(call, compute(call, ...x), 3 * inputs);
  };

/** alpha A B + C in integers of 32 bits; as floats where no scale of the result is given. */
function quantizedGemm(call: Call): Tensor {
  const { attributes } = call;
  const turned = (x: Tensor, name: string) => (attributes.int(name, 0) === 0 ? x : transpose(x));
  const a = { values: turned(call.input(0), "transA"), zeros: call.optional(2) };
  const b = { values: turned(call.input(3), "transB"), zeros: call.optional(5) };
  const bias = call.optional(6);
  const sums = integerProduct(a, b);
  const scale = multiply(along(call.input(1), 0, 2), along(call.input(4), 1, 2));
  const whole = bias ? add(sums, cast(bias, "int32")) : sums;
  const values = multiply(multiply(cast(whole, "float32"), scale), attributes.float("alpha", 1));
  return call.optional(7) ? quantizedAs(call, values, 7) : values;
}

/** Parts along an axis, each with a scale and zero point of its own. */
function quantizedConcatenation(call: Call): Tensor {
  const count = Math.floor((call.inputs.length - 2) / 3);
  const parts = Array.from({ length: count }, (_, i) => dequantized(call, 2 + 3 * i));
  const axis = normalizeAxis(call.attributes.int("axis"), parts[0]!.rank);
  return quantizedAs(call, concatenate(parts, axis), 0);
}

/** As Softmax, which before operator set 13 takes all axes from one on together. */
function softmaxOver(call: Call, x: Tensor): Tensor {
  const together = call.attributes.int("opset", 13) < 13;
  const axis = normalizeAxis(call.attributes.int("axis", together ? 1 : -1), x.rank);
  if (together) {
    const rows = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    return reshape(softmax(reshape(x, [rows, x.size / rows])), x.shape);
  }
  const order = x.shape.map((_, i) => (i === axis ? x.rank - 1 : i === x.rank - 1 ? axis : i));
  return transpose(softmax(transpose(x, order)), order);
}

function leaky(call: Call, x: Tensor): Tensor {
  return onnxActivation("leakyrelu", call.attributes.float("alpha", 0.01)).apply(x);
}

function globalMean(call: Call, x: Tensor): Tensor {
  const isLast = call.attributes.int("channels_last", 0) !== 0;
  return mean(x, isLast ? [...x.shape.keys()].slice(1, -1) : [...x.shape.keys()].slice(2), true);
}

function windowMean(call: Call, x: Tensor): Tensor {
  if (call.attributes.int("channels_last", 0) !== 0) throw call.unsupported("channels_last", "0", "1");
  return averagePooling(new Call(call.node, [x], call.environment));
}

/** alpha A' B', where A' and B' have their last two axes swapped on request. */
function fusedProduct(call: Call): Tensor {
  for (const name of ["transBatchA", "transBatchB"]) {
    if (call.attributes.int(name, 0) !== 0) throw call.unsupported(name, "0", "1");
  }
  const turned = (at: number, name: string) => {
    const x = call.input(at);
    if (call.attributes.int(name, 0) === 0 || x.rank < 2) return x;
    return transpose(
      x,
      [...x.shape.keys()].map((i) => (i < x.rank - 2 ? i : 2 * x.rank - 3 - i)),
    );
  };
  const result = product(turned(0, "transA"), turned(1, "transB"));
  const alpha = call.attributes.float("alpha", 1);
  return alpha === 1 ? result : multiply(result, alpha);
}

/** The activation that ONNX Runtime joined to the operator before it. */
function activated(call: Call, x: Tensor, parameters: readonly (number | undefined)[]): Tensor {
  const name = call.attributes.string("activation", "");
  if (name === "") return x;
  if (!parameterCount(name)) throw call.unsupported("activation", "an activation of ONNX", name);
  return onnxActivation(name, parameters[0], parameters[1]).apply(x);
}

function fusedGemm(call: Call): Tensor {
  const { attributes } = call;
  const number = (name: string) => (attributes.has(name) ? attributes.float(name, 0) : undefined);
  return activated(call, gemm(call), [number("activation_alpha"), number("activation_beta")]);
}

function fusedConvolution(call: Call): Tensor {
  const plain = convolution(call, call.input(0), call.input(1), call.optional(2));
  const other = call.optional(3);
  return activated(call, other ? add(plain, other) : plain, call.attributes.floats("activation_params"));
}

/** The sum of a tensor, one that skipped layers, and a bias, normalized. */
function skipNormalized(call: Call): (Tensor | undefined)[] {
  const [x, skip, bias] = [call.input(0), call.input(1), call.optional(4)];
  const whole = bias ? add(add(x, skip), bias) : add(x, skip);
  const epsilon = call.attributes.float("epsilon", 1e-12);
  const y = layerNorm(whole, { axes: [-1], epsilon, gamma: call.input(2), beta: call.optional(3) });
  for (const i of [1, 2])
    if (call.wants(i)) throw call.unsupported("mean and inv_std_var", "the outputs 0 and 3", "more");
  return [y, undefined, undefined, whole];
}

/** The sum of the embeddings of words, places and segments, normalized; and the length of each sequence. */
function embedded(call: Call): (Tensor | undefined)[] {
  const [ids, segments, mask, places] = [call.input(0), call.optional(1), call.optional(7), call.optional(8)];
  const steps = ids.shape[1]!;
  const ofPlaces = places ? gather(call.input(3), places) : sliceAxis(call.input(3), 0, 0, steps);
  const table = call.optional(4);
  const words = add(gather(call.input(2), ids), ofPlaces);
  const whole = segments && table ? add(words, gather(table, segments)) : words;
  const epsilon = call.attributes.float("epsilon", 1e-12);
  const y = layerNorm(whole, { axes: [-1], epsilon, gamma: call.input(5), beta: call.input(6) });
  const lengths = mask ? cast(sum(mask, 1), "int32") : fill([ids.shape[0]!], 0, "int32");
  return [y, lengths, whole];
}

/** The product of floats, quantized by their own range, and of integers. */
function rangedProduct(call: Call): Tensor {
  const [b, scale, zero, bias] = [call.input(1), call.input(2), call.optional(3), call.optional(4)];
  const columns = along(scale, b.rank - 1, b.rank);
  const whole = zero ? subtract(cast(b, "float32"), along(zero, b.rank - 1, b.rank)) : cast(b, "float32");
  const result = matmul(throughRange(call.input(0)), multiply(whole, columns));
  return bias ? add(result, bias) : result;
}

function scaledProduct(call: Call): Tensor {
  const [a, b, bias] = [call.input(0), call.input(1), call.optional(6)];
  const sums = integerProduct({ values: a, zeros: call.optional(4) }, { values: b, zeros: call.optional(5) });
  const scale = multiply(along(call.input(2), 0, 1), along(call.input(3), 0, 1));
  const result = multiply(cast(sums, "float32"), scale);
  return bias ? add(result, bias) : result;
}

/** Operators of the domain com.microsoft; DynamicQuantizeLSTM is with the recurrent ones. */
export const microsoft: Readonly<Record<string, Operator>> = Object.fromEntries(
  Object.entries<Operator>({
    BiasGelu: (call) => unary("gelu", add(call.input(0), call.input(1))),
    DynamicQuantizeMatMul: rangedProduct,
    EmbedLayerNormalization: embedded,
    FastGelu: (call) => {
      const bias = call.optional(1);
      return tanhGelu(bias ? add(call.input(0), bias) : call.input(0));
    },
    FusedConv: fusedConvolution,
    FusedGemm: fusedGemm,
    FusedMatMul: fusedProduct,
    Gelu: (call) => unary("gelu", call.input(0)),
    MatMulIntegerToFloat: scaledProduct,
    QGemm: quantizedGemm,
    QLinearAdd: ofNumbers(2, (_, a, b) => add(a!, b!)),
    QLinearAveragePool: ofNumbers(1, (call, x) => windowMean(call, x!)),
    QLinearConcat: quantizedConcatenation,
    QLinearGlobalAveragePool: ofNumbers(1, (call, x) => globalMean(call, x!)),
    QLinearLeakyRelu: ofNumbers(1, (call, x) => leaky(call, x!)),
    QLinearMul: ofNumbers(2, (_, a, b) => multiply(a!, b!)),
    QLinearSigmoid: ofNumbers(1, (_, x) => sigmoid(x!)),
    QLinearSoftmax: ofNumbers(1, (call, x) => softmaxOver(call, x!)),
    QuickGelu: (call) => {
      const x = call.input(0);
      return multiply(x, sigmoid(multiply(x, call.attributes.float("alpha", 1.702))));
    },
    SkipLayerNormalization: skipNormalized,
  }).map(([name, operator]) => [`com.microsoft.${name}`, operator]),
);
