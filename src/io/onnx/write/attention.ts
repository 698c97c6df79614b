/** Attention layers, spelled out. Axis letters: B batch, Tq query steps, Tv value steps, F features. */
import { BOOL, FLOAT, type GraphBuilder } from "./graph-builder.ts";
import { type LayerCall, type LayerWriter, type Value, writeWeight } from "./layer-writer.ts";

/** What is subtracted from the scores of values that a query may not see. */
const UNSEEN = 1e9;

type Scores = (call: LayerCall, query: string, key: string) => string;

const attention =
  (scoresOf: Scores): LayerWriter =>
  (call) => {
    const { graph, inputs, options, shapes } = call;
    const [query, value, key = value] = inputs as [Value, Value, Value?];
    const scores = scoresOf(call, query.name, key!.name);
    const seen = seenValues(graph, scores, value, options.useCausalMask ?? false);
    const weights = graph.node("Softmax", [seen ? hide(graph, scores, seen) : scores], { axis: -1 });
    const result = graph.node("MatMul", [weights, value.name]);
    const shown = query.mask
      ? graph.node("Where", [graph.unsqueeze(query.mask.name, -1), result, graph.number(0)])
      : result;
    const names = options.returnAttentionScores ? [shown, weights] : [shown];
    return names.map((name, i) => ({
      name,
      shape: shapes[i]!,
      dtype: "float32",
      mask: i === 0 ? query.mask : undefined,
    }));
  };

/** Scores lowered beyond reach where a value is not seen. */
function hide(graph: GraphBuilder, scores: string, seen: string): string {
  const missing = graph.node("Sub", [graph.cast(seen, FLOAT), graph.number(1)]);
  return graph.node("Add", [scores, graph.node("Mul", [missing, graph.number(UNSEEN)])]);
}

/** Which values each query may see, bool, of a shape that broadcasts to the scores (B, Tq, Tv). */
function seenValues(graph: GraphBuilder, scores: string, value: Value, causal: boolean): string | undefined {
  const valid = value.mask && graph.unsqueeze(value.mask.name, 1);
  if (!causal) return valid;
  const ones = graph.node("Expand", [graph.number(1), graph.node("Shape", [scores])]);
  const past = graph.cast(graph.node("Trilu", [ones], { upper: 0 }), BOOL);
  return valid ? graph.node("And", [valid, past]) : past;
}

/** q + k for every query and key, (B, Tq, Tv, F), through tanh. */
function joinedPairs(graph: GraphBuilder, query: string, key: string, scale?: string): string {
  const sum = graph.node("Add", [graph.unsqueeze(query, 2), graph.unsqueeze(key, 1)]);
  return graph.node("Tanh", [scale ? graph.node("Mul", [sum, scale]) : sum]);
}

const dotScores: Scores = (call, query, key) => {
  const { graph } = call;
  const scale = writeWeight(call, "scale");
  const concat = writeWeight(call, "concat_score_weight");
  if (concat) {
    const pairs = joinedPairs(graph, query, key, scale);
    return graph.node("Mul", [graph.reduce("ReduceSum", pairs, [-1], false), concat]);
  }
  const scores = graph.node("MatMul", [query, graph.node("Transpose", [key], { perm: [0, 2, 1] })]);
  return scale ? graph.node("Mul", [scores, scale]) : scores;
};

const additiveScores: Scores = (call, query, key) => {
  const { graph } = call;
  const scale = writeWeight(call, "scale");
  const pairs = joinedPairs(graph, query, key);
  return graph.reduce("ReduceSum", scale ? graph.node("Mul", [pairs, scale]) : pairs, [-1], false);
};

/** Writers of attention layers. */
export const attentions: Readonly<Record<string, LayerWriter>> = {
  AdditiveAttention: attention(additiveScores),
  Attention: attention(dotScores),
};
