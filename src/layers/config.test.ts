/** A layer's options as data: getConfig gives what makes a layer like it. */
import { describe, expect, it } from "vitest";
import { layerModels } from "../../test/layer-models.ts";
import { loadModel, saveModel } from "../io/index.ts";
import { sequential } from "../models/index.ts";
import { multiply } from "../ops/index.ts";
import { ConfigError, type Tensor, tensor } from "../tensor/index.ts";
import * as layers from "./index.ts";
import { Layer } from "./layer.ts";

class Scale extends Layer {
  override readonly className = "Scale";
  constructor(override readonly config: { name?: string; factor: number }) {
    super();
  }
  call([x]: readonly Tensor[]): Tensor[] {
    return [multiply(x!, this.config.factor)];
  }
}

it("names of activations, initializers, regularizers and constraints are checked where they are written", () => {
  const checked: string[] = [];
  for (const [factory, make] of Object.entries(layerModels)) {
    const layer = make().model.layers.find(({ constructor: { name } }) => name.toLowerCase() === factory.toLowerCase());
    for (const option of Object.keys(layer?.config ?? {})) {
      if (!/(activation|Activation|Initializer|Regularizer|Constraint)$/.test(option)) continue;
      const misspelt = { ...layer!.getConfig(), [option]: "misspelt" };
      const again = () => (layers as unknown as Record<string, (options: object) => Layer>)[factory]!(misspelt);
      expect(again, `${factory}: ${option}`).toThrow(/misspelt/);
      checked.push(option);
    }
  }
  expect(new Set(checked).size).toBeGreaterThan(20);
});

describe("getConfig", () => {
  it("makes a layer of the same options and name, with weights of its own", () => {
    const lstm = layers.lstm({ units: 3, activation: "relu", returnSequences: true, seed: 4 });
    const config = lstm.getConfig();
    expect(config).toMatchObject({
      units: 3,
      activation: "relu",
      returnSequences: true,
      unitForgetBias: true,
      seed: 4,
    });
    expect(config.name).toBe(lstm.name);
    const other = layers.lstm(config);
    expect(other.config).toEqual({ ...lstm.config, name: "lstm" });
    const x = tensor([[[1, 2]]]);
    lstm.apply(x);
    other.apply(x);
    expect(other.weights).not.toContain(lstm.weights[0]);
  });

  it("is a copy: to change it changes no layer", () => {
    const dense = layers.dense({ units: 2 });
    Object.assign(dense.getConfig(), { units: 5 });
    expect(dense.config.units).toBe(2);
  });

  it("holds the cell of a layer around one", () => {
    const rnn = layers.rnn({ cell: layers.gruCell({ units: 2 }), returnSequences: true });
    expect(layers.rnn(rnn.getConfig()).getConfig()).toEqual(rnn.getConfig());
  });

  it("is what fromConfig of a class of your own takes, and what files hold", async () => {
    const scale = new Scale({ factor: 3 });
    const again = Scale.fromConfig(scale.getConfig());
    expect(again).toBeInstanceOf(Scale);
    expect(() => Scale.fromConfig(null as never)).toThrow(ConfigError);
    expect(again.apply(tensor([[1, 2]])).arraySync()).toEqual([[3, 6]]);
    const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [2] }), again] });
    const loaded = await loadModel(await saveModel(model), { customLayers: { Scale } });
    expect(loaded.layers[1]!.getConfig()).toMatchObject({ factor: 3 });
  });

  it("refuses what the layer would refuse", () => {
    expect(() => layers.dense({ ...layers.dense({ units: 2 }).getConfig(), units: 1.5 })).toThrow(ConfigError);
  });
});
