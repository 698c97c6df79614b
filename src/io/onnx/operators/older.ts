/** Operators of sets before 7, which were others: each call is changed into one of set 7. */
import { reshape } from "../../../ops/index.ts";
import { normalizeAxis, type Tensor } from "../../../tensor/index.ts";
import { numberOfType } from "../element-types.ts";
import type { Call } from "./call.ts";
import { integerVector } from "./integers.ts";

type Change = (call: Call) => Call;

const ones = (count: number) => new Array<number>(Math.max(count, 0)).fill(1);

/** The second input began at an axis of the first, not at its end. */
const fromAxis: Change = (call) => {
  const [{ rank }, b] = [call.input(0), call.input(1)];
  const axis = normalizeAxis(call.attributes.int("axis", rank - b.rank), Math.max(rank, 1));
  if (axis + b.rank > rank) throw call.misfit(1, `${rank - axis} axes at most`);
  return call.with({ inputs: [call.input(0), reshape(b, [...b.shape, ...ones(rank - axis - b.rank)])] });
};

/** One slope for each channel was a vector. */
const perChannel: Change = (call) => {
  const [x, slope] = [call.input(0), call.input(1)];
  if (slope.rank !== 1 || slope.size === 1) return call;
  return call.with({ inputs: [x, reshape(slope, [slope.size, ...ones(x.rank - 2)])] });
};

/** Integers that were attributes, or inputs with fractions, as the second input. */
const second = (call: Call, integers: readonly number[] | undefined): Call =>
  integers ? call.with({ inputs: [call.input(0), integerVector(integers)] }) : call;

const numbersOf = (x: Tensor | undefined) => x && Array.from(x.read(), Number);

const changes: Readonly<Record<string, Change>> = {
  ...Object.fromEntries(
    ["Add", "And", "Div", "Equal", "Greater", "Less", "Mul", "Or", "Pow", "Sub", "Xor"].map((op) => [op, fromAxis]),
  ),
  BatchNormalization: (call) => {
    const isTraining = call.attributes.int("is_test", 0) === 0;
    return call.with({ attributes: { training_mode: { type: "int", value: isTraining ? 1 : 0 } } });
  },
  Cast: (call) => {
    if (call.opset >= 6) return call;
    return call.with({
      attributes: { to: { type: "int", value: numberOfType(call.attributes.string("to"), call.node.title) } },
    });
  },
  Concat: (call) => call.with({ attributes: { axis: { type: "int", value: call.attributes.int("axis", 1) } } }),
  Pad: (call) => {
    const widths = call.attributes.ints("paddings");
    return widths ? call.with({ attributes: { pads: { type: "ints", value: widths } } }) : call;
  },
  PRelu: perChannel,
  Reshape: (call) => second(call, call.attributes.ints("shape")),
  Selu: (call) => {
    if (call.opset >= 6) return call;
    const value = (name: string, otherwise: number) =>
      ({ type: "float", value: call.attributes.float(name, otherwise) }) as const;
    return call.with({ attributes: { alpha: value("alpha", 1.6732), gamma: value("gamma", 1.0507) } });
  },
  Split: (call) => second(call, numbersOf(call.optional(1))),
  Tile: (call) => {
    if (call.opset >= 6) return call;
    const axis = normalizeAxis(call.number(2), call.input(0).rank);
    return second(
      call,
      [...call.input(0).shape.keys()].map((each) => (each === axis ? call.number(1) : 1)),
    );
  },
  Upsample: (call) => {
    const [height, width] = [call.attributes.float("height_scale"), call.attributes.float("width_scale")];
    const mode = call.attributes.string("mode", "nearest");
    return call.with({
      attributes: {
        scales: { type: "floats", value: [1, 1, height, width] },
        mode: { type: "string", value: mode === "bilinear" ? "linear" : mode },
      },
    });
  },
};

/** A call of a set before 7 as one of set 7. */
export const changed: Change = (call) => (Object.hasOwn(changes, call.op) ? changes[call.op]!(call) : call);
