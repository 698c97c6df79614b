/** Softmax and the cross-entropies, in forms that stay finite for logits of any size. */
import { record } from "../autodiff/tape.ts";
import { run } from "../backend/current.ts";
import {
  aTensor,
  broadcastShapes,
  checkOption,
  formatShape,
  ShapeError,
  sameShape,
  shown,
  type Tensor,
  type TensorLike,
  viewAs,
} from "../tensor/index.ts";
import { multiply } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { sumTo } from "./layout.ts";
import { sum } from "./reduce.ts";
import { negative } from "./unary.ts";

/** The functions that make probabilities of logits. */
export type Squashing = "softmax" | "sigmoid";

/** What a softmax or sigmoid was computed from, so that a cross-entropy after it can use the stable form. */
const logits = /* @__PURE__ */ new WeakMap<Tensor, { input: Tensor; by: Squashing }>();

/** The logits behind the output of a softmax or sigmoid, when they are known and it was that function. */
export function logitsOf(probabilities: Tensor, by: Squashing): Tensor | undefined {
  const origin = logits.get(probabilities);
  return origin && origin.by === by ? origin.input : undefined;
}

/** Notes that `probabilities` came from `input`. Returns `probabilities`. */
export function withLogits(probabilities: Tensor, input: Tensor, by: Squashing): Tensor {
  checkOption("withLogits", "probabilities", probabilities, aTensor);
  logits.set(probabilities, { input, by });
  return probabilities;
}

/** exp(x) / Σ exp(x) over the last axis. */
export function softmax(x: TensorLike): Tensor {
  const input = cast(x, "float32");
  return withLogits(normalized(input, false), input, "softmax");
}

/** log softmax(x) over the last axis. */
export function logSoftmax(x: TensorLike): Tensor {
  return normalized(x, true);
}

function normalized(x: TensorLike, log: boolean): Tensor {
  const input = cast(x, "float32");
  if (input.rank === 0) throw new ShapeError("softmax needs at least one axis.");
  const output = run((engine) => engine.softmax(input, log));
  return record(output, [input], (dy) => [() => run((engine) => engine.softmaxGradient(dy, output, log))]);
}

/**
 * -log softmax(scores)[label]: scores [..., V] and labels [...] give [...].
 * @throws ShapeError when the shapes do not fit or a label is outside 0 ... V - 1
 */
export function sparseSoftmaxCrossEntropy(scores: TensorLike, labels: TensorLike): Tensor {
  const input = cast(scores, "float32");
  const classes = cast(labels, "int32");
  const count = input.shape[input.rank - 1] ?? 0;
  checkLabels(input, classes, count);
  const rows = viewAs(input, [classes.size, count]);
  const ids = viewAs(classes, [classes.size]);
  const output = run((engine) => viewAs(engine.crossEntropy(rows, ids), classes.shape));
  return record(output, [input], (dy) => [
    () => run((engine) => viewAs(engine.crossEntropyGradient(viewAs(dy, [classes.size]), rows, ids), input.shape)),
  ]);
}

/** -Σ target · log softmax(scores) over the last axis. */
export function softmaxCrossEntropy(scores: TensorLike, target: TensorLike): Tensor {
  return negative(sum(multiply(target, logSoftmax(scores)), -1));
}

/** -t log σ(x) - (1 - t) log(1 - σ(x)), element by element, as max(x, 0) - x t + log(1 + exp(-|x|)). */
export function sigmoidCrossEntropy(scores: TensorLike, target: TensorLike): Tensor {
  const [x, t] = [cast(scores, "float32"), cast(target, "float32")];
  broadcastShapes(x.shape, t.shape);
  const output = run((engine) => {
    const distance = engine.unary("softplus", engine.unary("negative", engine.unary("abs", x)));
    return engine.binary(
      "add",
      engine.binary("subtract", engine.unary("relu", x), engine.binary("multiply", x, t)),
      distance,
    );
  });
  // the derivatives of the parts do not meet at x = 0; that of the whole is σ(x) - t
  return record(output, [x, t], (dy) => [
    () =>
      run((engine) =>
        sumTo(engine.binary("multiply", dy, engine.binary("subtract", engine.unary("sigmoid", x), t)), x.shape),
      ),
    () => run((engine) => sumTo(engine.unary("negative", engine.binary("multiply", dy, x)), t.shape)),
  ]);
}

function checkLabels(scores: Tensor, labels: Tensor, count: number): void {
  if (scores.rank === 0 || !sameShape(scores.shape.slice(0, -1), labels.shape)) {
    throw new ShapeError({
      what: "Class labels do not fit the predictions.",
      expected: `labels of shape ${formatShape(scores.shape.slice(0, -1))}, one per row of predictions ${formatShape(scores.shape)}`,
      received: formatShape(labels.shape),
    });
  }
  const wrong = labels.read().find((label) => label < 0 || label >= count);
  if (wrong !== undefined) {
    throw new ShapeError({
      what: "A class label is outside the predictions.",
      expected: `integers from 0 to ${count - 1}`,
      received: shown(wrong),
      hint: "the last layer needs one unit per class",
    });
  }
}
