/** Own cells of several tensors in use: training, states, steps one by one, files; numbers are in test/goldens/nested.test.ts. */
import { describe, expect, it } from "vitest";
import { checkLayer } from "../../../test/check-layer.ts";
import { NestedCell, NestedTanhCell } from "../../../test/nested-cell.ts";
import { normal } from "../../../test/numbers.ts";
import {
  ConfigError,
  cloneModel,
  input,
  layers,
  loadModel,
  model,
  noGrad,
  ops,
  optimizers,
  ShapeError,
  saveModel,
  type Tensor,
} from "../../index.ts";

const [B, T] = [4, 5];
const config = { unit1: 3, unit2: 2, unit3: 4 };
const cell = () => new NestedTanhCell(config);
const x1 = normal([B, T, 2], 1);
const x2 = normal([B, T, 3, 2], 2);

/** A model of two sequences that gives both outputs of the cell. */
function nestedModel(options: Partial<layers.RNNOptions> = {}) {
  const [a, b] = [input({ shape: [null, 2], name: "a" }), input({ shape: [null, 3, 2], name: "b" })];
  const layer = layers.rnn({ cell: cell(), ...options });
  const outputs = layer.apply([a, b]) as layers.SymbolicTensor[];
  return model({ inputs: [a, b], outputs, seed: 5 });
}
const flat = (result: unknown) => [result].flat().map((each) => (each as Tensor).arraySync());

describe("a cell of several inputs and outputs", () => {
  it("says its shapes", () => {
    expect(nestedModel().outputs.map(({ shape }) => shape)).toEqual([
      [null, 3],
      [null, 2, 4],
    ]);
    const whole = nestedModel({ returnSequences: true, returnState: true });
    expect(whole.outputs.map(({ shape }) => shape)).toEqual([
      [null, null, 3],
      [null, null, 2, 4],
      [null, 3],
      [null, 2, 4],
    ]);
  });

  it("has right gradients, also behind a mask and in both directions", () => {
    const mask = ops.greater(normal([2, 3], 7), -0.4);
    const two = [normal([2, 3, 2], 1), normal([2, 3, 1, 2], 2)];
    checkLayer(layers.rnn({ cell: cell(), returnSequences: true, returnState: true }), two, { mask });
    checkLayer(layers.bidirectional({ layer: layers.rnn({ cell: new NestedCell(config) }) }), two);
  });

  it("trains with fit", async () => {
    const made = nestedModel();
    made.compile({ optimizer: optimizers.adam({ learningRate: 0.05 }), loss: "meanSquaredError" });
    const targets = [normal([B, 3], 3), normal([B, 2, 4], 4)];
    const { history } = await made.fit([x1, x2], targets, { epochs: 30, verbose: 0, seed: 1 });
    expect(history.loss!.at(-1)!).toBeLessThan(0.8 * history.loss![0]!);
  });

  it("joins the masks of its inputs, and passes the joint one on", () => {
    const [first, second] = [ops.greater(normal([B, T], 8), -0.5), ops.greater(normal([B, T], 9), -0.5)];
    const layer = layers.rnn({ cell: cell(), returnSequences: true });
    const joint = ops.logicalAnd(first, second);
    const both = layer.apply([x1, x2], { mask: [first, second] }) as Tensor[];
    expect(both.map((each) => each.mask?.arraySync())).toEqual([joint.arraySync(), joint.arraySync()]);
    expect(flat(both)).toEqual(flat(layer.apply([x1, x2], { mask: joint })));
  });

  it("keeps its states from batch to batch where it is stateful", () => {
    const whole = layers.rnn({ cell: cell(), returnSequences: true });
    const expected = whole.apply([x1, x2]) as Tensor[];
    const stateful = layers.rnn({ cell: cell(), stateful: true, returnSequences: true });
    stateful.apply([x1, x2]);
    stateful.setWeights(whole.getWeights());
    stateful.resetStates();
    const part = (from: number, to: number) =>
      stateful.apply([ops.sliceAxis(x1, 1, from, to), ops.sliceAxis(x2, 1, from, to)]) as Tensor[];
    const [early, late] = [part(0, 2), part(2, T)];
    for (const k of [0, 1]) {
      expect(ops.concatenate([early[k]!, late[k]!], 1).arraySync()).toEqual(expected[k]!.arraySync());
    }
    expect(stateful.states!.map(({ shape }) => shape)).toEqual([
      [B, 3],
      [B, 2, 4],
    ]);
    expect(() => stateful.resetStates([normal([B, 3]), normal([B, 4, 2])])).toThrow(/\(4, 2, 4\)/);
  });

  it("streams step by step what predict gives", () => {
    const made = nestedModel({ returnSequences: true });
    const expected = made.predict([x1, x2]) as Tensor[];
    const stepper = made.stream({ batch: B });
    for (let t = 0; t < T; t++) {
      stepper.step(ops.sliceAxis(x1, 1, t, t + 1), ops.sliceAxis(x2, 1, t, t + 1));
      for (const k of [0, 1]) {
        const at = ops.sliceAxis(expected[k]!, 1, t, t + 1).dataSync();
        expect([...stepper.outputs[k]!]).toEqual([...at]);
      }
    }
  });

  it("is saved and read back, cloned, and has its place in stacks and in both directions", async () => {
    const made = nestedModel({ returnState: true });
    const customLayers = { NestedTanhCell };
    const expected = flat(made.predict([x1, x2]));
    for (const format of ["keras", "keras-h5"] as const) {
      const again = await loadModel(await saveModel(made, undefined, { format }), { customLayers });
      expect(flat(again.predict([x1, x2]))).toEqual(expected);
    }
    expect(flat(cloneModel(made, { weights: true }).predict([x1, x2]))).toEqual(expected);

    const [a, b] = [input({ shape: [T, 2] }), input({ shape: [T, 3, 2] })];
    const stack = layers.rnn({ cell: [cell(), new NestedTanhCell({ unit1: 2, unit2: 3, unit3: 1 })] });
    const both = layers.bidirectional({ layer: stack });
    const deep = model({ inputs: [a, b], outputs: both.apply([a, b]) as layers.SymbolicTensor[] });
    expect(deep.outputs.map(({ shape }) => shape)).toEqual([
      [null, 4],
      [null, 3, 2],
    ]);
    const read = await loadModel(await saveModel(deep), { customLayers });
    expect(flat(read.predict([x1, x2]))).toEqual(flat(deep.predict([x1, x2])));
  });

  it("refuses what does not fit, by name", () => {
    const layer = layers.rnn({ cell: cell() });
    expect(() => layer.apply([x1, normal([B, T + 1, 3, 2])])).toThrow(
      /batch and time as in the first input, \(4, 5, 2\)/,
    );
    expect(() => layers.rnn({ cell: layers.lstmCell({ units: 2 }) }).apply([x1, x1])).toThrow(/takes one input/);
    expect(() => layer.apply([x1, normal([B, 3])])).toThrow(ShapeError);
    class Wrong extends NestedCell {
      override readonly className = "Wrong";
      override step(...args: Parameters<NestedCell["step"]>) {
        const { output, states } = super.step(...args);
        return { output: [output[0]!], states };
      }
    }
    expect(() => layers.rnn({ cell: new Wrong(config) }).apply([x1, x2])).toThrow(
      /for each row \(3,\), \(2, 4\).*received: \(3,\)/s,
    );
  });

  it("serves as a layer by itself", () => {
    const made = cell();
    const states = [normal([B, 3], 5), normal([B, 2, 4], 6)];
    const step = [normal([B, 2], 7), normal([B, 3, 2], 8)];
    const outputs = made.apply([...step, ...states]) as Tensor[];
    expect(outputs.map(({ shape }) => shape)).toEqual([
      [B, 3],
      [B, 2, 4],
      [B, 3],
      [B, 2, 4],
    ]);
  });
});

