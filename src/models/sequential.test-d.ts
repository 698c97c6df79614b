/** Which layers a sequential model takes: those of a single output, by type. */
import { expectTypeOf, test } from "vitest";
import { attention, bidirectional, dense, gru, input, lstm, lstmCell, rnn, simpleRNN } from "../layers/index.ts";
import { model } from "./functional.ts";
import { type Sequential, sequential } from "./sequential.ts";

test("layers of one output", () => {
  const chain = sequential({
    layers: [
      input({ shape: [3, 1] }),
      simpleRNN({ units: 2, returnSequences: true }),
      lstm({ units: 2, returnSequences: true, returnState: false }),
      gru({ units: 2, kernelInitializer: "ones", returnSequences: true }),
      rnn({ cell: lstmCell({ units: 2 }), returnSequences: true }),
      bidirectional({ layer: lstm({ units: 2, returnSequences: true }), mergeMode: "sum" }),
      sequential({ layers: [dense({ units: 2 })] }),
      dense({ units: 1, activation: "sigmoid" }),
    ],
  });
  expectTypeOf(chain).toEqualTypeOf<Sequential>();
  chain.add(dense({ units: 1 }));
});

test("a list alone", () => {
  expectTypeOf(sequential([lstm({ units: 2 }), dense({ units: 1 })], { seed: 1 })).toEqualTypeOf<Sequential>();
  expectTypeOf(sequential()).toEqualTypeOf<Sequential>();
});

test("no layer that gives its states", () => {
  const make = () => {
    // @ts-expect-error three outputs
    sequential([lstm({ units: 2, returnState: true })]);
    // @ts-expect-error three outputs
    sequential({ layers: [lstm({ units: 2, returnState: true })] });
    // @ts-expect-error three outputs
    sequential({ layers: [lstm({ units: 2, returnSequences: true, returnState: true }), dense({ units: 1 })] });
    // @ts-expect-error two outputs
    sequential({ layers: [gru({ units: 2, returnState: true })] });
    // @ts-expect-error two outputs
    sequential({ layers: [simpleRNN({ units: 2, returnState: true })] });
    // @ts-expect-error any number of outputs
    sequential({ layers: [rnn({ cell: lstmCell({ units: 2 }), returnState: true })] });
    // @ts-expect-error five outputs
    sequential({ layers: [bidirectional({ layer: lstm({ units: 2, returnState: true }) })] });
    // @ts-expect-error both directions apart are two outputs
    sequential({ layers: [bidirectional({ layer: lstm({ units: 2 }), mergeMode: null })] });
    // @ts-expect-error two outputs
    sequential().add(gru({ units: 2, returnState: true }));
  };
  expectTypeOf(make).toBeFunction();
});

test("no layer that may give its states", () => {
  const make = (returnState: boolean) => {
    // @ts-expect-error one or three outputs
    sequential({ layers: [lstm({ units: 2, returnState })] });
  };
  expectTypeOf(make).toBeFunction();
});

test("no model of several outputs, nothing that is no layer", () => {
  const make = () => {
    const x = input({ shape: [3, 1] });
    // @ts-expect-error two outputs
    sequential({ layers: [model({ inputs: x, outputs: [x, x] })] });
    // @ts-expect-error a factory is not a layer
    sequential({ layers: [dense] });
    // @ts-expect-error misspelt option
    sequential({ layer: [] });
    sequential({ layers: [model({ inputs: x, outputs: x })] });
    sequential({ layers: [attention()] });
  };
  expectTypeOf(make).toBeFunction();
});
