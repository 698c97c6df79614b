/** Programs about states of recurrent layers, cells of one's own, datasets that end, and where models are saved. */
import { type Row, row } from "../compare.ts";
import { begin, data, ones, small, wave } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

const kept = async (tf: any, m: any, config?: any) => {
  let artifacts: any;
  await m.save(
    tf.io.withSaveHandler(async (given: any) => {
      artifacts = given;
      return { modelArtifactsInfo: {} };
    }),
    config,
  );
  return artifacts;
};
const batches = (tf: any, size = 2) => {
  const [x, y] = data(tf);
  return tf.data.zip({ xs: tf.data.array(x.arraySync()), ys: tf.data.array(y.arraySync()) }).batch(size);
};

add("a stateful LSTM, batch by batch, its states reset", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.lstm({ units: 2, stateful: true, batchInputShape: [2, 3, 1] }));
  m.add(tf.layers.dense({ units: 1 }));
  begin(tf, m);
  m.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
  const [x, y] = [wave(tf, [2, 3, 1]), wave(tf, [2, 1], 1)];
  const [first, second] = [m.predict(x), m.predict(x)];
  m.resetStates();
  const losses = [await m.trainOnBatch(x, y), await m.trainOnBatch(x, y)];
  m.layers[0].resetStates();
  return [first, second, losses, m.predict(x), m.stateful, m.layers[1].stateful];
});
add("a stateful GRU given its states", (tf) => {
  const gru = tf.layers.gru({ units: 2, stateful: true, batchInputShape: [1, 2, 1], ...ones });
  const m = tf.sequential({ layers: [gru] });
  gru.resetStates([tf.tensor2d([[0.5, -0.5]])]);
  const given = m.predict(wave(tf, [1, 2, 1]));
  gru.resetStates(tf.tensor2d([[0.1, 0.2]]));
  return [given, m.predict(wave(tf, [1, 2, 1]))];
});
add("initial states as tensors, as inputs, as a list with the input", (tf) => {
  const lstm = tf.layers.lstm({ units: 2, returnState: true, ...ones });
  const [x, h, c] = [wave(tf, [1, 3, 1]), tf.tensor2d([[0.1, 0.2]]), tf.tensor2d([[0.3, -0.4]])];
  return [lstm.apply(x), lstm.apply(x, { initialState: [h, c] }), lstm.apply([x, h, c])];
});
add("too few initial states", (tf) => {
  return tf.layers.lstm({ units: 2 }).apply(wave(tf, [1, 3, 1]), { initialState: [tf.zeros([1, 2])] });
});
for (const [name, give] of Object.entries({
  "output and state": (h: any) => [h, h],
  "output alone": (h: any) => h,
  "output in a list": (h: any) => [h],
  "a state too many": (h: any) => [h, h, h],
}))
  add(`own cell that gives ${name}`, (tf) => {
    class Cell extends tf.layers.RNNCell {
      static className = "Cell";
      stateSize = 2;
      declare w: any;
      build(s: any) {
        this.w = this.addWeight("w", [s[s.length - 1], 2], "float32", tf.initializers.ones());
        this.built = true;
      }
      call(inputs: any) {
        return give(tf.tanh(inputs[0].matMul(this.w.read()).add(inputs[1])));
      }
    }
    return tf.layers.rnn({ cell: new (Cell as any)({}) }).apply(wave(tf, [1, 3, 1]));
  });
