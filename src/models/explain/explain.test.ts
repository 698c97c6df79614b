import { describe, expect, it } from "vitest";
import { layerModels } from "../../../test/layer-models.ts";
import { explain, explainLayers, input, layers, model, sequential } from "../../index.ts";

/** What is said of the only layer between input and output. */
function words(layer: any, shape: readonly (number | null)[] = [4, 3], masked = false): string {
  const x = input({ shape });
  const outputs = layer.apply(masked ? layers.masking().apply(x) : x);
  return explainLayers(model({ inputs: x, outputs }))
    .at(-1)!
    .words.join(" ");
}

describe("explain", () => {
  it("names each layer with the shapes that it takes and gives", () => {
    const m = sequential(
      [input({ shape: [null, 3] }), layers.lstm({ units: 8, name: "memory" }), layers.dense({ units: 2 })],
      {
        name: "reader",
      },
    );
    const text = explain(m);
    expect(text).toMatch(/^reader takes for each sample any number of steps of 3 numbers, \(None, None, 3\)\./);
    expect(text).toContain("memory (LSTM): (None, None, 3) → (None, 8)\n");
    expect(text).toMatch(/dense\w* \(Dense\): \(None, 8\) → \(None, 2\)\n {2}Makes 2 numbers of 8 numbers/);
  });

  it("tells what the options of a recurrent layer do to what it gives", () => {
    expect(words(layers.lstm({ units: 8 }))).toContain("only the output after the step that it reads last");
    expect(words(layers.lstm({ units: 8 }))).toContain("two states of 8 numbers each");
    const both = words(layers.gru({ units: 8, returnSequences: true, returnState: true }));
    expect(both).toContain("the output of every step (returnSequences): (None, 4, 8)");
    expect(both).toContain("its last states (returnState): (None, 8)");
    const back = words(layers.simpleRNN({ units: 1, returnSequences: true, goBackwards: true }));
    expect(back).toContain("from the last to the first (goBackwards)");
    expect(back).toContain("the last step's first");
    expect(back).toContain("a hidden state h of 1 number,");
    expect(words(layers.lstm({ units: 8 }))).not.toContain("mask");
  });

  it("says where initial states come from", () => {
    const x = input({ shape: [4, 3] });
    const start = input({ shape: [8] });
    const h = layers.gru({ units: 8 }).apply(x, { initialState: start });
    expect(explain(model({ inputs: [x, start], outputs: h }))).toContain("starts from the states that it is given");
    const m = sequential([input({ batchShape: [2, 4, 3] }), layers.gru({ units: 8, stateful: true })]);
    expect(explain(m)).toContain("(stateful)");
  });

  it.each([
    ["concat", "side by side (mergeMode concat), so that there are twice as many numbers: (None, 16)."],
    ["sum", "adds the two outputs (mergeMode sum): (None, 8)."],
    ["mul", "multiplies the two outputs (mergeMode mul): (None, 8)."],
    ["ave", "the mean of the two outputs (mergeMode ave): (None, 8)."],
    [null, "the two outputs apart (mergeMode null): (None, 8), (None, 8)."],
  ] as const)("tells how two directions are merged: %s", (mergeMode, expected) => {
    const both = () => layers.bidirectional({ layer: layers.gru({ units: 8 }), mergeMode });
    const x = input({ shape: [4, 3] });
    const outputs = both().apply(x) as any;
    expect(explain(model({ inputs: x, outputs }))).toContain(expected);
  });

  it("keeps a Bidirectional's states apart from its output", () => {
    const x = input({ shape: [4, 3] });
    const layer = layers.bidirectional({ layer: layers.lstm({ units: 2, returnState: true }) });
    const text = explain(model({ inputs: x, outputs: layer.apply(x) as any }));
    expect(text).toContain("twice as many numbers: (None, 4). Then come the last states of both");
    expect(text).toContain("(returnState): (None, 2), (None, 2), (None, 2), (None, 2).");
  });

  it("follows masks from where they begin to where they end", () => {
    const told = explainLayers(
      sequential([
        input({ shape: [null], dtype: "int32" }),
        layers.embedding({ inputDim: 50, outputDim: 4, maskZero: true }),
        layers.dropout({ rate: 0.2 }),
        layers.lstm({ units: 3, returnSequences: true }),
        layers.gru({ units: 3 }),
        layers.dense({ units: 2, activation: "softmax" }),
      ]),
    ).map(({ words }) => words.join(" "));
    expect(told[0]).toContain("whole numbers from 0 to 49");
    expect(told[0]).toContain("The number 0 is padding");
    expect(told[1]).toContain("a random 20 %");
    for (const recurrent of [told[2], told[3]]) expect(recurrent).toContain("Steps that the mask leaves out");
    expect(told[4]).toContain("probabilities");
    expect(told[4]).not.toContain("mask");
    expect(words(layers.lstm({ units: 2 }), [4, 3], true)).toContain("Steps that the mask leaves out change nothing");
  });

  it("goes into models inside the model, and says something of every other layer", () => {
    const inner = sequential([input({ shape: [4, 3] }), layers.conv1d({ filters: 2, kernelSize: 2, name: "windows" })]);
    const told = explainLayers(sequential([input({ shape: [4, 3] }), inner]));
    expect(told.map(({ depth }) => depth)).toEqual([0, 1]);
    expect(told[1]).toMatchObject({ layer: "windows", takes: [[null, 4, 3]], gives: [[null, 3, 2]] });
    expect(told[1]!.words[0]).toContain("Moves a window of 2 steps (kernelSize)");
    const cells = layers.rnn({ cell: [layers.lstmCell({ units: 2 }), layers.gruCell({ units: 3 })] });
    expect(words(cells)).toContain("3 states: 2 numbers, 2 numbers, 3 numbers");
    expect(words(layers.timeDistributed({ layer: layers.dense({ units: 2, name: "each" }) }))).toContain(
      '"each" (Dense)',
    );
  });

  it.each(Object.entries(layerModels))("has words for a model around %s", (_, make) => {
    const { model } = make();
    const told = explainLayers(model);
    expect(told.length).toBeGreaterThan(0);
    for (const { words } of told) {
      expect(words.length).toBeGreaterThan(0);
      expect(words.join(" ")).not.toMatch(/undefined|NaN|null|\[object|function|^Makes \(|^Keeps the shape/);
    }
  });

  it("tells what a window sees, and how it moves", () => {
    const about = (options: object, shape: readonly (number | null)[] = [16, 4]) =>
      words(layers.conv1d({ filters: 4, kernelSize: 3, ...options } as any), shape);
    const causal = about({ padding: "causal", dilationRate: 4 });
    expect(causal).toContain("a window of 3 steps (kernelSize) over the input, 1 step at a time (strides)");
    expect(causal).toContain("makes 4 numbers of each window (filters): (None, 16, 4)");
    expect(causal).toContain("lies 4 steps apart (dilationRate)");
    expect(causal).toContain("sees 9 steps of the input: its receptive field");
    expect(causal).toContain("no step sees a later one");
    expect(about({ strides: 2 })).toMatch(/2 steps at a time .*sees 3 steps .*fewer steps come out/);
    expect(about({ padding: "same" }, [null, 4])).toContain("keep the length");
    expect(words(layers.maxPooling1d({}), [16, 4])).toContain("largest within windows of 2 steps, 2 steps from one");
    expect(words(layers.conv2d({ filters: 2, kernelSize: [3, 2] }), [8, 8, 1])).toContain("window of 3 × 2 places");
  });

  it("gives the shapes of a layer of one's own", () => {
    expect(words(layers.lambda({ function: (x: any) => x }))).toBe("Keeps the shape (None, 4, 3).");
  });

  it("tells the same in Chinese", () => {
    const m = sequential(
      [
        input({ shape: [null, 3] }),
        layers.lstm({ units: 8, name: "memory", returnSequences: true }),
        layers.dense({ units: 2 }),
      ],
      { name: "reader" },
    );
    const text = explain(m, { language: "zh" });
    expect(text).toMatch(/^reader 的每个样本是 任意多步、每步 3 个数，\(None, None, 3\)。/);
    expect(text).toContain("memory (LSTM): (None, None, 3) → (None, None, 8)\n");
    expect(text).toContain("由遗忘门 f 清空、输入门 i 写入");
    expect(text).toContain("每一步的输出（returnSequences）：(None, None, 8)");
    expect(explain(m, { language: "en" })).toBe(explain(m));
    expect(() => explain(m, { language: "fr" } as any)).toThrow(/language.*"en", "zh"|"en".*"zh"/s);
    expect(() => explainLayers(m, { language: "fr" } as any)).toThrow(/"zh"/);
  });

  it.each(Object.entries(layerModels))(
    "leaves no English sentence in the Chinese words for a model around %s",
    (_, make) => {
      const { model } = make();
      const told = explainLayers(model, { language: "zh" });
      expect(told.map(({ words }) => words.length)).toEqual(explainLayers(model).map(({ words }) => words.length));
      for (const { words } of told)
        for (const sentence of words)
          expect(sentence).not.toMatch(/[a-z]{2,} (of|the|is|and|step|steps|numbers?|it)\b|\.$|; /);
    },
  );

  it("shows control characters of names by their codes, and refuses a model without shapes", () => {
    const m = sequential([input({ shape: [4, 3] }), layers.gru({ units: 1, name: "a\u001b[31m" })]);
    expect(explain(m)).not.toContain("\u001b");
    expect(() => explain(sequential([layers.gru({ units: 1 })]))).toThrow(/has no input shape yet/);
  });
});
