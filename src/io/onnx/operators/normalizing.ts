/** Operators that normalize: softmax and its kin, and normalization by mean and variance. */
import {
  add,
  argMax,
  layerNorm,
  logSoftmax,
  mean,
  multiply,
  oneHot,
  reshape,
  rsqrt,
  softmax,
  square,
  subtract,
  transpose,
} from "../../../ops/index.ts";
import { normalizeAxis, sizeOf, type Tensor } from "../../../tensor/index.ts";
import type { Call, Operator } from "./call.ts";
import { asItLies } from "./turned.ts";

/**
 * Applies a function of the last axis along another: since operator set 13 along that axis alone; before, over it and all
 * axes after it together.
 */
const alongAxis =
  (ofLast: (x: Tensor) => Tensor): Operator =>
  (call) => {
    const x = call.input(0);
    const together = call.opset < 13;
    const axis = normalizeAxis(call.attributes.int("axis", together ? 1 : -1), x.rank);
    if (axis === x.rank - 1) return ofLast(x);
    if (together) return reshape(ofLast(reshape(x, [...x.shape.slice(0, axis), sizeOf(x.shape.slice(axis))])), x.shape);
    const swap = x.shape.map((_, i) => (i === axis ? x.rank - 1 : i === x.rank - 1 ? axis : i));
    return transpose(ofLast(transpose(x, swap)), swap);
  };

/** A vector along axis 1 of a tensor of this rank. */
const perChannel = (v: Tensor, rank: number) => reshape(v, [v.size, ...new Array<number>(rank - 2).fill(1)]);

function layerNormalized(call: Call): (Tensor | undefined)[] {
  const x = call.input(0);
  const first = normalizeAxis(call.attributes.int("axis", -1), x.rank);
  const axes = [...x.shape.keys()].slice(first);
  const epsilon = call.attributes.float("epsilon", 1e-5);
  const y = layerNorm(x, { axes, epsilon, gamma: call.input(1), beta: call.optional(2) });
  if (!call.wants(1) && !call.wants(2)) return [y];
  const center = mean(x, axes, true);
  return [y, center, rsqrt(add(mean(square(subtract(x, center)), axes, true), epsilon))];
}

function rmsNormalized(call: Call): Tensor {
  const x = call.input(0);
  const axes = [...x.shape.keys()].slice(normalizeAxis(call.attributes.int("axis", -1), x.rank));
  const scale = rsqrt(add(mean(square(x), axes, true), call.attributes.float("epsilon", 1e-5)));
  return multiply(multiply(x, scale), call.input(1));
}

/** By the mean and variance of each channel that the file holds; by those of the batch where the node is in training mode. */
function batchNormalized(call: Call): (Tensor | undefined)[] {
  const { own: x, channels, given } = asItLies(call.input(0));
  // before operator set 9: scales for each place, not for each channel
  if (x.rank > 2 && call.attributes.int("spatial", 1) === 0) throw call.unsupported("spatial", "1", "0");
  const along = (v: Tensor) => reshape(v, [v.size, ...new Array<number>(x.rank - 1 - channels).fill(1)]);
  const [scale, shift, oldMean, oldVariance] = [1, 2, 3, 4].map((i) => along(call.input(i))) as Tensor[];
  const normalized = (center: Tensor, variance: Tensor) => {
    const factor = multiply(scale!, rsqrt(add(variance, call.attributes.float("epsilon", 1e-5))));
    return add(multiply(subtract(x, center), factor), shift!);
  };
  if (call.attributes.int("training_mode", 0) === 0) return [given(normalized(oldMean!, oldVariance!))];
  const axes = [...x.shape.keys()].filter((axis) => axis !== channels);
  const center = mean(x, axes, true);
  const variance = mean(square(subtract(x, center)), axes, true);
  const momentum = call.attributes.float("momentum", 0.9);
  const running = (old: Tensor, now: Tensor) =>
    add(multiply(old, momentum), multiply(reshape(now, old.shape), 1 - momentum));
  const results = [running(oldMean!, center), running(oldVariance!, variance)];
  return [given(normalized(center, variance)), ...results.map((result) => reshape(result, [result.size]))];
}

/** Each sample's groups of channels by their own mean and variance; one group for each channel, where no number is given. */
const groupNormalized =
  (groupsOf: (call: Call, channels: number) => number): Operator =>
  (call) => {
    const x = call.input(0);
    const [batch, channels] = x.shape as [number, number];
    const groups = groupsOf(call, channels);
    const parts = reshape(x, [batch, groups, x.size / (batch * groups)]);
    const plain = layerNorm(parts, { epsilon: call.attributes.float("epsilon", 1e-5) });
    const [scale, shift] = [call.input(1), call.input(2)];
    if (scale.size === channels) {
      return add(multiply(reshape(plain, x.shape), perChannel(scale, x.rank)), perChannel(shift, x.rank));
    }
    return reshape(add(multiply(plain, perChannel(scale, 3)), perChannel(shift, 3)), x.shape);
  };

/** Operators that normalize. */
export const normalizing: Readonly<Record<string, Operator>> = {
  BatchNormalization: batchNormalized,
  GroupNormalization: groupNormalized((call) => call.attributes.int("num_groups")),
  Hardmax: alongAxis((x) => oneHot(argMax(x, -1), x.shape.at(-1)!)),
  InstanceNormalization: groupNormalized((_, channels) => channels),
  LayerNormalization: layerNormalized,
  LogSoftmax: alongAxis(logSoftmax),
  RMSNormalization: rmsNormalized,
  Softmax: alongAxis(softmax),
};
