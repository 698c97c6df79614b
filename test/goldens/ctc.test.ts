/** CTC against Keras 3.15.1: losses, gradients, decoded labels. */
import { describe, expect, test } from "vitest";
import { valueAndGrad } from "../../src/autodiff/grad.ts";
import { setBackend } from "../../src/backend/current.ts";
import { resolveLoss } from "../../src/losses/by-name.ts";
import { type CtcDecodeOptions, ctcDecode, multiply, sum } from "../../src/ops/index.ts";
import { type NestedArray, type Tensor, tensor } from "../../src/tensor/index.ts";
import { camel, readGoldens } from "./case.ts";
import { backends, expectClose } from "./run.ts";

interface CtcCase {
  id: string;
  labels?: NestedArray;
  scores: NestedArray;
  cotangent: NestedArray;
  expected: NestedArray;
  gradient: NestedArray;
  options: Record<string, unknown>;
  lengths: number[];
  decoded: NestedArray;
  rated: NestedArray;
}

const { cases } = readGoldens<{ cases: CtcCase[] }>("ctc");

describe.each(backends)("ctc on %s", (backend) => {
  for (const given of cases) {
    test(given.id, () => {
      setBackend(backend);
      if (given.labels) checkLoss(given);
      else checkDecoding(given);
    });
  }
});

function checkLoss({ labels, scores, cotangent, expected, gradient }: CtcCase): void {
  const loss = resolveLoss("ctc");
  expectClose(loss.values(tensor(labels!), tensor(scores)), expected, "loss");
  const weighted = (x: Tensor) => sum(multiply(loss.values(tensor(labels!), x), tensor(cotangent)));
  expectClose(valueAndGrad(weighted)(tensor(scores)).grad, gradient, "gradient");
}

function checkDecoding({ scores, lengths, options, decoded, rated }: CtcCase): void {
  const named = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [camel(key), typeof value === "string" ? camel(value) : value]),
  ) as CtcDecodeOptions;
  const found = ctcDecode(tensor(scores), { sequenceLengths: lengths, ...named });
  expect(found.decoded.arraySync()).toEqual(decoded);
  expectClose(found.scores, rated, "score");
}
