/** Programs about data, layers of one's own, callbacks, and single calls. */
import { type Row, row } from "../compare.ts";
import { data, dense, ones, small } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

add("data pipeline", async (tf) => {
  const d = tf.data
    .array([1, 2, 3, 4, 5])
    .map((x: any) => x * 2)
    .filter((x: any) => x > 2)
    .batch(2);
  return (await d.toArray()).map((t: any) => t.arraySync());
});
add("data generator", async (tf) =>
  tf.data
    .generator(function* () {
      for (let i = 0; i < 3; i++) yield { xs: [i, i + 1], ys: i };
    })
    .batch(2)
    .toArray(),
);
add("data ops", async (tf) => [
  await tf.data.array([1, 2, 3, 4]).skip(1).take(2).repeat(2).toArray(),
  (await tf.data.array([1, 2, 3]).shuffle(3, "a").toArray()).sort(),
  tf.data.array([1, 2, 3]).size,
  tf.data.array([1, 2, 3]).batch(2).size,
  tf.data.array([1, 2, 3]).batch(2, false).size,
  tf.data.array([1]).repeat().size,
  tf.data.array([1, 2]).filter(() => true).size,
]);
add("data concat", async (tf) =>
  tf.data
    .array([1])
    .concatenate(tf.data.array([2]))
    .toArray(),
);
add("data iterator", async (tf) => {
  const it = await tf.data.array([1, 2]).iterator();
  return [await it.next(), await it.next(), await it.next()];
});
add("data forEach", async (tf) => {
  const s: any[] = [];
  await tf.data.array([{ a: 1 }, { a: 2 }]).forEachAsync((e: any) => s.push(e));
  return s;
});
add("data prefetch mapAsync", async (tf) =>
  tf.data
    .array([1, 2])
    .mapAsync(async (x: any) => x + 1)
    .prefetch(1)
    .toArray(),
);
add("data zip lists", async (tf) => tf.data.zip([tf.data.array([1, 2]), tf.data.array([3, 4])]).toArray());
add("own layer", async (tf) => {
  class Scale extends tf.layers.Layer {
    w: any;
    static className = `Scale${tf.version_core ? "" : ""}`;
    constructor(a: any) {
      super(a ?? {});
    }
    build(s: any) {
      this.w = (this as any).addWeight("w", [s.at(-1)], "float32", tf.initializers.ones());
      this.built = true;
    }
    built: any;
    call(i: any) {
      return tf.tidy(() => (Array.isArray(i) ? i[0] : i).mul(this.w.read()));
    }
    computeOutputShape(s: any) {
      return s;
    }
    getConfig() {
      return super.getConfig();
    }
  }
  const m = tf.sequential();
  m.add(new (Scale as any)({ inputShape: [2] }));
  m.add(dense(tf, { units: 1 }));
  m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
  const [x, y] = data(tf);
  return [(await m.fit(x, y, { epochs: 3, shuffle: false })).history, m.getWeights()];
});
add("dropout train apply", (tf) => {
  const l = tf.layers.dropout({ rate: 0.5, seed: 1 });
  const x = tf.ones([1000]);
  return [l.apply(x), Math.abs(l.apply(x, { training: true }).mean().dataSync()[0] - 1) < 0.2];
});
add("masking", (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.masking({ maskValue: 0, inputShape: [3, 2] }));
  m.add(tf.layers.lstm({ units: 2, ...ones }));
  return m.predict(
    tf.tensor3d([
      [
        [1, 1],
        [0, 0],
        [0, 0],
      ],
      [
        [1, 1],
        [2, 2],
        [0, 0],
      ],
    ]),
  );
});
add("freeze", async (tf) => {
  const m = small(tf);
  m.layers[0].trainable = false;
  m.compile({ loss: "meanSquaredError", optimizer: "sgd" });
  const [x, y] = data(tf);
  await m.fit(x, y, { epochs: 2, shuffle: false });
  return [m.getWeights(), m.trainableWeights.length, m.countParams()];
});
add("earlyStopping", async (tf) => {
  const m = small(tf, { optimizer: tf.train.sgd(0) });
  const [x, y] = data(tf);
  const h = await m.fit(x, y, {
    epochs: 10,
    validationData: [x, y],
    callbacks: tf.callbacks.earlyStopping({ monitor: "val_loss", patience: 2 }),
  });
  return h.epoch.length;
});
add("earlyStopping bad monitor", async (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  const h = await m.fit(x, y, { epochs: 3, callbacks: tf.callbacks.earlyStopping({ monitor: "val_acc" }) });
  return h.epoch.length;
});
add("stopTraining", async (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  const h = await m.fit(x, y, {
    epochs: 5,
    callbacks: {
      onEpochEnd: (e: any) => {
        if (e === 1) m.stopTraining = true;
      },
    },
  });
  return h.epoch;
});
add("classWeight", async (tf) => {
  const m = tf.sequential({
    layers: [tf.layers.dense({ units: 2, activation: "softmax", kernelInitializer: "zeros", inputShape: [2] })],
  });
  m.compile({ loss: "categoricalCrossentropy", optimizer: "sgd" });
  return (
    await m.fit(
      data(tf)[0],
      tf.tensor2d([
        [1, 0],
        [0, 1],
        [0, 1],
        [0, 1],
      ]),
      { epochs: 2, shuffle: false, classWeight: { 0: 2, 1: 0.5 } },
    )
  ).history;
});
add("multi output", async (tf) => {
  const i = tf.input({ shape: [2] });
  const a = tf.layers.dense({ units: 1, kernelInitializer: "ones", name: `a` }).apply(i);
  const b = tf.layers.dense({ units: 1, kernelInitializer: "ones", name: `b` }).apply(i);
  const m = tf.model({ inputs: i, outputs: [a, b] });
  m.compile({ loss: ["meanSquaredError", "meanAbsoluteError"], optimizer: "sgd", metrics: { a: "mae" } });
  const [x, y] = data(tf);
  const h = await m.fit(x, [y, y], { epochs: 2, shuffle: false });
  return [h.history, m.metricsNames];
});
add("chained misc", (tf) => {
  const t = tf.tensor2d([
    [1, -2],
    [3, 4],
  ]);
  return [
    t.abs().sum(1),
    t.T ?? null,
    t.flatten().topk(2),
    t.as1D(),
    t.norm(),
    t.cumsum(1),
    t.pow(2),
    t.pow(tf.scalar(0.5)),
    t.clipByValue(-1, 1),
    t.round(),
    t.squeeze().shape,
    t.toInt(),
    t.asType("bool"),
    t.tile([1, 2]),
    t.gather([1]),
    t.mean(0),
    t.prod(),
    t.log(),
    t.stack(t).shape,
    t.unstack().length,
    t.split(2, 1).length,
    t.concat(t, 1),
    t.pad([
      [1, 0],
      [0, 0],
    ]),
  ];
});
for (const expr of [
  "tf.add([1,2],[3])",
  "tf.add(1,true)",
  "tf.sub(tf.scalar(1,'int32'),2)",
  "tf.mul(tf.tensor1d([1],'int32'),tf.tensor1d([2.5]))",
  "tf.div(tf.tensor1d([7,-7],'int32'),2)",
  "tf.div(tf.tensor1d([7,-7],'int32'),tf.scalar(2,'int32'))",
  "tf.mod([5,-5],3)",
  "tf.floorDiv([7.5],2)",
  "tf.mean(tf.tensor1d([1,2],'int32'))",
  "tf.sum(tf.tensor1d([true,true]))",
  "tf.max(tf.tensor1d([1,2],'int32'))",
  "tf.argMax([[1,5],[7,2]],1)",
  "tf.logicalAnd([true],[false])",
  "tf.where([true,false],[1,2],[3,4])",
  "tf.greater([1,2],1.5)",
  "tf.equal(['a'],['a'])",
  "tf.tensor1d([1,2,3]).slice([1],[5])",
  "tf.range(5,0)",
  "tf.range(0,1,0.3)",
  "tf.linspace(0,1,5)",
  "tf.eye(2)",
  "tf.zerosLike(tf.ones([2],'int32'))",
  "tf.concat([[1],[2]])",
  "tf.stack([1,2])",
  "tf.unstack([[1],[2]])",
  "tf.reverse([1,2,3])",
  "tf.squaredDifference([1],[4])",
  "tf.einsum('ij,jk->ik',tf.ones([2,3]),tf.ones([3,2]))",
  "tf.dot([1,2],[3,4])",
  "tf.outerProduct([1,2],[3,4])",
  "tf.matMul([[1,2]],[[3],[4]])",
  "tf.matMul([[1,2]],[[3,4]],false,true)",
  "tf.matMul([1,2],[3,4])",
  "tf.reshape([1,2,3,4],[2,-1])",
  "tf.reshape([1,2,3],[2,2])",
  "tf.cast([1.7,-1.7],'int32')",
  "tf.cast([0,2],'bool')",
  "tf.tensor([1,2],[2],'complex64')",
  "tf.tensor2d([1,2,3,4],[2,2])",
  "tf.tensor2d([1,2,3],[2,2])",
  "tf.tensor2d([1,2])",
  "tf.tensor1d([[1]])",
  "tf.scalar([1])",
  "tf.tensor(undefined)",
  "tf.tensor(null)",
  "tf.ones([2]).dataSync().constructor.name",
  "tf.ones([2],'bool').dataSync().constructor.name",
  "tf.gather([1,2,3],[5])",
  "tf.oneHot([5],3)",
  "tf.topk([1,3,2],5)",
  "tf.bincount(tf.tensor1d([1,1],'int32'),[],3)",
  "tf.cumprod([1,2,3])",
  "tf.unique([1,1,2])",
  "tf.isNaN([NaN])",
  "tf.step([-1,2])",
  "tf.prelu([-1],0.5)",
  "tf.softmax([[1,2]])",
  "tf.logSumExp([1,2])",
  "tf.norm([3,4])",
  "tf.norm([[1,2]],1)",
  "tf.batchNorm([[1,2]],[0,0],[1,1])",
  "tf.depthToSpace(tf.ones([1,1,1,4]),2)",
  "tf.meshgrid([1,2],[3,4])",
  "tf.tensor([1,2,3]).mean().arraySync()",
  "tf.util.flatten([[1],[2]])",
  "tf.tensor1d([3,1,2]).dataSync().sort()",
  "tf.broadcastTo([1],[2,1])",
  "tf.movingAverage(1,2,0.5,1)",
  "tf.rand([2],()=>0.5)",
  "tf.fill([2],3)",
  "tf.diag([1,2])",
  "tf.ones([0]).sum()",
])
  add(expr, (tf) => new Function("tf", `return ${expr}`)(tf));
