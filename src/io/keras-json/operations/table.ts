/** The operations of `keras.ops` that a graph may hold, by their class in Keras: what each computes. */

import { tanhGelu } from "../../../activations.ts";
import { softmaxOver } from "../../../layers/softmax.ts";
import { bent } from "../../../ops/bent.ts";
import {
  abs,
  add,
  all,
  any,
  argMax,
  argMin,
  broadcastTo,
  cast,
  clip,
  concatenate,
  cos,
  cumSum,
  divide,
  equal,
  erf,
  exp,
  expandDims,
  floor,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  logSumExp,
  max,
  maximum,
  mean,
  min,
  minimum,
  multiply,
  negative,
  notEqual,
  oneHot,
  power,
  reciprocal,
  relu,
  reshape,
  reverse,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sqrt,
  square,
  squeeze,
  stack,
  stopGradient,
  subtract,
  sum,
  tanh,
  topK,
  transpose,
  unary,
  where,
} from "../../../ops/index.ts";
import type { DType } from "../../../tensor/index.ts";
import { FormatError, fill, normalizeAxis, type Tensor, type TensorLike, tensor } from "../../../tensor/index.ts";
import { linalgAlongAxes, nnAlongAxes, numpyAlongAxes } from "./along-axes.ts";
import { type Compute, one, over, two } from "./compute.ts";
import { mathElementwise, nnElementwise, numpyElementwise } from "./elementwise.ts";
import { getItem } from "./get-item.ts";
import { numpyOrdering } from "./ordering.ts";
import { dotProduct, einsumOf, numpyProducts, product } from "./products.ts";
import { numpyRearranging } from "./rearranging.ts";
import { expanded, padded, parts, repeated, reshaped, squeezed, swapped, taken, tiled } from "./shapes.ts";
import { axesIn, integerIn, integersIn, numberIn, numeric, tensorIn, tensorsIn, type Value } from "./values.ts";

function variance(x: Tensor, axes: readonly number[] | undefined, keepDims: boolean): Tensor {
  return mean(square(subtract(x, mean(x, axes, true))), axes, keepDims);
}

function extremePlace(find: (x: Tensor, axis: number) => Tensor): Compute {
  return ([x], { axis, keepdims }) => {
    const input = tensorIn(x);
    if (axis === null || axis === undefined) return find(reshape(input, [input.size]), 0);
    const places = find(input, integerIn(axis));
    return keepdims === true ? expandDims(places, normalizeAxis(integerIn(axis), input.rank)) : places;
  };
}

const types: Readonly<Record<string, DType>> = { bool: "bool" };

function typeNamed(name: string): DType {
  if (/^(b?float)\d*$/.test(name)) return "float32";
  return /^u?int\d+$/.test(name) ? "int32" : (types[name] ?? unknownType(name));
}

/** x as the type that an option names; as it is where the option is left open. */
const asType = (x: Tensor, dtype: Value) => (dtype ? cast(x, typeNamed(String(dtype))) : x);

function unknownType(name: string): never {
  throw new FormatError({
    what: "An operation of the file makes numbers of a type that does not exist here.",
    received: name,
  });
}

const likeInput =
  (value: number): Compute =>
  ([x], { dtype: wanted }) => {
    const { shape, dtype } = tensorIn(x);
    return fill(shape, value, wanted ? typeNamed(String(wanted)) : dtype);
  };

/** A maximum or minimum over axes, and of `initial`. */
const extreme =
  (overAxes: typeof max, beside: typeof maximum): Compute =>
  ([x], { axis, keepdims, initial }) => {
    const found = overAxes(tensorIn(x), axesIn(axis), keepdims === true);
    return initial === null || initial === undefined ? found : beside(found, numberIn(initial));
  };

