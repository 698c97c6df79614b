import fc from "fast-check";
import * as recurve from "recurve";
import typescript from "typescript";
import { afterAll, beforeAll, expect, it } from "vitest";
import { initialState } from "../shared/address.ts";
import { kerasCode } from "./keras-code.ts";
import { examine } from "./network.ts";
import { fields, type Setup } from "./setup.ts";
import { typescriptCode } from "./typescript-code.ts";

const setups = fc
  .record({
    cell: fc.constantFrom("lstm", "gru", "simpleRNN"),
    bidirectional: fc.boolean(),
    stacked: fc.boolean(),
    units: fc.integer({ min: 1, max: 3 }),
    api: fc.constantFrom("functional", "sequential"),
    data: fc.array(fc.constantFrom(0, 0.1, -2), { minLength: 1, maxLength: 4 }),
    weights: fc.constantFrom("ones", "random"),
    returnSequences: fc.boolean(),
    returnState: fc.boolean(),
    goBackwards: fc.boolean(),
    lowerSequences: fc.boolean(),
    masking: fc.boolean(),
    merge: fc.constantFrom("concat", "sum", "mul", "ave", "none"),
    start: fc.constantFrom(0, 0.5),
    forgetBias: fc.constantFrom(1, -2),
  })
  .map((changes) => ({ ...initialState(fields), ...changes }) as Setup);

/** What a program prints, or how it fails. */
function printed(code: string): string[] {
  const { outputText } = typescript.transpileModule(code, {
    compilerOptions: { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext },
  });
  const body = outputText.replace(/import (\{.*\}) from "recurve";/, "const $1 = recurve;");
  const lines: string[] = [];
  const log = console.log;
  console.log = (line: unknown) => void lines.push(String(line));
  try {
    new Function("recurve", body)(recurve);
  } catch (error) {
    return [(error as Error).message];
  } finally {
    console.log = log;
  }
  return lines;
}

beforeAll(() => recurve.setBackend("js"));
afterAll(() => recurve.setBackend("wasm"));

const withoutNumbers = (message: string) => message.replace(/_\d+/g, "");

it("the program beside gives what the page shows, whatever the switches say", async () => {
  await fc.assert(
    fc.asyncProperty(setups, async (setup) => {
      const shown = examine(setup);
      const expected = "error" in shown ? [shown.error] : shown.outputs.map((each) => each.printed);
      expect(printed(typescriptCode(setup)).map(withoutNumbers)).toEqual(expected.map(withoutNumbers));
    }),
    { numRuns: 150 },
  );
});

it("the program for Keras says the same in its words", () => {
  const setup: Setup = { ...initialState(fields), bidirectional: true, stacked: true, returnState: true, start: 0.5 };
  expect(kerasCode({ ...setup, merge: "none", masking: true })).toBe(`import numpy as np
from keras import Input, Model, layers, ops

data = np.array([[[0.1], [0.2], [0.3]]])
ones = dict(kernel_initializer="ones", recurrent_initializer="ones")
x = Input((3, 1))
below = layers.Masking(mask_value=0.0)(x)
lower = layers.Bidirectional(layers.LSTM(1, return_sequences=True, **ones))(below)
initial_state = [ops.full((1, 1), 0.5), ops.full((1, 1), 0.5), ops.full((1, 1), 0.5), ops.full((1, 1), 0.5)]
mask = ops.any(ops.not_equal(x, 0.0), axis=-1)
forward, backward, forward_h, forward_c, backward_h, backward_c = layers.Bidirectional(layers.LSTM(1, return_state=True, **ones), merge_mode=None)(lower, initial_state=initial_state, mask=mask)
network = Model(x, [forward, backward, forward_h, forward_c, backward_h, backward_c])
for each in network.predict(data):
    print(each)`);
});
