import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { checkGradients } from "../autodiff/testing.ts";
import type { RecurrentProblem } from "../backend/backend.ts";
import { ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { add, multiply } from "./arithmetic.ts";
import { concatenate, reshape, sliceAxis } from "./layout.ts";
import { matmul } from "./matmul.ts";
import { recurrent } from "./recurrent.ts";
import { tanh } from "./unary.ts";

const [T, B, U] = [3, 2, 3];
const mask = tensor([
  [true, false],
  [false, true],
  [true, false],
]);

const kinds = {
  simpleRNN: { cell: "simpleRNN", gates: 1, resetAfter: false },
  lstm: { cell: "lstm", gates: 4, resetAfter: false },
  "gru, reset after": { cell: "gru", gates: 3, resetAfter: true },
  "gru, reset before": { cell: "gru", gates: 3, resetAfter: false },
} as const;

const extras: [string, (gates: number) => Partial<RecurrentProblem>][] = [
  ["plain", () => ({})],
  ["masked", () => ({ mask })],
  ["with recurrent dropout", (gates) => ({ recurrentDropout: normal([gates, B, U], 9) })],
];

onEachBackend(() => {
  describe.each(Object.entries(kinds))("%s", (_, { cell, gates, resetAfter }) => {
    const [isLstm, hasBias] = [cell === "lstm", cell === "gru" && resetAfter];
    const tensors = [
      normal([T, B, gates * U], 1),
      normal([U, gates * U], 2, 0.7),
      normal([B, U], 3),
      ...(isLstm ? [normal([B, U], 4)] : []),
      ...(hasBias ? [normal([3 * U], 5)] : []),
    ];
    const problemOf = (inputs: readonly Tensor[], extra: Partial<RecurrentProblem>): RecurrentProblem => ({
      cell,
      activation: "tanh",
      recurrentActivation: "sigmoid",
      resetAfter,
      projected: inputs[0]!,
      recurrentKernel: inputs[1]!,
      initialHidden: inputs[2]!,
      ...(isLstm && { initialCell: inputs[3]! }),
      ...(hasBias && { recurrentBias: inputs[3]! }),
      ...extra,
    });

    it.each(extras)("has right gradients of every output, %s", (__, extraFor) => {
      const extra = extraFor(gates);
      const run = (inputs: readonly Tensor[]) => recurrent(problemOf(inputs, extra));
      checkGradients((...inputs) => run(inputs).hidden, tensors);
      checkGradients((...inputs) => run(inputs).finalHidden, tensors);
      if (isLstm) checkGradients((...inputs) => run(inputs).finalCell!, tensors);
      checkGradients((...inputs) => {
        const { hidden, finalHidden, finalCell } = run(inputs);
        const parts = [reshape(hidden, [T * B, U]), finalHidden, ...(finalCell ? [finalCell] : [])];
        return concatenate(parts, 0);
      }, tensors);
    });

    it("ends where its last step is", () => {
      const { hidden, finalHidden } = recurrent(problemOf(tensors, {}));
      expectClose(reshape(sliceAxis(hidden, 0, T - 1), [B, U]), finalHidden);
    });

    it("refuses an empty sequence", () => {
      const empty = [tensor(new Float32Array(0), [0, B, gates * U]), ...tensors.slice(1)];
      expect(() => recurrent(problemOf(empty, {}))).toThrow(ShapeError);
      expect(() => recurrent(problemOf(empty, {}))).toThrow(/at least one time step/);
    });
  });

  it("a simpleRNN is tanh(p + h U), and a masked step keeps h", () => {
    const [projected, kernel, initial] = [normal([T, B, U], 1), normal([U, U], 2), normal([B, U], 3)];
    const at = (t: number) => reshape(sliceAxis(projected, 0, t, t + 1), [B, U]);
    let h = initial;
    const states = [0, 1, 2].map((t) => {
      const next = tanh(add(at(t), matmul(h, kernel)));
      const valid = tensor([...mask.dataSync().slice(t * B, (t + 1) * B)], [B, 1]);
      const left = tensor(
        [...valid.dataSync()].map((v) => 1 - v),
        [B, 1],
      );
      h = add(multiply(valid, next), multiply(left, h));
      return reshape(h, [1, B, U]);
    });
    const { hidden } = recurrent({
      cell: "simpleRNN",
      activation: "tanh",
      recurrentActivation: "tanh",
      resetAfter: false,
      projected,
      recurrentKernel: kernel,
      initialHidden: initial,
      mask,
    });
    expectClose(hidden, concatenate(states, 0));
  });
});