/** The classes on a new axis of the result. */
const oneHotAlong: Compute = ([x], { num_classes: count, axis, dtype }) => {
  const last = oneHot(tensorIn(x), integerIn(count));
  const at = normalizeAxis(integerIn(axis ?? -1), last.rank);
  const order = [...Array(last.rank - 1).keys()];
  order.splice(at, 0, last.rank - 1);
  return asType(transpose(last, order), dtype);
};

const floorDivide = (a: TensorLike, b: TensorLike) => floor(divide(a, b));

/** Operations by their module in Keras. */
const byModule = {
  numpy: {
    ...numpyElementwise,
    ...numpyAlongAxes,
    ...numpyOrdering,
    ...numpyProducts,
    ...numpyRearranging,
    Add: two(add),
    Subtract: two(subtract),
    Multiply: two(multiply),
    Divide: two(divide),
    TrueDivide: two(divide),
    FloorDivide: two(floorDivide),
    Mod: two((a, b) => subtract(a, multiply(floorDivide(a, b), b))),
    Power: two(power),
    Maximum: two(maximum),
    Minimum: two(minimum),
    Equal: two(equal),
    NotEqual: two(notEqual),
    Greater: two(greater),
    GreaterEqual: two(greaterEqual),
    Less: two(less),
    LessEqual: two(lessEqual),
    LogicalAnd: two(logicalAnd),
    LogicalOr: two(logicalOr),
    LogicalNot: one(logicalNot),
    Negative: one(negative),
    Absolute: one(abs),
    Abs: one(abs),
    Exp: one(exp),
    Log: one(log),
    Log1p: one(log1p),
    Sqrt: one(sqrt),
    Square: one(square),
    Sign: one(sign),
    Floor: one(floor),
    Reciprocal: one(reciprocal),
    Sin: one(sin),
    Cos: one(cos),
    Tanh: one(tanh),
    ZerosLike: likeInput(0),
    OnesLike: likeInput(1),
    Mean: over(mean),
    Sum: over(sum),
    Max: extreme(max, maximum),
    Min: extreme(min, minimum),
    Amax: over(max),
    Amin: over(min),
    Any: over(any),
    All: over(all),
    Var: over(variance),
    Std: over((x, axes, keepDims) => sqrt(variance(x, axes, keepDims))),
    Argmax: extremePlace(argMax),
    Argmin: extremePlace(argMin),
    Clip: ([x], { x_min: low, x_max: high }) => clip(tensorIn(x), numberIn(low), numberIn(high)),
    Where: ([condition, a, b]) => where(numeric(condition), numeric(a), numeric(b)),
    Matmul: ([a, b]) => product(tensorIn(a), tensorIn(b)),
    Dot: ([a, b]) => dotProduct(tensorIn(a), tensorIn(b)),
    Einsum: (operands, { subscripts }) => einsumOf(operands, subscripts),
    Cumsum: ([x], { axis, dtype }) => {
      const input = asType(tensorIn(x), dtype);
      if (axis === null || axis === undefined) return cumSum(reshape(input, [input.size]), { axis: 0 });
      return cumSum(input, { axis: integerIn(axis) });
    },
    Concatenate: ([xs], { axis }) => concatenate(tensorsIn(xs), integerIn(axis ?? 0)),
    Stack: ([xs], { axis }) => stack(tensorsIn(xs), integerIn(axis ?? 0)),
    Reshape: ([x], { newshape }) => reshaped(tensorIn(x), newshape),
    Ravel: one((x) => reshape(x, [x.size])),
    Transpose: ([x], { axes }) => transpose(tensorIn(x), axesIn(axes)),
    Swapaxes: ([x], { axis1, axis2 }) => swapped(tensorIn(x), integerIn(axis1), integerIn(axis2)),
    ExpandDims: ([x], { axis }) => expanded(tensorIn(x), axis),
    Squeeze: ([x], { axis }) => squeezed(tensorIn(x), axis),
    BroadcastTo: ([x], { shape }) => broadcastTo(tensorIn(x), integersIn(shape)),
    Flip: ([x], { axis }) => {
      const input = tensorIn(x);
      return (axesIn(axis) ?? input.shape.map((_, i) => i)).reduce((rest, each) => reverse(rest, each), input);
    },
    Split: ([x], { indices_or_sections: cuts, axis }) => parts(tensorIn(x), cuts, integerIn(axis ?? 0)),
    Repeat: ([x], { repeats, axis }) => repeated(tensorIn(x), integerIn(repeats), axis),
    Tile: ([x], { repeats }) => tiled(tensorIn(x), integersIn(repeats)),
    Take: ([x, indices], { axis }) => taken(tensorIn(x), indices, axis),
    Pad: ([x], options) => padded(tensorIn(x), options),
    GetItem: ([x, key]) => getItem(tensorIn(x), key),
  },
  nn: {
    ...nnElementwise,
    ...nnAlongAxes,
    Glu: ([x], { axis }) => {
      const [values, gates] = parts(tensorIn(x), 2, integerIn(axis ?? -1)) as [Tensor, Tensor];
      return multiply(values, sigmoid(gates));
    },
    Softmax: ([x], { axis }) => {
      const input = tensorIn(x);
      return softmaxOver(
        input,
        (axesIn(axis) ?? [-1]).map((each) => normalizeAxis(each, input.rank)).sort((a, b) => a - b),
      );
    },
    LogSoftmax: ([x], { axis }) => {
      const input = tensorIn(x);
      return subtract(input, logSumExp(input, axesIn(axis) ?? [-1], true));
    },
    Sigmoid: one(sigmoid),
    Relu: one(relu),
    Relu6: one((x) => unary("relu6", x)),
    Silu: one((x) => unary("silu", x)),
    Softplus: one((x) => unary("softplus", x)),
    Softsign: one((x) => unary("softsign", x)),
    HardSigmoid: one((x) => unary("hardSigmoid", x)),
    Elu: ([x], { alpha }) => bent(tensorIn(x), unary("elu", tensorIn(x)), numberIn(alpha ?? 1)),
    Selu: one((x) => unary("selu", x)),
    Gelu: ([x], { approximate }) => (approximate === false ? unary("gelu", tensorIn(x)) : tanhGelu(tensorIn(x))),
    LeakyRelu: ([x], { negative_slope: slope }) => bent(tensorIn(x), tensorIn(x), numberIn(slope ?? 0.2)),
    OneHot: oneHotAlong,
  },
  linalg: linalgAlongAxes,
  math: {
    ...mathElementwise,
    TopK: ([x], { k }) => {
      const { values, indices } = topK(tensorIn(x), integerIn(k));
      return [values, indices];
    },
    Rsqrt: one(rsqrt),
    Erf: one(erf),
    Logsumexp: over(logSumExp),
  },
  core: {
    Cast: ([x], { dtype }) => asType(tensorIn(x), dtype),
    ConvertToTensor: ([x], { dtype }) => asType(tensorIn(x), dtype),
    StopGradient: one(stopGradient),
    Shape: one(({ shape }) => tensor([...shape], [shape.length], "int32")),
    Unstack: ([x], { axis }) => {
      const input = tensorIn(x);
      const at = normalizeAxis(integerIn(axis ?? 0), input.rank);
      return parts(input, input.shape[at]!, at).map((part) => squeeze(part, at));
    },
  },
} as const satisfies Record<string, Readonly<Record<string, Compute>>>;

type ByModule = typeof byModule;

/** The classes of all operations. */
export type OperationName = { [M in keyof ByModule]: keyof ByModule[M] }[keyof ByModule];

/** What an operation computes, and its module in Keras. */
export const operations: Readonly<Record<string, { compute: Compute; module: string }>> = Object.fromEntries(
  Object.entries(byModule).flatMap(([name, group]) =>
    Object.entries(group).map(([className, compute]) => [className, { compute, module: `keras.src.ops.${name}` }]),
  ),
);
