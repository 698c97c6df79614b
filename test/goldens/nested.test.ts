/** Cells of several inputs, outputs and constants against the loop over time of Keras 3.15.1, with gradients. */
import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/tape.ts";
import { setBackend, step } from "../../src/backend/current.ts";
import { RunContext } from "../../src/layers/context.ts";
import { bidirectional, type CallOptions, rnn } from "../../src/layers/index.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { type NestedArray, type Tensor, tensor } from "../../src/tensor/index.ts";
import { NestedCell, NestedTanhCell } from "../nested-cell.ts";
import { readGoldens } from "./case.ts";
import { backends, contract, expectAllClose, expectClose } from "./run.ts";

type Name = "x1" | "x2" | "s1" | "s2" | "c" | "w1" | "w2" | "v1" | "v2";

interface NestedCase {
  id: string;
  kind: "guide" | "tanh";
  options: Partial<
    Record<
      | "initial"
      | "masked"
      | "constants"
      | "bidirectional"
      | "return_sequences"
      | "go_backwards"
      | "zero_output_for_mask",
      boolean
    >
  >;
  values: Record<Name, NestedArray>;
  mask: boolean[][];
  expected: NestedArray[];
  cotangents: NestedArray[];
  grads: Record<Name, NestedArray>;
}

const { cases } = readGoldens<{ cases: NestedCase[] }>("nested");

function layerOf({ kind, options, values }: NestedCase): Layer<number> {
  const config = { unit1: 4, unit2: 3, unit3: 2 };
  const whole = rnn({
    cell: kind === "guide" ? new NestedCell(config) : new NestedTanhCell(config),
    returnState: true,
    returnSequences: options.return_sequences ?? false,
    goBackwards: options.go_backwards ?? false,
    zeroOutputForMask: options.zero_output_for_mask ?? false,
  });
  const layer: Layer<number> = options.bidirectional ? bidirectional({ layer: whole }) : whole;
  layer.ensureBuilt([
    [3, 4, 5],
    [3, 4, 2, 3],
  ]);
  const kernels = [values.w1, values.w2, ...(options.bidirectional ? [values.v1, values.v2] : [])];
  layer.setWeights(kernels.map((kernel) => tensor(kernel)));
  return layer;
}

describe.each(backends)("nested cells on %s", (backend) => {
  test.each(cases)("$id", (given) => {
    setBackend(backend);
    const { options, values, grads, expected, cotangents } = given;
    const layer = layerOf(given);
    const used: Name[] = [
      "x1",
      "x2",
      ...(options.initial ? (["s1", "s2"] as const) : []),
      ...(options.constants ? (["c"] as const) : []),
    ];
    const tensors = used.map((name) => tensor(values[name]));
    step(() => {
      const at = (name: Name) => tensors[used.indexOf(name)]!;
      const call: CallOptions<Tensor> = {
        ...(options.initial && { initialState: [at("s1"), at("s2")] }),
        ...(options.constants && { constants: at("c") }),
        ...(options.masked && { mask: tensor(given.mask) }),
      };
      const kernels = layer.weights.map(({ value }) => value);
      const { result, gradients } = differentiate(
        () => layer.run([at("x1"), at("x2")], call, new RunContext(false, 1)),
        [...tensors, ...kernels],
        (outputs) => contract(outputs, cotangents),
      );
      expectAllClose(result, expected, "output");
      const names = [...used, ...(["w1", "w2", "v1", "v2"] as const).slice(0, kernels.length)];
      for (const [i, name] of names.entries()) expectClose(gradients[i], grads[name], `gradient of ${name}`);
    });
    expect(layer.outputCount).toBe(expected.length);
  });
});
