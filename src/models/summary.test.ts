import { expect, test } from "vitest";
import { Variable } from "../autodiff/variable.ts";
import { attention, bidirectional, dense, dropout, embedding, gru, input, lstm } from "../layers/index.ts";
import { Layer } from "../layers/layer.ts";
import { add, multiply } from "../ops/index.ts";
import { type Tensor, zeros } from "../tensor/index.ts";
import { model } from "./functional.ts";
import { sequential } from "./sequential.ts";

const quiet = { print: () => {} };

test("a chain of layers, as Keras 3.15.1 prints it", async () => {
  const stacked = sequential({
    name: "stacked_bidi",
    layers: [
      input({ shape: [6], dtype: "int32" }),
      embedding({ inputDim: 10, outputDim: 4 }),
      bidirectional({ layer: lstm({ units: 3, returnSequences: true }) }),
      bidirectional({ layer: gru({ units: 2 }) }),
      dropout({ rate: 0.5 }),
      dense({ units: 3, activation: "softmax" }),
    ],
  });
  stacked.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
  await stacked.trainOnBatch(zeros([2, 6], "int32"), zeros([2]));
  expect(stacked.summary({ ...quiet, lineLength: 76 })).toBe(
    `
Model: "stacked_bidi"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ embedding (Embedding)           │ (None, 6, 4)           │            40 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ bidirectional (Bidirectional)   │ (None, 6, 6)           │           192 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ bidirectional_1 (Bidirectional) │ (None, 4)              │           120 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dropout (Dropout)               │ (None, 4)              │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 3)              │            15 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 1,103 (4.31 KB)
 Trainable params: 367 (1.43 KB)
 Non-trainable params: 0 (0.00 B)
 Optimizer params: 736 (2.88 KB)`.trim(),
  );
});

test("a graph with connections, as Keras 3.15.1 prints it", async () => {
  const encoderInputs = input({ shape: [null, 3], name: "encoder_inputs" });
  const decoderInputs = input({ shape: [null, 2], name: "decoder_inputs" });
  const [, h, c] = lstm({ units: 4, returnState: true, name: "encoder_lstm" }).apply(encoderInputs);
  const decoder = lstm({ units: 4, returnSequences: true, returnState: true, name: "decoder_lstm" });
  const [sequence] = decoder.apply(decoderInputs, { initialState: [h, c] });
  const outputs = dense({ units: 2, name: "decoder_dense" }).apply(sequence);
  const translator = model({ inputs: [encoderInputs, decoderInputs], outputs, name: "seq2seq" });
  translator.compile({ optimizer: "rmsprop", loss: "mse" });
  await translator.trainOnBatch([zeros([1, 2, 3]), zeros([1, 2, 2])], zeros([1, 2, 2]));
  expect(translator.summary({ ...quiet, lineLength: 76 })).toBe(
    `
Model: "seq2seq"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
│ encoder_inputs      │ (None, None, 3)   │          0 │ -                 │
│ (InputLayer)        │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ decoder_inputs      │ (None, None, 2)   │          0 │ -                 │
│ (InputLayer)        │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ encoder_lstm (LSTM) │ [(None, 4),       │        128 │ encoder_inputs[0… │
│                     │ (None, 4), (None, │            │                   │
│                     │ 4)]               │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ decoder_lstm (LSTM) │ [(None, None, 4), │        112 │ decoder_inputs[0… │
│                     │ (None, 4), (None, │            │ encoder_lstm[0][… │
│                     │ 4)]               │            │ encoder_lstm[0][… │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ decoder_dense       │ (None, None, 2)   │         10 │ decoder_lstm[0][… │
│ (Dense)             │                   │            │                   │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘
 Total params: 502 (1.96 KB)
 Trainable params: 250 (1000.00 B)
 Non-trainable params: 0 (0.00 B)
 Optimizer params: 252 (1012.00 B)`.trim(),
  );
});

