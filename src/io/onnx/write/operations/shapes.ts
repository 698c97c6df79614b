/** Operations of Keras that give the same numbers in another shape or order, and parts of tensors. */
import { normalizeAxis } from "../../../../tensor/index.ts";
import { steps } from "../../../keras-json/operations/get-item.ts";
import { axesIn, integerIn, integersIn, numberIn, Slice } from "../../../keras-json/operations/values.ts";
import { codes, END } from "../graph-builder.ts";
import { cannotHold } from "../layer-writer.ts";
import type { OperationCall, OperationWriter } from "./call.ts";

const transposed = ({ graph }: OperationCall, x: string, perm: readonly number[]) =>
  graph.node("Transpose", [x], { perm });

const transpose: OperationWriter = (call) => {
  const rank = call.rank();
  const perm = axesIn(call.option("axes"))?.map((axis) => normalizeAxis(axis, rank));
  return transposed(call, call.input(), perm ?? [...Array(rank).keys()].reverse());
};

const swapAxes: OperationWriter = (call) => {
  const rank = call.rank();
  const [a, b] = ["axis1", "axis2"].map((name) => normalizeAxis(integerIn(call.option(name)), rank));
  const perm = [...Array(rank).keys()].map((axis) => (axis === a ? b! : axis === b ? a! : axis));
  return transposed(call, call.input(), perm);
};

const reshape: OperationWriter = (call) => call.graph.node("Reshape", [call.input(), call.lengths("newshape")]);

const expandDims: OperationWriter = (call) => {
  const axes = integersIn(call.option("axis"));
  const rank = call.rank() + axes.length;
  return call.graph.unsqueeze(call.input(), ...axes.map((axis) => normalizeAxis(axis, rank)));
};

const squeeze: OperationWriter = (call) => {
  const { shape } = call.about();
  const axes = call.overAll ? [...shape.keys()].filter((axis) => shape[axis] === 1) : call.axes();
  return axes.length === 0 ? call.input() : call.graph.squeeze(call.input(), ...axes);
};

const flip: OperationWriter = (call) =>
  call.axes().reduce((x, axis) => call.graph.slice(x, axis, -1, -END, -1), call.input());

/** Each element several times, one after the other: those at the places ⌊i / repeats⌋. */
const repeat: OperationWriter = (call) => {
  const { graph } = call;
  const x = call.flattened();
  const axis = call.overAll ? 0 : call.axis();
  const times = graph.integer(integerIn(call.option("repeats")));
  const length = graph.node("Gather", [graph.node("Shape", [x]), graph.integer(axis)]);
  const count = graph.node("Mul", [length, times]);
  const places = graph.node("Range", [graph.integer(0), count, graph.integer(1)]);
  return graph.node("Gather", [x, graph.node("Div", [places, times])], { axis });
};

const tile: OperationWriter = (call) => {
  const repeats = integersIn(call.option("repeats"));
  const missing = repeats.length - call.rank();
  const axes = [...Array(Math.max(0, missing)).keys()];
  const x = axes.length === 0 ? call.input() : call.graph.unsqueeze(call.input(), ...axes);
  const ones = Array.from({ length: Math.max(0, -missing) }, () => 1);
  return call.graph.node("Tile", [x, call.graph.integers(...ones, ...repeats)]);
};

const pad: OperationWriter = (call) => {
  const pairs = (call.option("pad_width") as readonly never[]).map(integersIn);
  const ends = [0, 1].flatMap((end) => pairs.map((pair) => pair[end]!));
  const filler = call.number(numberIn(call.option("constant_values") ?? 0));
  return call.graph.node("Pad", [call.input(), call.graph.integers(...ends), filler]);
};

const take: OperationWriter = (call) => {
  const axis = call.overAll ? 0 : call.axis();
  return call.graph.node("Gather", [call.flattened(), call.input(1, "int32")], { axis });
};

const split: OperationWriter = (call) => {
  const { graph } = call;
  const axis = call.axis();
  const x = call.input();
  const cuts = call.option("indices_or_sections");
  if (typeof cuts !== "number") {
    const borders = [0, ...integersIn(cuts)];
    return borders.map((from, i) => graph.slice(x, axis, from, borders[i + 1] ?? END));
  }
  const length = call.about().shape[axis]!;
  if (length === null) throw cannotHold(call.operation, "it cuts an axis of open length into equal parts");
  const sizes = Array.from({ length: cuts }, () => length / cuts);
  return graph.many("Split", [x, graph.integers(...sizes)], cuts, { axis });
};

const unstack: OperationWriter = (call) => {
  const axis = call.axis();
  const x = call.input();
  return call.shapes.map((_, i) => call.graph.node("Gather", [x, call.graph.integer(i)], { axis }));
};

const concatenate: OperationWriter = (call) => call.graph.node("Concat", call.list(), { axis: call.axis() });

const stack: OperationWriter = (call) => {
  const axis = call.axis(0, call.rank() + 1);
  return call.graph.node(
    "Concat",
    call.list().map((each) => call.graph.unsqueeze(each, axis)),
    { axis },
  );
};

/** `x[key]`: one slice of all axes, then the positions, then the new axes. */
const getItem: OperationWriter = (call) => {
  const { graph } = call;
  const all = steps(call.rank(), call.constant(1));
  const parts = all.flatMap((step) => {
    if (step === "new" || !(step.take instanceof Slice)) return [];
    const { start, stop, step: by } = step.take;
    const stride = by ?? 1;
    if (start === null && stop === null && stride === 1) return [];
    return [[start ?? (stride > 0 ? 0 : END), stop ?? (stride > 0 ? END : -END), step.axis, stride]];
  });
  const bounds = [0, 1, 2, 3].map((which) => parts.map((part) => part[which]!));
  const sliced =
    parts.length === 0 ? call.input() : graph.node("Slice", [call.input(), ...bounds.map((b) => graph.integers(...b))]);
  const picked = all.reduceRight((x, step) => {
    if (step === "new" || step.take instanceof Slice) return x;
    return graph.node("Gather", [x, graph.integer(step.take)], { axis: step.axis });
  }, sliced);
  const kept = all.filter((step) => step === "new" || step.take instanceof Slice);
  const added = kept.flatMap((step, i) => (step === "new" ? [i] : []));
  return added.length === 0 ? picked : graph.unsqueeze(picked, ...added);
};

/** Writers by the operation's class in Keras. */
export const shapes = {
  BroadcastTo: (call) => call.graph.node("Expand", [call.input(), call.lengths("shape")]),
  Concatenate: concatenate,
  ExpandDims: expandDims,
  Flip: flip,
  GetItem: getItem,
  Pad: pad,
  Ravel: (call) => call.graph.node("Reshape", [call.input(), call.graph.integers(-1)]),
  Repeat: repeat,
  Reshape: reshape,
  Shape: (call) => call.graph.cast(call.graph.node("Shape", [call.input(0, call.about().dtype)]), codes.int32),
  Split: split,
  Squeeze: squeeze,
  Stack: stack,
  Swapaxes: swapAxes,
  Take: take,
  Tile: tile,
  Transpose: transpose,
  Unstack: unstack,
} satisfies Record<string, OperationWriter>;
