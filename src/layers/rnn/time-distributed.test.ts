import { describe, expect, it } from "vitest";
import { checkLayer } from "../../../test/check-layer.ts";
import { expectClose, normal } from "../../../test/numbers.ts";
import { onEachBackend } from "../../../test/on-each-backend.ts";
import { expandDims, reshape, sliceAxis, squeeze, stack } from "../../ops/index.ts";
import { ConfigError, ShapeError, type Tensor, tensor } from "../../tensor/index.ts";
import { dense } from "../dense.ts";
import { dropout } from "../dropout.ts";
import { input } from "../input.ts";
import { flatten } from "../reshape.ts";
import { gru } from "./gru.ts";
import { lstm } from "./lstm.ts";
import { timeDistributed } from "./time-distributed.ts";

const mask = tensor([
  [true, true, false],
  [true, false, false],
]);
const at = (x: Tensor, t: number) => squeeze(sliceAxis(x, 1, t, t + 1), 1);

onEachBackend(() => {
  it("applies the layer to each step", () => {
    const layer = timeDistributed({ layer: dense({ units: 2, activation: "tanh" }) });
    const x = normal([2, 3, 4]);
    const y = layer.apply(x);
    expectClose(
      y,
      stack(
        [0, 1, 2].map((t) => layer.layer.apply(at(x, t)) as Tensor),
        1,
      ),
    );
  });

  it("applies a recurrent layer to each inner sequence, with its states and its mask", () => {
    const layer = timeDistributed({ layer: lstm({ units: 2, returnState: true }) });
    const x = normal([2, 3, 4, 2]);
    const innerMask = tensor(
      [...normal([24], 5).dataSync()].map((value) => value > -0.5),
      [2, 3, 4],
    );
    const outputs = layer.apply(x, { mask: innerMask });
    expect(outputs.map((output) => output.shape)).toEqual([
      [2, 3, 2],
      [2, 3, 2],
      [2, 3, 2],
    ]);
    for (const t of [0, 1, 2]) {
      const inner = layer.layer.apply(at(x, t), { mask: at(innerMask, t) }) as Tensor[];
      for (const [k, output] of outputs.entries()) expectClose(at(output, t), inner[k]!);
    }
  });

  it("goes step by step through a stateful layer, which carries its state from each to the next", () => {
    const layer = timeDistributed({ layer: gru({ units: 2, stateful: true }) });
    const x = normal([2, 3, 4, 2]);
    const y = layer.apply(x);
    const whole = gru({ units: 2, returnSequences: true });
    whole.ensureBuilt([[2, 12, 2]]);
    whole.setWeights(layer.getWeights());
    const long = whole.apply(reshape(x, [2, 12, 2]));
    expectClose(
      y,
      stack(
        [3, 7, 11].map((t) => at(long, t)),
        1,
      ),
    );
  });

  it("has right gradients", () => {
    checkLayer(timeDistributed({ layer: dense({ units: 2, activation: "tanh" }) }), [normal([2, 3, 4])]);
    checkLayer(timeDistributed({ layer: flatten() }), [normal([2, 2, 3, 2])]);
    checkLayer(timeDistributed({ layer: gru({ units: 2 }) }), [normal([2, 2, 3, 2])]);
  });

  it("draws another mask for each step in a dropout", () => {
    const y = timeDistributed({ layer: dropout({ rate: 0.5, seed: 1 }) }).apply(
      tensor(new Float32Array(60).fill(1), [1, 2, 30]),
      {
        training: true,
      },
    );
    expect(at(y, 0).dataSync()).not.toEqual(at(y, 1).dataSync());
  });

  it("passes a mask of steps on, whatever the layer does to masks", () => {
    const x = normal([2, 3, 4, 2]);
    x.mask = mask;
    for (const layer of [dense({ units: 2 }), flatten(), lstm({ units: 2 })]) {
      expect(timeDistributed({ layer }).apply(x).mask?.arraySync()).toEqual(mask.arraySync());
    }
  });

  it("of a mask inside the steps passes on what the layer does, or which steps had anything", () => {
    const x = normal([2, 3, 2, 2]);
    x.mask = tensor([true, true, true, false, false, false, false, true, false, false, true, true], [2, 3, 2]);
    const passed = timeDistributed({ layer: lstm({ units: 2, returnSequences: true }) }).apply(x).mask;
    expect(passed?.arraySync()).toEqual(x.mask.arraySync());
    const left = timeDistributed({ layer: lstm({ units: 2 }) }).apply(x).mask;
    expect(left?.arraySync()).toEqual([
      [true, true, false],
      [true, false, true],
    ]);
  });
});

describe("timeDistributed", () => {
  it("tells its shape and has the weights of its layer", () => {
    const inner = lstm({ units: 4 });
    const layer = timeDistributed({ layer: inner });
    expect(layer.apply(input({ shape: [null, 5, 3] })).shape).toEqual([null, null, 4]);
    expect(layer.weights).toEqual(inner.weights);
    expect(layer.children).toEqual([inner]);
  });

  it("refuses masks and inputs that do not fit", () => {
    const layer = timeDistributed({ layer: dense({ units: 2 }) });
    for (const wrong of [normal([2, 4]), normal([3, 3]), normal([2, 2, 4])]) {
      expect(() => layer.apply(normal([2, 3, 4]), { mask: wrong })).toThrow(ShapeError);
      expect(() => layer.apply(normal([2, 3, 4]), { mask: wrong })).toThrow(/`mask` passed.*\n.*\(2, 3\)/);
    }
    expect(layer.apply(normal([2, 3, 4]), { mask: expandDims(mask, -1) }).shape).toEqual([2, 3, 2]);
    expect(() => layer.apply(normal([2, 4]))).toThrow(/at least 3 axes/);
  });

  it("refuses anything but a layer, and unknown options", () => {
    expect(() => timeDistributed({} as { layer: ReturnType<typeof dense> })).toThrow(/wraps a layer/);
    expect(() => timeDistributed({ layer: "dense" as unknown as ReturnType<typeof dense> })).toThrow(ConfigError);
    expect(() =>
      timeDistributed({ layer: dense({ units: 1 }), units: 2 } as { layer: ReturnType<typeof dense> }),
    ).toThrow(/Unknown option of TimeDistributed "units"/);
  });
});
