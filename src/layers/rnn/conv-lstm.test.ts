import { describe, expect, it } from "vitest";
import { checkLayer } from "../../../test/check-layer.ts";
import { expectClose, normal } from "../../../test/numbers.ts";
import { onEachBackend } from "../../../test/on-each-backend.ts";
import { gradientsOf } from "../../autodiff/grad.ts";
import { step as inOneStep } from "../../backend/current.ts";
import { sequential } from "../../models/index.ts";
import { add, cast, concatenate, greater, multiply, reverse, sliceAxis, sum, transpose } from "../../ops/index.ts";
import { ConfigError, ShapeError, type Tensor, tensor } from "../../tensor/index.ts";
import { RunContext } from "../context.ts";
import { input } from "../input.ts";
import { bidirectional } from "./bidirectional.ts";
import { convLstm1d, convLstm2d, convLstm3d } from "./conv-lstm.ts";

const both = { returnSequences: true, returnState: true } as const;
const strided = { filters: 3, kernelSize: [3, 2], strides: 2, padding: "same", ...both } as const;
const small = { filters: 2, kernelSize: 2, padding: "same", returnSequences: true } as const;

onEachBackend(() => {
  it("has the right gradients", () => {
    checkLayer(convLstm1d({ ...small, returnState: true }), [normal([2, 3, 3, 1])], {
      mask: tensor([
        [1, 0, 1],
        [0, 1, 1],
      ]),
    });
    checkLayer(convLstm1d({ filters: 1, kernelSize: 2, dropout: 0.4, recurrentDropout: 0.4, seed: 3 }), [
      normal([2, 2, 3, 2]),
    ]);
  });

  it.each([
    ["one axis", convLstm1d({ filters: 5, kernelSize: 3, ...both }), [3, 4, 7, 2], [3, 4]],
    ["two axes, strides and dropout", convLstm2d({ ...strided, dropout: 0.4, seed: 5 }), [2, 3, 6, 5, 3], [2, 3]],
    ["a mask of places", convLstm1d({ filters: 2, kernelSize: 2, ...both }), [2, 3, 4, 1], [2, 3, 3]],
    [
      "gates that need their sums",
      convLstm1d({ ...strided, kernelSize: 2, activation: "silu" }),
      [2, 3, 5, 3],
      undefined,
    ],
    ["three axes", convLstm3d({ filters: 2, kernelSize: 2, ...both }), [1, 2, 3, 3, 2, 1], undefined],
  ] as const)("gives at once what it gives step by step: %s", (_, layer, shape, maskShape) => {
    const x = normal([...shape]);
    const mask = maskShape && cast(greater(normal([...maskShape]), -0.5), "bool");
    const run = (change: (each: typeof layer) => void) => {
      const each = layer.clone({}) as typeof layer;
      change(each);
      each.ensureBuilt([shape]);
      each.setWeights(each.weights.map((weight, i) => normal(weight.shape, 100 + i)));
      const outputs = () => {
        const made = each.run([x], { mask: [mask ?? null] }, new RunContext(true, 5));
        return [made.map((output, i) => sum(multiply(output, normal(output.shape, 200 + i)))), made] as const;
      };
      const loss = () => outputs()[0].reduce((a, b) => add(a, b));
      const { gradients } = inOneStep(() => gradientsOf(loss, each.trainableWeights, (value) => value));
      return [...inOneStep(() => outputs()[1]), ...gradients] as Tensor[];
    };
    const atOnce = run((each) => expect(each.explainPath()).toMatch(/^fused/));
    const inTurn = run((each) => {
      each.cell.path = () => ({ fused: false, reason: "the test asks for it" });
    });
    for (const [i, values] of atOnce.entries()) expectClose(values, inTurn[i]!);
  });

  it("carries its states from part to part, and from batch to batch where it is stateful", () => {
    const x = normal([2, 4, 3, 2, 1]);
    const layer = convLstm2d({ ...small, returnState: true });
    const [whole] = layer.apply(x);
    const [first, h, c] = layer.apply(sliceAxis(x, 1, 0, 2));
    const [second] = layer.apply(sliceAxis(x, 1, 2, 4), { initialState: [h, c] });
    expectClose(concatenate([first, second], 1), whole);
    const stateful = convLstm2d({ ...small, stateful: true });
    stateful.apply(sliceAxis(x, 1, 0, 2));
    stateful.setWeights(layer.getWeights());
    stateful.resetStates();
    stateful.apply(sliceAxis(x, 1, 0, 2));
    expectClose(stateful.apply(sliceAxis(x, 1, 2, 4)), second);
  });

  it("runs backwards as forwards over reversed time, and in both directions", () => {
    const x = normal([2, 3, 4, 1]);
    const [forwards, backwards] = [convLstm1d(small), convLstm1d({ ...small, goBackwards: true })];
    forwards.apply(x);
    backwards.ensureBuilt([x.shape]);
    backwards.setWeights(forwards.getWeights());
    expectClose(backwards.apply(x), forwards.apply(reverse(x, 1)));
    expect(bidirectional({ layer: convLstm1d(small) }).apply(x).shape).toEqual([2, 3, 4, 4]);
  });

  it("gives step by step what it gives for the whole", () => {
    const made = sequential({ layers: [convLstm1d({ ...small, inputShape: [3, 4, 1] })], seed: 1 });
    const x = normal([1, 3, 4, 1]);
    const whole = (made.predict(x) as Tensor).dataSync();
    const stepper = made.stream();
    for (let t = 0; t < 3; t++) {
      const step = stepper.step(x.dataSync().slice(4 * t, 4 * t + 4) as Float32Array);
      expect([...step]).toEqual([...whole.slice(8 * t, 8 * t + 8)]);
    }
  });
});

