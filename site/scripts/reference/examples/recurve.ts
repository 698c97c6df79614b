/** A program for each name of the package itself. */
import {
  BackendError,
  ConfigError,
  clipByGlobalNorm,
  cloneModel,
  diagnose,
  explain,
  explainLayers,
  Functional,
  fill,
  grad,
  IoError,
  input,
  Layer,
  layers,
  loadModel,
  lossAndGradients,
  Model,
  model,
  modelToJSON,
  noGrad,
  ones,
  ops,
  plotModel,
  randomSeed,
  readVocabulary,
  readWeights,
  ShapeError,
  SymbolicTensor,
  saveModel,
  saveWeights,
  sequential,
  setBackend,
  setRandomSeed,
  tensor,
  Variable,
  zeros,
} from "recurve";

export const examples = {
  clipByGlobalNorm: () => {
    const network = sequential([layers.dense({ units: 1, inputShape: [1] })]);
    const { gradients } = lossAndGradients(network, () => ops.sum(ops.multiply(network.apply(tensor([[30]])), 100)));
    const clipped = [...clipByGlobalNorm(gradients, 1).values()];
    console.log(Math.hypot(...clipped.flatMap((each) => [...each.dataSync()].map(Number))).toFixed(3));
  },
  cloneModel: () => {
    const network = sequential([layers.gru({ units: 2, inputShape: [3, 1] })]);
    console.log(cloneModel(network).countParams() === network.countParams());
  },
  explain: () => console.log(explain(sequential([layers.lstm({ units: 2, inputShape: [3, 1] })]))),
  explainLayers: () => {
    const [first] = explainLayers(sequential([layers.lstm({ units: 2, inputShape: [3, 1], name: "memory" })]));
    console.log(first!.layer, first!.gives);
  },
  fill: () => fill([2, 2], 7).print(),
  grad: () => grad((x) => ops.sum(ops.square(x)))(tensor([1, 2])).print(),
  lossAndGradients: () => {
    const network = sequential([layers.dense({ units: 1, inputShape: [2] })]);
    const { loss, gradients } = lossAndGradients(network, () => ops.mean(ops.square(network.apply(tensor([[1, 2]])))));
    console.log(loss.shape, gradients.size);
  },
  modelToJSON: () => {
    const network = sequential([layers.lstm({ units: 2, inputShape: [3, 1] })]);
    console.log(JSON.parse(modelToJSON(network)).class_name);
  },
  noGrad: () =>
    grad((x) =>
      ops.sum(
        ops.multiply(
          x,
          noGrad(() => ops.square(x)),
        ),
      ),
    )(tensor([3])).print(),
  ones: () => ones([2, 2]).print(),
  plotModel: async () => {
    const svg = await plotModel(sequential([layers.lstm({ units: 2, inputShape: [3, 1] })]));
    console.log(svg.slice(0, 4));
  },
  randomSeed: () => console.log(Number.isInteger(randomSeed())),
  readVocabulary: async () => {
    const words = layers.stringLookup({ vocabulary: ["spring", "summer"] });
    const file = await saveModel(sequential([input({ shape: [2], dtype: "string" }), words]), undefined, {
      format: "keras",
    });
    console.log((await readVocabulary(file)).encode("summer"));
  },
  readWeights: async () => {
    const network = sequential([layers.dense({ units: 2, inputShape: [3], name: "scores" })]);
    const file = await saveWeights(network, undefined, { format: "safetensors" });
    for (const [name, { shape }] of await readWeights(file)) console.log(name, shape);
  },
  setBackend: () => {
    setBackend("js");
    console.log(diagnose().name);
    setBackend("wasm");
  },
  setRandomSeed: () => {
    const draws = [5, 5].map((seed) => {
      setRandomSeed(seed);
      return ops.randomNormal([1]).dataSync()[0];
    });
    console.log(draws[0] === draws[1]);
  },
  BackendError: () => console.log(new BackendError({ what: "The engine has no WebAssembly." }) instanceof Error),
  ConfigError: () => {
    try {
      layers.lstm({ units: -1 });
    } catch (error) {
      console.log(error instanceof ConfigError, (error as ConfigError).message);
    }
  },
  IoError: async () => {
    try {
      // in Node
      await loadModel("no-such-file.keras");
    } catch (error) {
      console.log(error instanceof IoError);
    }
  },
  ShapeError: () => {
    try {
      ops.matmul(zeros([2, 3]), zeros([4, 5]));
    } catch (error) {
      console.log(error instanceof ShapeError, (error as ShapeError).message);
    }
  },
  Functional: () => {
    const x = input({ shape: [3, 1] });
    const network = model({ inputs: x, outputs: layers.gru({ units: 2 }).apply(x) });
    console.log(network instanceof Functional, network.inputNames.length, network.outputs[0]!.shape);
  },
  History: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const { epoch, history } = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), { epochs: 3, verbose: 0 });
    console.log(epoch, history.loss!.length);
  },
  Layer: () => {
    const dense = layers.dense({ units: 2 });
    console.log(dense instanceof Layer, dense.apply(zeros([1, 3])).shape, dense.countParams());
  },
  Model: () => {
    const network = sequential([layers.lstm({ units: 2, inputShape: [3, 1] }), layers.dense({ units: 1 })]);
    network.summary();
    console.log(network instanceof Model, network.predict(zeros([5, 3, 1])).shape);
  },
  Sequential: () => {
    const network = sequential();
    network.add(input({ shape: [3, 1] }));
    network.add(layers.gru({ units: 2 }));
    console.log(network.predict(zeros([5, 3, 1])).shape);
  },
  SymbolicTensor: () => {
    const x = input({ shape: [null, 4] });
    const y = layers.lstm({ units: 2, returnSequences: true }).apply(x);
    console.log(y instanceof SymbolicTensor, y.shape, y.dtype);
  },
  Tensor: async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    console.log(x.shape, x.dtype, await x.array());
  },
  Variable: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    weight.assign([3, 4]);
    weight.value.print();
  },
};
