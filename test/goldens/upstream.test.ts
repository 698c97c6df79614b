/** The cases of Keras's own layer tests. */
import { describe, expect, test } from "vitest";
import { setBackend } from "../../src/backend/current.ts";
import { RunContext } from "../../src/layers/context.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { RNNCell } from "../../src/layers/rnn/cell.ts";
import type { RNN } from "../../src/layers/rnn/rnn.ts";
import { type CallOptions, listOf, type OpenShape } from "../../src/layers/symbolic.ts";
import { sum } from "../../src/ops/index.ts";
import { ConfigError, type NestedArray, ones, ShapeError, type Tensor, tensor, zeros } from "../../src/tensor/index.ts";
import { tolerance } from "../tolerance.ts";
import { type KerasConfig, makeLayer, readGoldens } from "./case.ts";
import { backends, expectAllClose } from "./run.ts";
import { upstreamLayers } from "./upstream-layers.ts";

interface UpstreamCase {
  id: string;
  kind: "value" | "shape" | "error" | "checksum";
  layer: string;
  config: KerasConfig;
  /** A NumPy expression. */
  input?: string | null;
  initial_state?: string[];
  mask?: NestedArray | string;
  calls?: ("call" | "call:assert" | "reset_state")[];
  expected: NestedArray[];
  /** How far Keras's test lets values differ: some expected ones have four decimals. */
  atol: number;
  training?: boolean;
  input_shape: (number | null)[];
  /** The shape of the output, or of each, a stack's states nested by cell. */
  expected_shape: NestedArray[];
  mask_shape?: number[];
  via?: "compute_output_shape";
  num_trainable_weights?: number;
  num_non_trainable_weights?: number;
  num_losses?: number;
}

const { cases } = readGoldens<{ cases: UpstreamCase[] }>("keras-upstream");
const made = (given: UpstreamCase) =>
  makeLayer({ class_name: given.layer, config: given.config }, upstreamLayers) as RNN<number>;

/** The tensor of an expression such as `np.arange(24).reshape((2, 3, 4)).astype('float32') / 10`. */
function evaluate(expression: string): Tensor {
  const lists = [...expression.matchAll(/\((\d[\d, ]*)\)/g)].map(([, list]) => list!.split(",").map(Number));
  if (expression.startsWith("np.zeros")) return zeros(lists[0]!);
  if (expression.startsWith("np.ones")) return ones(lists[0]!, expression.includes("bool") ? "bool" : "float32");
  if (expression.startsWith("np.random")) return ones(lists[0]!);
  const [, operator, operand] = expression.match(/ ([*/]) (\d+)$/) ?? [];
  const factor = operator === undefined ? 1 : operator === "*" ? Number(operand) : 1 / Number(operand);
  const [[count], shape] = lists as [number[], number[]];
  return tensor(
    Float32Array.from({ length: count! }, (_, i) => i * factor),
    shape,
  );
}

function optionsOf({ initial_state, mask, training }: UpstreamCase): CallOptions<Tensor> {
  const options: CallOptions<Tensor> = {};
  if (initial_state) options.initialState = initial_state.map(evaluate);
  if (mask) options.mask = typeof mask === "string" ? evaluate(mask) : tensor(mask);
  if (training !== undefined) options.training = training;
  return options;
}

/** Stacked cells' states, which Keras nests by cell, in one list. */
function flatOutputs(expected: readonly NestedArray[]): NestedArray[] {
  const rank = (value: NestedArray): number => (Array.isArray(value) ? 1 + rank(value[0]) : 0);
  const lowest = Math.min(...expected.map(rank));
  return expected.flatMap((each, i) => (i > 0 && rank(each) > lowest ? (each as NestedArray[]) : [each]));
}

function checkValue(given: UpstreamCase): void {
  const layer = made(given);
  const allowed = Math.max(tolerance.golden, given.atol);
  for (const call of given.calls ?? ["call:assert"]) {
    if (call === "reset_state") {
      layer.resetStates();
      continue;
    }
    const outputs = listOf<Tensor>(layer.apply<Tensor>(evaluate(given.input!), optionsOf(given)));
    if (call === "call:assert") expectAllClose(outputs, flatOutputs(given.expected), "output", allowed);
  }
}

function shapesIn(nested: readonly NestedArray[]): OpenShape[] {
  return Array.isArray(nested[0]) ? nested.flatMap((each) => shapesIn(each as NestedArray[])) : [nested as number[]];
}

function checkShape(given: UpstreamCase): void {
  const layer: Layer<number> = made(given);
  const shapes = shapesIn(given.expected_shape);
  expect(layer.computeOutputShapes([given.input_shape])).toEqual(shapes);
  if (given.via) return;
  const run = new RunContext(given.training ?? false);
  const mask = given.mask_shape && ones(given.mask_shape, "bool");
  const input = zeros(given.input_shape as number[]);
  const outputs = layer.run([input], mask ? { mask } : {}, run);
  expect(outputs.map(({ shape }) => shape)).toEqual(shapes);
  const { weights, trainableWeights } = layer;
  const counts = { trainable: trainableWeights.length, fixed: weights.length - trainableWeights.length };
  if (given.num_trainable_weights !== undefined) expect(counts.trainable).toBe(given.num_trainable_weights);
  if (given.num_non_trainable_weights !== undefined) expect(counts.fixed).toBe(given.num_non_trainable_weights);
  const losses = run.losses.length + weights.filter(({ regularizer }) => regularizer).length;
  if (given.num_losses !== undefined) expect(losses).toBe(given.num_losses);
}

/** The sum of each output. A cell takes its states beside its input. */
function checkSums(given: UpstreamCase): void {
  const layer = made(given);
  const x = evaluate(given.input!);
  const options = optionsOf(given);
  const outputs =
    layer instanceof RNNCell
      ? layer.apply<Tensor>([x, ...listOf(options.initialState)])
      : layer.apply<Tensor>(x, options);
  const sums = listOf<Tensor>(outputs).map((output) => sum(output));
  expectAllClose(sums, given.expected, "sum of output");
}

function checkError(given: UpstreamCase): void {
  if (!given.input) {
    expect(() => made(given)).toThrow(ConfigError);
    return;
  }
  const layer = made(given);
  if (layer.config.stateful) {
    layer.apply(ones([4, 5, 3]));
    expect(() => layer.apply(evaluate(given.input!))).toThrow(/batch size/);
    return;
  }
  const call = () => layer.apply<Tensor>(evaluate(given.input!), optionsOf(given));
  expect(call).toThrow(ShapeError);
  expect(call).toThrow(/mask.*TimeDistributed/);
}

const checks = { value: checkValue, shape: checkShape, error: checkError, checksum: checkSums };

describe.each(backends)("Keras's own tests on %s", (backend) => {
  for (const given of cases) {
    test(given.id, () => {
      setBackend(backend);
      checks[given.kind](given);
    });
  }
});
