/** What happens when data, model and options do not fit together: the message, and that nothing has changed. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { add, dense, embedding, input, lstm, masking, simpleRNN } from "../layers/index.ts";
import { ConfigError, ShapeError, tensor, zeros } from "../tensor/index.ts";
import { model } from "./functional.ts";
import { sequential } from "./sequential.ts";
import type { FitOptions } from "./training/fit-options.ts";

const quiet = { verbose: 0 } as const;
const chain = sequential({
  name: "chain",
  layers: [simpleRNN({ units: 2, inputShape: [3, 1], name: "rnn" }), dense({ units: 1, name: "out" })],
});
chain.compile({ loss: "mse", metrics: ["mae"] });
const [x, y] = [zeros([4, 3, 1]), zeros([4, 1])];

const state = () => ({
  weights: chain.getWeights().map((weight) => weight.dataSync()),
  optimizer: chain.optimizer!.iterations,
});
let before: ReturnType<typeof state>;
beforeEach(() => {
  before = state();
});
afterEach(() => {
  expect(state()).toEqual(before);
});

const train = (data: unknown, targets: unknown = y, options: object = {}) =>
  chain.fit(data as never, targets as never, { ...quiet, ...options } as FitOptions);
const message = (...lines: string[]) => lines.join("\n  ");

describe("data", () => {
  test("that are options in the place of targets", async () => {
    const text = message(
      'Unknown target "epochs".',
      "expected: one of out",
      "hint: options come after the targets: (x, y, options)",
    );
    await expect(train(x, { epochs: 2 })).rejects.toThrow(text);
    await expect(chain.evaluate(x, { batchSize: 2 } as never)).rejects.toThrow("options come after the targets");
  });

  test("of another rank", async () => {
    const text = message(
      'The data do not fit the input "input_layer".',
      "expected: (None, 3, 1)",
      "received: (4, 3)",
      "hint: the first axis counts samples: a single sample needs a list around it, and one feature per step a last axis of 1",
    );
    await expect(train(zeros([4, 3]))).rejects.toThrow(new ShapeError(text));
    expect(() => chain.predict(zeros([4, 3]))).toThrow(new ShapeError(text));
  });

  test("of another number of features, also where the model was built from data", () => {
    expect(() => chain.predict(zeros([4, 3, 2]))).toThrow(
      new ShapeError(
        message(
          'The data do not fit the input "input_layer".',
          "expected: (None, 3, 1)",
          "received: (4, 3, 2)",
          'hint: other lengths fit where every layer takes them: SimpleRNNCell "simple_rnn_cell" received an input that does not fit.',
        ),
      ),
    );
    const lazy = sequential({ layers: [dense({ units: 1 })] });
    lazy.predict(zeros([1, 2]));
    expect(() => lazy.predict(zeros([1, 3]))).toThrow(/Dense "dense" received an input that does not fit/);
  });

  test("that are empty, in samples or in steps", async () => {
    await expect(train(zeros([0, 3, 1]), zeros([0, 1]))).rejects.toThrow(
      new ShapeError(
        message(
          'There are no samples in the input "input_layer".',
          "expected: at least one sample on the first axis",
          "received: shape (0, 3, 1)",
        ),
      ),
    );
    expect(() => chain.predict([])).toThrow('There are no samples in the input "input_layer".');
    const open = sequential({ layers: [lstm({ units: 1, inputShape: [null, 1] })] });
    expect(() => open.predict(zeros([2, 0, 1]))).toThrow(
      /at least one time step.*\n.*\(2, 0, 1\)\n.*an empty sequence has no output/,
    );
  });

  test("with NaN, naming the sample", async () => {
    const holes = tensor([
      [[0], [0], [0]],
      [[0], [Number.NaN], [0]],
      [[0], [0], [0]],
      [[0], [0], [0]],
    ]);
    const text = message(
      'The input "input_layer" holds NaN.',
      "expected: numbers",
      "received: NaN in sample 1",
      "hint: fill or mask missing values first; allowNaN: true takes them as they are",
    );
    await expect(train(holes)).rejects.toThrow(new ShapeError(text));
    await expect(chain.evaluate(holes, y, quiet)).rejects.toThrow(new ShapeError(text));
    await expect(train(x, [[0], [0], [0], [Number.NaN]])).rejects.toThrow('The targets "out" holds NaN.');
    expect((await chain.evaluate(holes, y, { allowNaN: true, ...quiet })).loss).toBeNaN();
  });

  test("of other sample counts", async () => {
    await expect(train(x, zeros([3, 1]))).rejects.toThrow(
      new ShapeError(
        message(
          'The sample counts differ in the targets "out".',
          "expected: 4 samples, as in the first input",
          "received: shape (3, 1)",
        ),
      ),
    );
  });

  test("that are not numbers", async () => {
    await expect(train("text")).rejects.toThrow("These values cannot become a tensor.");
    await expect(train([["a"]])).rejects.toThrow("A value is not a number.");
  });

  test("for another number of inputs or outputs", async () => {
    await expect(train([x, x])).rejects.toThrow(
      new ShapeError(
        message("A model of 1 input received 2.", "expected: one tensor: input_layer", "received: a list of 2"),
      ),
    );
    await expect(train(x, [y, y])).rejects.toThrow("A model of 1 output received 2.");
    const [a, b] = [input({ shape: [2], name: "left" }), input({ shape: [2], name: "right" })];
    const sum = model({ inputs: [a, b], outputs: add().apply([a, b]) });
    expect(() => sum.predict(zeros([1, 2]))).toThrow(
      new ShapeError(
        message("A model of 2 inputs received 1.", "expected: a list of 2: left, right", "received: a single tensor"),
      ),
    );
    expect(() => sum.predict({ left: zeros([1, 2]) })).toThrow('The input "right" is missing.');
    expect(() => sum.predict({ left: zeros([1, 2]), rigth: zeros([1, 2]) })).toThrow('did you mean "right"?');
    const counts =
      /sample counts differ in the input "right"[\s\S]*1 sample,[\s\S]*\(2, 2\)[\s\S]*adjacency matrix, belongs in a layer/;
    expect(() => sum.predict([zeros([1, 2]), zeros([2, 2])])).toThrow(counts);
    expect(() => sum.apply(zeros([1, 2]))).toThrow('The model "functional" received a wrong number of inputs.');
  });

  test("whose targets do not fit the predictions", async () => {
    await expect(train(x, zeros([4, 2]))).rejects.toThrow(ShapeError);
  });
});

describe("masks and weights", () => {
  test("a mask of another shape", () => {
    const steps = input({ shape: [3, 1] });
    const [layer, mask] = [lstm({ units: 1 }), input({ shape: [2], dtype: "bool" })];
    const masked = model({ inputs: [steps, mask], outputs: layer.apply(steps, { mask }) });
    expect(() => masked.predict([zeros([4, 3, 1]), zeros([4, 2], "bool")])).toThrow(
      message(
        'The mask of LSTM "lstm" does not fit its input.',
        "expected: shape (4, 3), one entry per time step",
        "received: shape (4, 2)",
      ),
    );
  });

  test("sample weights of another shape or count", async () => {
    await expect(train(x, y, { sampleWeight: zeros([4, 3]) })).rejects.toThrow(
      new ShapeError(message("sampleWeight does not fit the targets.", "expected: (4,)", "received: (4, 3)")),
    );
    await expect(train(x, y, { sampleWeight: [1, 2] })).rejects.toThrow(
      'The sample counts differ in the sampleWeight of "out".',
    );
    const steps = sequential({ layers: [dense({ units: 1 })] });
    steps.compile({ loss: "mse" });
    await expect(
      steps.fit(zeros([2, 3, 1]), zeros([2, 3, 1]), { sampleWeight: zeros([2, 2]), ...quiet }),
    ).rejects.toThrow(
      message("sampleWeight does not fit the targets.", "expected: (2,) or (2, 3)", "received: (2, 2)"),
    );
  });

  test("class weights beside sample weights, or for several outputs", async () => {
    await expect(train(x, y, { sampleWeight: [1, 1, 1, 1], classWeight: { 0: 1 } })).rejects.toThrow(
      new ConfigError("Give either sampleWeight or classWeight, not both."),
    );
    const a = input({ shape: [1] });
    const two = model({ inputs: a, outputs: [dense({ units: 1 }).apply(a), dense({ units: 1 }).apply(a)] });
    two.compile({ loss: "mse" });
    await expect(two.fit([[1]], [[[1]], [[1]]], { classWeight: { 0: 1 }, ...quiet })).rejects.toThrow(
      new ConfigError("classWeight is for models of a single output."),
    );
  });
});

describe("options", () => {
  test("a model that is not compiled, or without a loss", async () => {
    const raw = sequential({ name: "raw", layers: [dense({ units: 1 })] });
    const text = message(
      'The model "raw" must be compiled before fit.',
      'expected: compile({ optimizer: "adam", loss: "meanSquaredError" }) or the like, first',
      "received: a model without optimizer and loss",
    );
    await expect(raw.fit([[1]], [[1]])).rejects.toThrow(new ConfigError(text));
    await expect(raw.evaluate([[1]], [[1]])).rejects.toThrow("must be compiled before evaluate");
    await expect(raw.trainOnBatch([[1]], [[1]])).rejects.toThrow("must be compiled before trainOnBatch");
    await expect(raw.testOnBatch([[1]], [[1]])).rejects.toThrow("must be compiled before testOnBatch");
    expect(raw.built).toBe(false);
    raw.compile({});
    await expect(raw.fit([[1]], [[1]])).rejects.toThrow("The model was compiled without a loss.");
  });

  test("unknown names, with the nearest one", async () => {
    await expect(train(x, y, { epoch: 3 })).rejects.toThrow('did you mean "epochs"?');
    await expect(chain.evaluate(x, y, { batchsize: 3 } as never)).rejects.toThrow('did you mean "batchSize"?');
    await expect(chain.trainOnBatch(x, y, { sampleWeights: [] } as never)).rejects.toThrow(
      'did you mean "sampleWeight"?',
    );
    await expect(chain.testOnBatch(x, y, { sampleWeights: [] } as never)).rejects.toThrow(
      'did you mean "sampleWeight"?',
    );
    expect(() => chain.predict(x, { batch_size: 3 } as never)).toThrow('did you mean "batchSize"?');
    const other = sequential({ layers: [dense({ units: 1, name: "head", inputShape: [1] })] });
    expect(() => other.compile({ los: "mse" } as never)).toThrow('did you mean "loss"?');
    expect(() => other.compile({ loss: "meanSquareError" as never })).toThrow('did you mean "meanSquaredError"?');
    expect(() => other.compile({ loss: "mse", metrics: ["acuracy" as never] })).toThrow('did you mean "accuracy"?');
    expect(() => other.compile({ optimizer: "adan" as never, loss: "mse" })).toThrow(/did you mean "adam/);
    expect(() => other.compile({ loss: { haed: "mse" } })).toThrow('did you mean "head"?');
    expect(other.objective).toBeUndefined();
  });

  test("losses and metrics that are not one for each output", () => {
    const a = input({ shape: [1] });
    const two = model({
      inputs: a,
      outputs: [dense({ units: 1, name: "p" }).apply(a), dense({ units: 1, name: "q" }).apply(a)],
    });
    expect(() => two.compile({ loss: ["mse"] })).toThrow(
      message(
        "compile: loss does not name one for each output.",
        "expected: a list of 2, for p, q",
        "received: a list of 1",
        "hint: or a record by output name: { p: ... }",
      ),
    );
    expect(() => two.compile({ loss: "mse", metrics: ["mae"] })).toThrow(
      "compile: metrics does not name one for each output.",
    );
    expect(() => two.compile({ loss: 3 as never })).toThrow("compile: loss is not valid.");
    two.compile({ loss: ["mse", "mse"] });
    return expect(two.fit([[1]], [[[1]], null], quiet)).rejects.toThrow(
      'The output "q" has a loss or metrics but no targets.',
    );
  });

  test("a validation split that leaves nothing", async () => {
    const text = message(
      "validationSplit leaves nothing to train on, or nothing to measure on.",
      "expected: a fraction that leaves at least one sample on either side",
      "received: 1 of 4 samples",
    );
    await expect(train(x, y, { validationSplit: 1 })).rejects.toThrow(new ConfigError(text));
    await expect(train(x, y, { validationSplit: -0.1 })).rejects.toThrow(
      "must be a fraction from 0 to 1.\n  received: -0.1",
    );
  });

  test("a batch size that is no count", async () => {
    for (const batchSize of [0, -1, 1.5, Number.NaN]) {
      await expect(train(x, y, { batchSize })).rejects.toThrow(
        new ConfigError(message("fit: batchSize must be a positive integer.", `received: ${batchSize}`)),
      );
    }
  });

  test("numbers that count or measure nothing", async () => {
    const wrong = {
      epochs: [1.5, -2, Number.NaN, "3", Number.POSITIVE_INFINITY, null],
      initialEpoch: [-1, 0.5],
      stepsPerEpoch: [0, -2, 1.5],
      validationFreq: [0, -1, [0], "1"],
      validationSteps: [0],
      seed: [1.5, "x", Number.NaN, null],
      truncate: [0, "2"],
    };
    for (const [option, values] of Object.entries(wrong)) {
      for (const value of values) {
        await expect(train(x, y, { [option]: value }), `${option} ${value}`).rejects.toThrow(`fit: ${option} must be`);
      }
    }
  });

  test("what is no callback, and no verbosity", async () => {
    await expect(train(x, y, { callbacks: [3] })).rejects.toThrow("This is not a callback.");
    await expect(train(x, y, { callbacks: {} })).rejects.toThrow("a list of callbacks");
    await expect(train(x, y, { verbose: 3 })).rejects.toThrow('verbose must be 0, 1, 2 or "auto"');
  });
});

describe("batches that must be whole", () => {
  test("of a stateful model", async () => {
    const stateful = sequential({ layers: [lstm({ units: 1, stateful: true })] });
    stateful.compile({ loss: "mse" });
    const text = message(
      "A stateful model or an input of fixed batch size takes whole batches only.",
      "expected: a number of samples divisible by 2",
      "received: 3 samples in batches of 2",
      "hint: leave out samples, pad them, or choose a batchSize that divides their number",
    );
    expect(() => stateful.predict(zeros([3, 2, 1]), { batchSize: 2 })).toThrow(new ShapeError(text));
    await expect(stateful.fit(zeros([3, 2, 1]), zeros([3, 1]), { batchSize: 2, ...quiet })).rejects.toThrow(text);
    expect(stateful.predict(zeros([4, 2, 1]), { batchSize: 2 }).shape).toEqual([4, 1]);
    expect(() => stateful.predict(zeros([3, 2, 1]))).toThrow("The batch size of a stateful LSTM changed.");
    stateful.resetStates();
    expect(stateful.predict(zeros([3, 2, 1])).shape).toEqual([3, 1]);
  });

  test("of a fixed batch size, which is then the default", () => {
    const fixed = sequential({ layers: [dense({ units: 1, batchInputShape: [2, 1] })] });
    expect(fixed.predict(zeros([6, 1])).shape).toEqual([6, 1]);
    expect(() => fixed.predict(zeros([3, 1]))).toThrow("a number of samples divisible by 2, in batches of 2");
    expect(() => fixed.predict(zeros([6, 1]), { batchSize: 3 })).toThrow("received: 6 samples in batches of 3");
  });
});

test("an id outside an embedding names the id and the way out", () => {
  const look = sequential({ layers: [embedding({ inputDim: 3, outputDim: 2 }), masking()] });
  expect(() => look.predict([[0, 3]])).toThrow(/expected: integers from 0 to 2\n {2}received: 3/);
});
