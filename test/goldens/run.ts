/** Runs golden cases on the current backend and compares what comes out. */
import { expect } from "vitest";
import { differentiate } from "../../src/autodiff/tape.ts";
import { step } from "../../src/backend/current.ts";
import { RunContext } from "../../src/layers/context.ts";
import type { Layer } from "../../src/layers/layer.ts";
import type { GatedCell } from "../../src/layers/rnn/gated-cell.ts";
import type { RNN } from "../../src/layers/rnn/rnn.ts";
import { type CallOptions, listOf } from "../../src/layers/symbolic.ts";
import { add, multiply, sum } from "../../src/ops/index.ts";
import { sgd } from "../../src/optimizers/index.ts";
import { type NestedArray, Tensor, tensor } from "../../src/tensor/index.ts";
import { isClose, tolerance } from "../tolerance.ts";
import { camel, type GoldenGradients, type LayerCase, makeLayer, type OwnLayers } from "./case.ts";

/** The backends on which every case runs. */
export const backends = ["js", "wasm"] as const;

/** Checks shape and values against a golden. */
export function expectClose(
  actual: Tensor | undefined,
  expected: NestedArray,
  what: string,
  allowed: number = tolerance.golden,
): void {
  expect(actual, `${what} is there`).toBeInstanceOf(Tensor);
  const golden = tensor(expected);
  expect(actual!.shape, `shape of ${what}`).toEqual(golden.shape);
  const [values, wanted] = [actual!.dataSync(), flatten(expected)];
  const at = wanted.findIndex((value, i) => !isClose(values[i]!, value, allowed));
  if (at < 0) return;
  expect.fail(`${what} differs first at element ${at} of ${wanted.length}: ${values[at]}, Keras has ${wanted[at]}`);
}

/** Checks a list of tensors against goldens. */
export function expectAllClose(
  actual: readonly (Tensor | undefined)[],
  expected: readonly NestedArray[],
  what: string,
  allowed: number = tolerance.golden,
): void {
  expect(actual.length, `number of ${what}s`).toBe(expected.length);
  for (const [i, golden] of expected.entries()) expectClose(actual[i], golden, `${what} ${i}`, allowed);
}

/** All numbers of nested lists, in float64. */
export function flatten(values: NestedArray): number[] {
  return Array.isArray(values) ? values.flatMap(flatten) : [Number(values)];
}

/** How deep lists are nested. */
function depth(values: NestedArray): number {
  return Array.isArray(values) ? 1 + (values.length ? depth(values[0]) : 0) : 0;
}

const joining = /^(Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate|Dot|.*Attention)$/;

/** The input tensors: a list where the layer joins several. */
export function inputsOf({ layer, input }: Pick<LayerCase, "layer" | "input">): Tensor[] {
  return joining.test(layer) ? (input as readonly NestedArray[]).map((each) => tensor(each)) : [tensor(input)];
}

/** The call options of a case. */
export function optionsOf(given: Pick<LayerCase, "mask" | "initial_state" | "training" | "call">): CallOptions<Tensor> {
  const { mask, initial_state, training, call } = given;
  const entries = Object.entries(call ?? {}).map(([key, value]) => [camel(key), value]);
  const options: CallOptions<Tensor> = Object.fromEntries(entries);
  if (mask) {
    const list = mask as readonly (NestedArray | null)[];
    const several = list.some((each) => each === null || depth(each) > 1);
    options.mask = several ? list.map((each) => (each === null ? null : tensor(each))) : tensor(mask);
  }
  if (initial_state) options.initialState = initial_state.map((state) => tensor(state));
  if (training !== undefined) options.training = training;
  return options;
}

/** A layer with the weights of a case, built for its input; known dropout masks in place of drawn ones. */
export function layerOf(given: LayerCase, own: OwnLayers = {}): Layer<number> {
  const layer = makeLayer({ class_name: given.layer, config: given.config }, own);
  const first = given.calls?.find((call) => call.do === "call");
  const inputs = inputsOf({ layer: given.layer, input: given.input ?? first!.input });
  layer.ensureBuilt(inputs.map(({ shape }) => shape));
  layer.setWeights(given.weights.map(({ value }) => tensor(value)));
  if (given.dropout_masks || given.recurrent_dropout_masks) giveDropout(layer as RNN, given);
  return layer;
}

function giveDropout(layer: RNN, given: LayerCase): void {
  const masks = (list: NestedArray[] | undefined) => list?.map((mask) => tensor(mask));
  const [inputDropout, recurrentDropout] = [masks(given.dropout_masks), masks(given.recurrent_dropout_masks)];
  (layer.cell as GatedCell).startSequence = (_batch, _features, { training }) => ({
    training,
    ...(training && { inputDropout, recurrentDropout }),
  });
}

/** Σ outputs[k] · cotangent[k]. */
export function contract(outputs: readonly Tensor[], cotangent: readonly NestedArray[]): Tensor {
  return outputs.map((output, k) => sum(multiply(output, tensor(cotangent[k]!)))).reduce((a, b) => add(a, b));
}

