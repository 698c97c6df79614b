/** Attention in several heads, spelled out. Axis letters: B batch, Tq query steps, Tv value steps, N heads, H width of a head. */
import type { HeadProjection, MultiHeadAttention } from "../../../layers/multi-head-attention.ts";
import { reshape } from "../../../ops/index.ts";
import { sizeOf } from "../../../tensor/index.ts";
import { BOOL, FLOAT, type GraphBuilder } from "./graph-builder.ts";
import { type LayerCall, type LayerWriter, type Value, weightOf } from "./layer-writer.ts";

/** The score of a value that a query may not see. */
const UNSEEN = -1e9;

/** x W + b, the last axis of x the rows of W: (B, T, width) gives (B, T, N · H). */
function projected(graph: GraphBuilder, layer: HeadProjection, x: string): string {
  return graph.within(layer.name, () => {
    const kernel = graph.weight(layer, "kernel", () => {
      const whole = weightOf(layer, "kernel")!;
      return reshape(whole, [sizeOf(layer.from), sizeOf(layer.to)]);
    });
    const product = graph.node("MatMul", [x, kernel]);
    const bias = weightOf(layer, "bias");
    if (!bias) return product;
    return graph.node("Add", [product, graph.weight(layer, "bias", () => reshape(bias, [sizeOf(layer.to)]))]);
  });
}

/** Which values each query may see, bool, of a shape that broadcasts to the scores (B, N, Tq, Tv). */
function seenValues({ graph, inputs, options, attentionMask }: LayerCall, scores: string): string | undefined {
  const masks = inputs.flatMap(({ mask }, i) => (mask ? [graph.unsqueeze(mask.name, 1, i === 0 ? 3 : 2)] : []));
  if (options.useCausalMask) {
    const ones = graph.node("Expand", [graph.number(1), graph.node("Shape", [scores])]);
    masks.push(graph.cast(graph.node("Trilu", [ones], { upper: 0 }), BOOL));
  }
  if (attentionMask) {
    const given = graph.cast(attentionMask.name, BOOL);
    masks.push(attentionMask.shape.length === 3 ? graph.unsqueeze(given, 1) : given);
  }
  return masks.length > 0 ? masks.reduce((a, b) => graph.node("And", [a, b])) : undefined;
}

/** Writes a call of {@link MultiHeadAttention}. */
export const multiHeadAttention: LayerWriter = (call) => {
  const { graph, inputs, options, shapes } = call;
  const layer = call.layer as unknown as MultiHeadAttention;
  const [query, value, key = value] = inputs as [Value, Value, Value?];
  const { numHeads, keyDim, dropout } = layer.config;
  const maps = layer.projections!;
  const inHeads = (map: HeadProjection, x: Value, perm: readonly number[]) => {
    const parted = graph.node("Reshape", [projected(graph, map, x.name), graph.integers(0, 0, numHeads, -1)]);
    return graph.node("Transpose", [parted], { perm });
  };
  const queries = graph.node("Mul", [inHeads(maps.query, query, [0, 2, 1, 3]), graph.number(1 / Math.sqrt(keyDim))]);
  const scores = graph.node("MatMul", [queries, inHeads(maps.key, key!, [0, 2, 3, 1])]);
  const seen = seenValues(call, scores);
  const shown = seen ? graph.node("Where", [seen, scores, graph.number(UNSEEN)]) : scores;
  const softmax = graph.node("Softmax", [shown], { axis: -1 });
  // as in the layer, a query that sees no value then gives it no weight
  const isSpelledOut = dropout > 0 || options.returnAttentionScores === true;
  const weights = seen && isSpelledOut ? graph.node("Mul", [softmax, graph.cast(seen, FLOAT)]) : softmax;
  const attended = graph.node("MatMul", [weights, inHeads(maps.value, value, [0, 2, 1, 3])]);
  const turned = graph.node("Transpose", [attended], { perm: [0, 2, 1, 3] });
  const joined = graph.node("Reshape", [turned, graph.integers(0, 0, sizeOf(maps.output.from))]);
  const result = projected(graph, maps.output, joined);
  const whole =
    maps.output.to.length === 1 ? result : graph.node("Reshape", [result, graph.integers(0, 0, ...maps.output.to)]);
  const names = options.returnAttentionScores ? [whole, weights] : [whole];
  return names.map((name, i) => ({
    name,
    shape: shapes[i]!,
    dtype: "float32",
    mask: i === 0 ? query.mask : undefined,
  }));
};