add("own cell of two states, in a stack, trained", async (tf) => {
  class Memory extends tf.layers.RNNCell {
    static className = "Memory";
    stateSize = [2, 2];
    build(s: any) {
      this.w = this.addWeight("w", [s[s.length - 1], 2], "float32", tf.initializers.ones());
      this.built = true;
    }
    call([x, h, c]: any) {
      const next = c.mul(0.5).add(x.matMul(this.w.read()));
      const out = next.tanh().add(h.mul(0.1));
      return [out, out, next];
    }
  }
  const m = tf.sequential();
  m.add(tf.layers.rnn({ cell: [new (Memory as any)({}), tf.layers.simpleRNNCell({ units: 2 })], inputShape: [3, 1] }));
  begin(tf, m);
  m.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  const { history } = await m.fit(wave(tf, [2, 3, 1]), wave(tf, [2, 2]), { epochs: 2, shuffle: false });
  return [history, m.getWeights()];
});
add("fit with validationData as tensors, and early stopping on it", async (tf) => {
  const m = small(tf, { metrics: ["mae"] });
  const [x, y] = data(tf);
  const stop = tf.callbacks.earlyStopping({ monitor: "val_mae", patience: 1, minDelta: 1 });
  const { history, epoch } = await m.fit(x, y, {
    epochs: 9,
    shuffle: false,
    validationData: [x.mul(2), y],
    callbacks: [stop],
  });
  return [history, epoch, m.stopTraining];
});
add("fitDataset with batchesPerEpoch, a dataset that ends, early stopping", async (tf) => {
  const m = small(tf);
  const stop = tf.callbacks.earlyStopping({ monitor: "loss", patience: 0, minDelta: 10 });
  const { history, epoch } = await m.fitDataset(batches(tf).repeat(3), {
    epochs: 5,
    batchesPerEpoch: 2,
    validationData: batches(tf),
    validationBatches: 1,
    callbacks: [stop],
  });
  return [history, epoch];
});
add("fitDataset stopped in the middle of an epoch", async (tf) => {
  const m = small(tf);
  const seen: unknown[] = [];
  const { history, epoch } = await m.fitDataset(batches(tf, 1), {
    epochs: 3,
    callbacks: {
      onBatchEnd: (batch: number, logs: any) => {
        seen.push([batch, Object.keys(logs)]);
        if (batch === 1) m.stopTraining = true;
      },
    },
  });
  return [history, epoch, seen];
});
add("fitDataset of pairs in a list, and of records by name", async (tf) => {
  const [x, y] = data(tf);
  const m = small(tf);
  const pairs = tf.data.generator(function* () {
    for (let i = 0; i < 2; i++) yield { xs: { [m.inputNames[0]]: x.clone() }, ys: { [m.outputNames[0]]: y.clone() } };
  });
  return (await m.fitDataset(pairs, { epochs: 2 })).history;
});
add("tf.data: empty, zip of unequal lengths, batch of records, take more than there is", async (tf) => {
  const { data: d } = tf;
  return [
    await d.array([]).toArray(),
    await d.array([1, 2]).take(9).toArray(),
    await d.array([1, 2]).skip(9).toArray(),
    await d.zip([d.array([1, 2, 3]), d.array([4])]).toArray(),
    await d.array([{ a: 1, b: [1, 2] }, { a: 2, b: [3, 4] }, { a: 3, b: [5, 6] }]).batch(2).toArray(), // biome-ignore format: rows
    await d.array([1, 2, 3]).repeat(0).toArray(),
    [d.array([1, 2, 3]).take(2).size, d.array([1, 2, 3]).skip(2).size, d.array([1, 2, 3]).repeat(2).size],
    await d.array([1, 2, 3, 4, 5]).batch(2, false).toArray(),
  ];
});
for (const [name, run] of Object.entries({
  "batch(0)": (d: any) => d.array([1]).batch(0).toArray(),
  "shuffle(0)": (d: any) => d.array([1]).shuffle(0).toArray(),
  "prefetch(-1)": (d: any) => d.array([1]).prefetch(-1).toArray(),
  "array(null)": (d: any) => d.array(null).toArray(),
  "map that throws": (d: any) =>
    d
      .array([1, 2])
      .map((x: number) => {
        if (x > 1) throw new Error("no");
        return x;
      })
      .toArray(),
  "zip of a record with a number": (d: any) => d.zip({ a: d.array([1]), b: 3 }).toArray(),
  "generator that is no function": (d: any) => d.generator(5).toArray(),
}))
  add(`tf.data, wrong: ${name}`, (tf) => run(tf.data));