test("a linear functional model shows its input and no connections; frozen weights are counted apart", () => {
  const x = input({ shape: [4], name: "x" });
  const frozen = dense({ units: 2, trainable: false });
  const lines = model({ inputs: x, outputs: frozen.apply(x) })
    .summary(quiet)
    .split("\n");
  expect(lines[2]).not.toContain("Connected to");
  expect(lines[4]).toMatch(/^│ x \(InputLayer\) +│ \(None, 4\) +│ +0 │$/);
  expect(lines.slice(-3)).toEqual([
    " Total params: 10 (40.00 B)",
    " Trainable params: 0 (0.00 B)",
    " Non-trainable params: 10 (40.00 B)",
  ]);
});

test("a model without an input shape shows question marks, prints through `print` and names unknown options", () => {
  const printed: string[] = [];
  const text = sequential({ layers: [dense({ units: 2 })] }).summary({ print: (line) => printed.push(line) });
  expect(printed).toEqual([text]);
  expect(text.split("\n")[4]).toMatch(/^│ dense \(Dense\) +│ \? +│ +0 \(unbuilt\) │$/);
  const wrong = { linelength: 76 } as object;
  expect(() => sequential({ layers: [dense({ units: 2 })] }).summary(wrong)).toThrow(/did you mean "lineLength"/);
});

test("models inside whose layers are called for more outputs than they have", () => {
  const x = input({ shape: [4, 3] });
  const [context, weights] = attention().apply([x, x], { returnAttentionScores: true });
  const inner = model({ inputs: x, outputs: [context, weights], name: "looker" });
  const y = input({ shape: [4, 3] });
  const [, seen] = inner.apply(y) as unknown as [typeof y, typeof y];
  expect(model({ inputs: y, outputs: seen }).summary(quiet)).toMatch(/looker[^│]*│ \[\(None, 4, 3\), \(None,/);
});

test("own layers made of layers, models in models and shared layers are counted once, and grow with pop and add", () => {
  class Block extends Layer {
    private readonly inner = { lstm: lstm({ units: 2 }), heads: [dense({ units: 3 }), dense({ units: 3 })] };
    private readonly scale = new Variable({ name: "scale", shape: [3], initialize: (size) => new Float32Array(size) });
    call([x]: readonly Tensor[]) {
      const h = this.inner.lstm.apply(x!);
      const [a, b] = this.inner.heads.map((head) => head.apply(h)) as [Tensor, Tensor];
      return [multiply(add(a, b), this.scale.value)];
    }
  }
  const shared = new Block();
  // LSTM 4 * 2 * (4 + 2 + 1) = 56, two heads of 9 each, 3 in scale
  const block = 56 + 2 * 9 + 3;
  const x = input({ shape: [5, 4] });
  const nested = sequential({ layers: [input({ shape: [5, 4] }), shared, dense({ units: 1 })], name: "nested" });
  const outer = model({ inputs: x, outputs: [nested.apply(x), shared.apply(x)] });
  const row = (text: string, name: string) => text.split("\n").find((line) => line.includes(name));
  expect(row(nested.summary(quiet), "block (Block)")).toMatch(/│ \(None, 3\) +│ +77 /);
  const text = outer.summary(quiet);
  expect(row(text, "nested (Sequential)")).toMatch(/│ \(None, 1\) +│ +81 /);
  expect(row(text, "block (Block)")).toMatch(/│ \(None, 3\) +│ +77 /);
  expect(text).toContain(` Total params: ${block + 4} `);
  nested.pop();
  expect(nested.summary(quiet)).toContain(` Total params: ${block} `);
  const open = sequential({ layers: [new Block()] });
  expect(row(open.summary(quiet), "block (Block)")).toMatch(/│ \? +│ +0 \(unbuilt\) /);
  open.predict(zeros([1, 5, 4]));
  expect(row(open.summary(quiet), "block (Block)")).toMatch(/│ \(None, 3\) +│ +77 /);
});