/** Adds a constant to what it has summed up; its kernel is as wide as the constant. */
class Guided extends layers.RNNCell {
  override readonly className = "Guided";
  readonly stateSizes: readonly number[];
  private kernel!: ReturnType<Guided["addWeight"]>;
  constructor(override readonly config: { units: number }) {
    super();
    this.stateSizes = [config.units];
  }
  protected override build([, constant]: readonly layers.OpenShape[]): void {
    this.kernel = this.addWeight("kernel", [constant![1]!, this.config.units], { initializer: "glorotUniform" });
  }
  step(x: Tensor, [h]: readonly Tensor[], { constants }: layers.SequenceContext) {
    const next = ops.tanh(ops.add(ops.add(x, h!), ops.matmul(constants![0]!, this.kernel.value)));
    return { output: next, states: [next] };
  }
}

describe("constants", () => {
  const made = () => {
    const [x, c] = [input({ shape: [T, 2] }), input({ shape: [3] })];
    const output = layers.rnn({ cell: new Guided({ units: 2 }) }).apply(x, { constants: [c] });
    return model({ inputs: [x, c], outputs: layers.dense({ units: 1 }).apply(output), seed: 2 });
  };
  const c = normal([B, 3], 11);

  it("reach every step, train, and come back from files and clones", async () => {
    const whole = made();
    whole.compile({ optimizer: "adam", loss: "mse" });
    await whole.fit([x1, c], normal([B, 1], 12), { verbose: 0 });
    const expected = whole.predict([x1, c]).arraySync();
    expect(whole.predict([x1, ops.multiply(c, 2)]).arraySync()).not.toEqual(expected);
    const customLayers = { Guided };
    for (const format of ["keras", "keras-h5"] as const) {
      const again = await loadModel(await saveModel(whole, undefined, { format }), { customLayers });
      expect(again.predict([x1, c]).arraySync()).toEqual(expected);
    }
    expect(cloneModel(whole, { weights: true }).predict([x1, c]).arraySync()).toEqual(expected);
    expect(whole.summary({ lineLength: 140, print: () => {} })).toMatch(/input_layer_1\[0\]\[0\]/);
  });

  it("reach both directions and every cell of a stack", () => {
    const layer = layers.bidirectional({
      layer: layers.rnn({ cell: [new Guided({ units: 2 }), new Guided({ units: 2 })] }),
    });
    expect((layer.apply(x1, { constants: c }) as Tensor).shape).toEqual([B, 4]);
  });

  it("are refused where nothing reads them, and where a model is given single steps", () => {
    expect(() => layers.lstm({ units: 2 }).apply(x1, { constants: c })).toThrow(/Unknown option.*constants/s);
    const gated = layers.rnn({ cell: layers.gruCell({ units: 2 }) });
    expect(() => gated.apply(x1, { constants: c })).toThrow(ConfigError);
    expect(() => gated.apply(x1, { constants: c })).toThrow(/uses no constants/);
    expect(() => made().stream()).toThrow(/constants/);
  });

  it("need no tape where nothing is differentiated", () => {
    const layer = layers.rnn({ cell: new Guided({ units: 2 }) });
    expect(noGrad(() => layer.apply(x1, { constants: c })).arraySync()).toEqual(
      layer.apply(x1, { constants: c }).arraySync(),
    );
  });
});