add("tf.data.func, generators of promises, columns of tensors", async (tf) => {
  let i = 0;
  const counted = tf.data.func(() => ({ value: i++, done: i > 3 }));
  const later = tf.data.generator(async () => {
    let at = 0;
    return { next: async () => ({ value: tf.tensor1d([at]), done: at++ >= 2 }) };
  });
  return [await counted.toArray?.(), await later.toArray()];
});
add("loadLayersModel from memory, strict false: weights missing and too many", async (tf) => {
  const artifacts = await kept(tf, small(tf));
  const specs = artifacts.weightSpecs.slice(0, 1);
  const few = { ...artifacts, weightSpecs: specs, weightData: artifacts.weightData.slice(0, 24) };
  const more = {
    ...artifacts,
    weightSpecs: [...artifacts.weightSpecs, { name: "other/kernel", shape: [1], dtype: "float32" }],
    weightData: tf.io.concatenateArrayBuffers([artifacts.weightData, new Float32Array([7]).buffer]),
  };
  const load = (each: any, strict: boolean) => tf.loadLayersModel(tf.io.fromMemory(each), { strict });
  const refused: boolean[] = [];
  for (const each of [few, more])
    await load(each, true).then(
      () => refused.push(false),
      () => refused.push(true),
    );
  return [refused, (await load(few, false)).getWeights()[0], (await load(more, false)).getWeights()];
});
add("own io handlers: save and load as methods of a class; what save resolves to", async (tf) => {
  class Box {
    held: any;
    async save(artifacts: any) {
      this.held = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" }, responses: [] };
    }
    async load() {
      return this.held;
    }
  }
  const box = new Box();
  const m = small(tf);
  m.setUserDefinedMetadata({ labels: ["a", "b"] });
  const result = await m.save(box);
  const again = await tf.loadLayersModel(box);
  const [x] = data(tf);
  return [
    result.modelArtifactsInfo.modelTopologyType,
    again.getUserDefinedMetadata(),
    again.predict(x),
    Object.keys(box.held).sort(),
    box.held.generatedBy === undefined,
  ];
});
add("layer.setWeights: in order, wrong shape, wrong number, of a layer without weights", (tf) => {
  const m = small(tf);
  const [layer] = m.layers;
  layer.setWeights([tf.ones([2, 3]).mul(0.5), tf.ones([3])]);
  const refused = [[tf.ones([2, 2]), tf.ones([3])], [tf.ones([2, 3])], []].map((given) => {
    try {
      layer.setWeights(given);
      return false;
    } catch {
      return true;
    }
  });
  tf.layers.dropout({ rate: 0.5 }).setWeights([]);
  return [layer.getWeights(), refused, m.predict(tf.ones([1, 2]))];
});
add("a training that goes on: epochs counted on, another fit meanwhile is refused", async (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  const first = m.fit(x, y, { epochs: 2, shuffle: false });
  const second = await m.fit(x, y).then(
    () => "ran",
    () => "refused",
  );
  await first;
  const { epoch } = await m.fit(x, y, { initialEpoch: 2, epochs: 4, shuffle: false });
  return [second, epoch, m.getWeights()];
});
add("an optimizer of one's own that moves by the signs of gradients", async (tf) => {
  class Signs extends tf.SGDOptimizer {
    static className = "Signs";
    applyGradients(grads: any) {
      const named = Array.isArray(grads) ? grads : Object.entries(grads).map(([name, tensor]) => ({ name, tensor }));
      super.applyGradients(named.map(({ name, tensor }: any) => ({ name, tensor: tensor.sign() })));
    }
  }
  const m = small(tf, { optimizer: new (Signs as any)(0.01) });
  const [x, y] = data(tf);
  const { history } = await m.fit(x, y, { epochs: 3, shuffle: false });
  return [history, m.getWeights(), m.optimizer.iterations];
});
add("an optimizer of one's own from nothing: decay of weights", async (tf) => {
  class Decayed extends tf.Optimizer {
    static className = "Decayed";
    rate = 0.1;
    applyGradients(grads: any) {
      const named = Array.isArray(grads) ? grads : Object.entries(grads).map(([name, tensor]) => ({ name, tensor }));
      for (const { name, tensor } of named) {
        const value = tf.engine().registeredVariables[name];
        value.assign(tf.tidy(() => value.mul(0.9).sub(tensor.mul(this.rate))));
      }
      this.incrementIterations();
    }
    getConfig() {
      return { rate: this.rate };
    }
  }
  const m = small(tf, { optimizer: new Decayed() });
  const [x, y] = data(tf);
  const { history } = await m.fit(x, y, { epochs: 3, batchSize: 2, shuffle: false });
  const w = tf.variable(tf.scalar(1));
  new Decayed().minimize(() => w.square(), false, [w]);
  return [history, m.getWeights(), m.optimizer.iterations, m.optimizer.getConfig(), w];
});
