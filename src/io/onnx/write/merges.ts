/** Layers that join several tensors. */
import type { GraphBuilder } from "./graph-builder.ts";
import { cannotHold, type LayerCall, type LayerWriter, type Mask, type Value } from "./layer-writer.ts";

/** Inputs of one rank: those of fewer axes get axes of length 1 after the batch. */
function level({ inputs, graph }: LayerCall): Value[] {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return inputs.map((input) => {
    const missing = rank - input.shape.length;
    if (missing === 0) return input;
    const axes = Array.from({ length: missing }, (_, i) => i + 1);
    const shape = [input.shape[0]!, ...axes.map(() => 1), ...input.shape.slice(1)];
    return { ...input, name: graph.unsqueeze(input.name, ...axes), shape };
  });
}

/** A mask that counts what counts in any; none unless all are there. */
function eitherMask(graph: GraphBuilder, masks: readonly (Mask | undefined)[]): Mask | undefined {
  const all = masks.filter((mask) => mask !== undefined);
  if (all.length < masks.length) return undefined;
  return all.reduce((a, b) => ({ name: graph.node("Or", [a.name, b.name]), rank: Math.max(a.rank, b.rank) }));
}

/** A mask with axes of length 1 at its end, up to the rank. */
function trailing(graph: GraphBuilder, mask: Mask, rank: number): string {
  const axes = Array.from({ length: rank - mask.rank }, (_, i) => mask.rank + i);
  return axes.length === 0 ? mask.name : graph.unsqueeze(mask.name, ...axes);
}

/** A layer that joins by one operator, two tensors at a time or all at once. */
const merge =
  (op: string, atOnce = false): LayerWriter =>
  (call) => {
    const { graph, shapes, inputs } = call;
    const names = level(call).map(({ name }) => name);
    const joined = atOnce ? graph.node(op, names) : names.reduce((a, b) => graph.node(op, [a, b]));
    const mask = eitherMask(
      graph,
      inputs.map((input) => input.mask),
    );
    return [{ name: joined, shape: shapes[0]!, dtype: "float32", mask }];
  };

/** As in Keras, a masked step counts as 1, and as 0 where no input has it. */
const multiply: LayerWriter = (call) => {
  const { graph, shapes } = call;
  const inputs = level(call);
  const rank = shapes[0]!.length;
  const factors = inputs.map(({ name, mask }) =>
    mask ? graph.node("Where", [trailing(graph, mask, rank), name, graph.number(1)]) : name,
  );
  const product = factors.reduce((a, b) => graph.node("Mul", [a, b]));
  const mask = eitherMask(
    graph,
    inputs.map((input) => input.mask),
  );
  const name = mask ? graph.node("Where", [trailing(graph, mask, rank), product, graph.number(0)]) : product;
  return [{ name, shape: shapes[0]!, dtype: "float32", mask }];
};

/** As in Keras, two at a time: at a masked step of one, the other counts alone. */
const extreme =
  (op: "Max" | "Min"): LayerWriter =>
  (call) => {
    const { graph, shapes } = call;
    const inputs = level(call);
    const full = inputs.map(({ mask, shape }) => mask && trailing(graph, mask, shape.length));
    let [name, known] = [inputs[0]!.name, full[0]];
    for (const [i, input] of inputs.entries()) {
      if (i === 0) continue;
      const mask = full[i];
      const other = mask ? graph.node("Where", [mask, input.name, name]) : input.name;
      name = graph.node(op, [known ? graph.node("Where", [known, name, other]) : name, other]);
      known = mask && known && graph.node("Or", [known, mask]);
    }
    const mask = eitherMask(
      graph,
      inputs.map((input) => input.mask),
    );
    return [{ name, shape: shapes[0]!, dtype: "float32", mask }];
  };

const concatenate: LayerWriter = (call) => {
  const { graph, layer, inputs, shapes } = call;
  const { axis: given } = layer.config as { axis: number };
  const rank = inputs[0]!.shape.length;
  const axis = given < 0 ? given + rank : given;
  const name = graph.node(
    "Concat",
    inputs.map((input) => input.name),
    { axis },
  );
  return [{ name, shape: shapes[0]!, dtype: inputs[0]!.dtype, mask: concatenatedMask(call, axis) }];
};

/** Along an axis of the masks they follow each other; along another a step counts where it counts in any input. */
function concatenatedMask({ graph, inputs }: LayerCall, axis: number): Mask | undefined {
  const rank = Math.max(0, ...inputs.map(({ mask }) => mask?.rank ?? 0));
  if (rank === 0) return undefined;
  const full = inputs.map((input): Mask => ({ name: fullMask(graph, input, rank), rank }));
  if (axis >= rank) return eitherMask(graph, full);
  return {
    name: graph.node(
      "Concat",
      full.map((mask) => mask.name),
      { axis },
    ),
    rank,
  };
}

/** An input's mask over its first axes; where it has none, all of it counts. */
function fullMask(graph: GraphBuilder, { name, mask }: Value, rank: number): string {
  const shape = graph.slice(graph.node("Shape", [name]), 0, 0, rank);
  const source = mask ? trailing(graph, mask, rank) : graph.node("Equal", [graph.number(0), graph.number(0)]);
  return graph.node("Expand", [source, shape]);
}

/** Products summed over an axis of each: (B, M, D) times (B, D, N), of tensors of at most three axes. */
const dot: LayerWriter = (call) => {
  const { graph, inputs, layer } = call;
  const { axes, normalize } = layer.config as unknown as { axes: number | readonly number[]; normalize: boolean };
  const ranks = inputs.map(({ shape }) => shape.length);
  if (Math.max(...ranks) > 3) throw cannotHold(layer, "its inputs have more than three axes");
  const [a, b] = inputs.map(({ name }, i) => {
    const axis = typeof axes === "number" ? axes : axes[i]!;
    const at = axis < 0 ? axis + ranks[i]! : axis;
    const x = normalize ? unitLength(graph, name, at) : name;
    // the first with the axis at its end, the second with it before its end
    if (ranks[i] === 2) return graph.unsqueeze(x, i === 0 ? 1 : 2);
    return at === (i === 0 ? 2 : 1) ? x : graph.node("Transpose", [x], { perm: [0, 2, 1] });
  }) as [string, string];
  const product = graph.node("MatMul", [a, b]);
  const spare = ranks[0] === 2 ? 1 : 2;
  return [
    {
      name: Math.min(...ranks) === 2 ? graph.squeeze(product, spare) : product,
      shape: call.shapes[0]!,
      dtype: "float32",
    },
  ];
};

/** Vectors along an axis, scaled to length 1. */
function unitLength(graph: GraphBuilder, x: string, axis: number): string {
  const squares = graph.reduce("ReduceSum", graph.node("Mul", [x, x]), [axis], true);
  return graph.node("Div", [x, graph.node("Sqrt", [graph.node("Max", [squares, graph.number(LEAST_SQUARE)])])]);
}

/** The least squared length that a vector is divided by. */
const LEAST_SQUARE = 1e-24;

/** Writers of merging layers. */
export const merges: Readonly<Record<string, LayerWriter>> = {
  Add: merge("Add"),
  Average: merge("Mean", true),
  Concatenate: concatenate,
  Dot: dot,
  Maximum: extreme("Max"),
  Minimum: extreme("Min"),
  Multiply: multiply,
  Subtract: merge("Sub"),
};