describe("with the channels first", () => {
  const dataFormat = "channelsFirst";

  it("gives what it gives with the channels last, in inputs, states and outputs", () => {
    const x = normal([2, 3, 4, 5, 2]);
    const [last, first] = [convLstm2d(strided), convLstm2d({ ...strided, dataFormat })];
    const [outputs, h, c] = last.apply(x);
    const turned = transpose(x, [0, 1, 4, 2, 3]);
    first.ensureBuilt([turned.shape]);
    first.setWeights(last.getWeights());
    const given = first.apply(turned);
    expectClose(transpose(given[0], [0, 1, 3, 4, 2]), outputs);
    expectClose(transpose(given[1], [0, 2, 3, 1]), h);
    expectClose(transpose(given[2], [0, 2, 3, 1]), c);
    expect(first.computeOutputShapes([turned.shape])).toEqual(given.map(({ shape }) => shape));
    const [, again] = first.apply(turned, { initialState: [given[1], given[2]] });
    expectClose(transpose(again, [0, 2, 3, 1]), last.apply(x, { initialState: [h, c] })[1]);
  });

  it("has the right gradients, with masks of steps and with dropout", () => {
    const mask = tensor([
      [1, 0, 1],
      [0, 1, 1],
    ]);
    checkLayer(convLstm1d({ ...small, dataFormat }), [normal([2, 3, 1, 3])], { mask });
    const dropped = { filters: 1, kernelSize: 2, dropout: 0.4, recurrentDropout: 0.4, seed: 3, dataFormat } as const;
    checkLayer(convLstm1d(dropped), [normal([2, 2, 2, 3])]);
  });

  it("refuses masks of places, and other channels than it was made for", () => {
    const layer = convLstm1d({ ...small, dataFormat });
    expect(() => layer.apply(normal([2, 3, 1, 4]), { mask: greater(normal([2, 3, 4]), 0) })).toThrow(/does not fit/);
    expect(() => layer.apply(normal([2, 3, 2, 4]))).toThrow(ShapeError);
    expect(() => layer.apply(normal([2, 3, 4]))).toThrow(/channels, \.\.\./);
  });
});

describe("shapes", () => {
  it("has those of a call before there are data", () => {
    const x = input({ shape: [null, 8, 6, 3] });
    const [output, h, c] = convLstm2d({ filters: 5, kernelSize: [3, 2], strides: 2, returnState: true }).apply(x);
    expect([output, h, c].map(({ shape }) => shape)).toEqual([
      [null, 3, 3, 5],
      [null, 3, 3, 5],
      [null, 3, 3, 5],
    ]);
  });

  it("refuses what does not fit", () => {
    expect(() => convLstm1d({ filters: 0, kernelSize: 2 })).toThrow(ConfigError);
    expect(() => convLstm1d({ filters: 1, kernelSize: 2, strides: 2, dilationRate: 2 })).toThrow(/do not go together/);
    expect(() => convLstm1d(small).apply(normal([2, 3, 4]))).toThrow(/4 axes/);
    expect(() => convLstm2d({ ...small, padding: "valid" }).apply(normal([2, 3, 1, 4, 1]))).toThrow(/2 x 2/);
    expect(() => convLstm1d(small).apply(input({ shape: [3, null, 1] }))).toThrow(ShapeError);
    const initialState = [normal([2, 3, 2]), normal([2, 3, 2])];
    expect(() => convLstm1d(small).apply(normal([2, 3, 4, 1]), { initialState })).toThrow(/\(2, 4, 2\)/);
  });
});