/** Runs one case of one layer: outputs, masks, gradients, and whatever else it holds. */
export function checkLayerCase(given: LayerCase): void {
  if (given.calls) checkCalls(given);
  else if (given.regularization) checkRegularization(given);
  else checkOneCall(given);
}

function checkOneCall(given: LayerCase): void {
  const layer = layerOf(given);
  const inputs = inputsOf(given);
  const options = optionsOf(given);
  if (given.layer.endsWith("Attention") && given.expected.length === 2) options.returnAttentionScores = true;
  for (const [i, mask] of (given.input_masks ?? []).entries()) if (mask) inputs[i]!.mask = tensor(mask);
  const outputs = listOf<Tensor>(layer.apply(inputs, options));
  expectAllClose(outputs, given.expected, "output");
  if (given.weights_after) expectAllClose(layer.getWeights(), given.weights_after, "weight after the step");
  const shapes = layer.computeOutputShapes(inputs.map(({ shape }) => shape));
  if (!given.call) expect(shapes).toEqual(outputs.map(({ shape }) => shape));
  if (given.expected_masks) checkMasks(outputs, given.expected_masks);
  if (given.grads) checkGradients(given, layer, inputs, options, given.grads);
}

function checkMasks(outputs: readonly Tensor[], expected: readonly (NestedArray | null)[]): void {
  const masks = outputs.map(({ mask }) => mask?.arraySync() ?? null);
  expect(masks, "masks of the outputs").toEqual(expected);
}

function checkGradients(
  given: LayerCase,
  layer: Layer<number>,
  inputs: readonly Tensor[],
  options: CallOptions<Tensor>,
  golden: GoldenGradients,
): void {
  const states = listOf(options.initialState);
  const wanted = golden.input === undefined ? [] : inputs;
  const found = step(() => {
    const sources = [...wanted, ...states, ...layer.trainableWeights.map((weight) => weight.value)];
    const compute = () => contract(listOf<Tensor>(layer.apply(inputs, options)), golden.cotangent);
    return differentiate(compute, sources, (loss) => loss).gradients;
  });
  const next = (count: number) => found.splice(0, count);
  if (golden.input !== undefined) {
    const expected = inputs.length > 1 ? (golden.input as readonly NestedArray[]) : [golden.input];
    expectAllGradients(next(inputs.length), expected, "gradient of input");
  }
  expectAllGradients(next(states.length), golden.initial_state ?? [], "gradient of initial state");
  expectAllGradients(found, golden.weights, `gradient of weight (${given.weights.map(({ path }) => path).join(", ")})`);
  if (given.constraint_step) checkConstraints(layer, golden, given.constraint_step);
}

/** Gradients; an absent one means zeros. */
export function expectAllGradients(
  actual: readonly (Tensor | undefined)[],
  expected: readonly NestedArray[],
  what: string,
): void {
  expect(actual.length, `number of ${what}s`).toBe(expected.length);
  for (const [i, golden] of expected.entries()) {
    const found = actual[i];
    if (found) expectClose(found, golden, `${what} ${i}`);
    else expect(flatten(golden).every((value) => value === 0)).toBe(true);
  }
}

/** One step of plain gradient descent along the golden gradients, which ends with the constraints. */
function checkConstraints(
  layer: Layer<number>,
  golden: GoldenGradients,
  { learning_rate, weights }: NonNullable<LayerCase["constraint_step"]>,
): void {
  const optimizer = sgd({ learningRate: learning_rate });
  step(() =>
    optimizer.apply(
      layer.weights,
      golden.weights.map((gradient) => tensor(gradient)),
    ),
  );
  expectAllClose(layer.getWeights(), weights, "constrained weight");
}

function checkCalls(given: LayerCase): void {
  const layer = layerOf(given) as RNN;
  for (const call of given.calls!) {
    if (call.do === "reset") {
      layer.resetStates();
      continue;
    }
    expectAllClose(listOf<Tensor>(layer.apply([tensor(call.input)], optionsOf(call))), call.expected, "output");
    if (call.states) expectAllClose(layer.states ?? [], call.states, "state");
  }
}

/** The sum of all penalties, as a model would add them to the loss, and its gradients. */
function checkRegularization(given: LayerCase): void {
  const layer = layerOf(given);
  const [input] = inputsOf(given);
  const golden = given.regularization!;
  const { result, gradients } = step(() => {
    const compute = () => {
      const run = new RunContext(false);
      layer.run([input!], {}, run);
      const penalties = layer.weights.flatMap((weight) => listOf(weight.regularizer?.(weight.value)));
      return [...run.losses, ...penalties].reduce((a, b) => add(a, b));
    };
    return differentiate(compute, [input!, ...layer.weights.map(({ value }) => value)], (loss) => loss);
  });
  expectClose(result, golden.total, "sum of the penalties");
  expectAllGradients(gradients, [golden.input, ...golden.weights], "gradient of the penalties");
}
