/** How much arena memory a recurrence takes per time step. */
import { expect, it } from "vitest";
import { Random, type Tensor } from "../../tensor/index.ts";
import type { RecurrentProblem } from "../backend.ts";
import { WasmEngine } from "./engine.ts";
import { recurrentBackward, recurrentForward } from "./recurrent.ts";

const [B, U] = [4, 48];

/** Floats per unit and time step: the projected inputs and what forward keeps, then what backward takes beside it. */
function floatsPerStep(cell: RecurrentProblem["cell"]): { kept: number; backward: number } {
  const engine = new WasmEngine({ threads: 1 });
  const random = new Random(2, 0);
  const G = { simpleRNN: 1, lstm: 4, gru: 3 }[cell];
  const made = (shape: number[]): Tensor => {
    const { tensor } = engine.reserve(shape);
    const values = tensor.read();
    for (let i = 0; i < values.length; i++) values[i] = random.normal();
    return tensor;
  };
  const bytesFor = (T: number) => {
    const before = engine.memory.taken;
    const problem: RecurrentProblem = {
      ...{ cell, activation: "tanh", recurrentActivation: "sigmoid", resetAfter: true },
      projected: made([T, B, G * U]),
      recurrentKernel: made([U, G * U]),
      initialHidden: made([B, U]),
      initialCell: cell === "lstm" ? made([B, U]) : undefined,
    };
    const result = recurrentForward(engine, problem, true);
    const after = engine.memory.taken;
    recurrentBackward(engine, problem, result, { hidden: result.hidden });
    const sizes = { kept: after - before, backward: engine.memory.taken - after };
    engine.endStep();
    return sizes;
  };
  const [short, long] = [bytesFor(100), bytesFor(300)];
  const each = 4 * B * U * 200;
  return { kept: (long.kept - short.kept) / each, backward: (long.backward - short.backward) / each };
}

it("keeps gates, cell and hidden state of an LSTM, and nothing else", () => {
  expect(floatsPerStep("lstm")).toEqual({ kept: 6, backward: 0 });
});

it("keeps a SimpleRNN's sums and hidden state", () => {
  expect(floatsPerStep("simpleRNN")).toEqual({ kept: 2, backward: 0 });
});

it("keeps a GRU's inputs, gates, the reset gate's operand and the hidden state", () => {
  expect(floatsPerStep("gru")).toEqual({ kept: 8, backward: 6 });
});
