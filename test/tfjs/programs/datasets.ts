/** tf.data: generators that throw, batches, sizes; fitDataset with datasets beside, evaluateDataset. */
import { type Row, row } from "../compare.ts";
import { begin, data, small, tried } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));
add("a generator that throws: toArray, forEachAsync, fitDataset", async (tf) => {
  const bad = () =>
    tf.data.generator(function* () {
      yield { xs: [1, 2], ys: [0] };
      throw new Error("disk");
    });
  const seen: any[] = [];
  return [
    await tried(() => bad().toArray()),
    await tried(() => bad().forEachAsync((e: any) => seen.push(e.ys))),
    seen,
    await tried(() => small(tf).fitDataset(bad().batch(1), { epochs: 1, verbose: 0 })),
  ];
});
add("the message of a generator that throws", async (tf) => {
  try {
    await tf.data
      .generator(function* () {
        yield 1;
        throw new Error("disk");
      })
      .toArray();
    return "none";
  } catch (e: any) {
    return /disk/.test(e.message);
  }
});
add("a map that throws", async (tf) => {
  try {
    await tf.data
      .array([1, 2, 3])
      .map((x: number) => {
        if (x === 2) throw new Error("no two");
        return x;
      })
      .toArray();
    return "none";
  } catch (e: any) {
    return /no two/.test(e.message);
  }
});
add("generator of an async function", (tf) =>
  tf.data
    .generator(async function* () {
      yield 1;
      yield 2;
    } as any)
    .toArray()
    .catch(() => "refused"),
);
add("generator of an iterator by hand", (tf) => {
  let i = 0;
  return tf.data.generator(() => ({ next: () => ({ value: i, done: i++ >= 3 }) })).toArray();
});
add("generator of promises", async (tf) =>
  tried(() =>
    tf.data
      .generator(() => {
        let i = 0;
        return { next: async () => ({ value: i, done: i++ >= 2 }) };
      })
      .toArray(),
  ),
);
add("array of tensors, of records, of nested lists", async (tf) => [
  await tf.data
    .array([tf.tensor1d([1, 2]), tf.tensor1d([3, 4])])
    .batch(2)
    .toArray(),
  await tf.data
    .array([
      { a: 1, b: [2, 3] },
      { a: 4, b: [5, 6] },
    ])
    .batch(2)
    .toArray(),
]);
add("batch: the last smaller, or dropped", async (tf) => [
  await tf.data.array([1, 2, 3]).batch(2).toArray(),
  await tf.data.array([1, 2, 3]).batch(2, false).toArray(),
]);
add("batch of strings", async (tf) =>
  (await tf.data.array(["a", "b"]).batch(2).toArray()).map((t: any) => [t.dtype, t.dataSync()]),
);
add("rowMajorBatch and columnMajorBatch of an iterator", async (tf) => {
  const it = await tf.data.array([1, 2, 3]).iterator();
  const b = it.rowMajorBatch(2);
  return [await b.next(), await b.next(), await b.next()];
});
add("iterator: next, toArray, resolveFully, take, skip", async (tf) => {
  const it = await tf.data.array([1, 2, 3, 4]).iterator();
  return [await it.next(), await it.take(1).toArray(), await it.toArray(), await it.next()];
});
add("zip of a record of datasets", async (tf) =>
  tf.data.zip({ a: tf.data.array([1, 2]), b: { c: tf.data.array([3, 4]) } }).toArray(),
);
add("zip of no datasets", (tf) => tried(() => tf.data.zip({ a: 1 }).toArray()));
add("concatenate, repeat, skip, take: sizes", (tf) => {
  const d = tf.data.array([1, 2, 3]);
  return [
    d.size,
    d.concatenate(d).size,
    d.repeat(2).size,
    d.repeat().size,
    d.skip(1).size,
    d.take(2).size,
    d.take(9).size,
    d.batch(2).size,
    d.batch(2, false).size,
    d.filter(() => true).size,
    d.map((x: any) => x).size,
    d.shuffle(2).size,
    d.prefetch(1).size,
  ].map(String);
});
add("repeat(0), take(0), skip(9), take(-1), repeat(-1).take", async (tf) => {
  const d = tf.data.array([1, 2]);
  return [
    await d.repeat(0).toArray(),
    await d.take(0).toArray(),
    await d.skip(9).toArray(),
    await d.take(-1).toArray(),
    await d.repeat(-1).take(3).toArray(),
  ];
});
add("shuffle of a bad size", (tf) =>
  [-1, null, undefined].map((n) => {
    try {
      tf.data.array([1]).shuffle(n);
      return "made";
    } catch {
      return "refused";
    }
  }),
);
add("mapAsync, filter, forEachAsync in order", async (tf) => {
  const seen: any[] = [];
  await tf.data
    .array([1, 2, 3, 4])
    .mapAsync(async (x: number) => x * 2)
    .filter((x: number) => x > 2)
    .forEachAsync((x: number) => seen.push(x));
  return seen;
});
const pairs = (tf: any, n = 4) => {
  const [x, y] = data(tf);
  return tf.data.zip({ xs: tf.data.array(x.arraySync().slice(0, n)), ys: tf.data.array(y.arraySync().slice(0, n)) });
};
add(
  "fitDataset with a dataset as validationData",
  async (tf) =>
    (
      await small(tf, { metrics: ["mae"] }).fitDataset(pairs(tf).batch(2), {
        epochs: 3,
        validationData: pairs(tf, 3).batch(2),
        verbose: 0,
      })
    ).history,
);
add(
  "fitDataset with tensors as validationData, validationBatchSize",
  async (tf) =>
    (
      await small(tf).fitDataset(pairs(tf).batch(2), {
        epochs: 2,
        validationData: data(tf),
        validationBatchSize: 3,
        verbose: 0,
      })
    ).history,
);
add(
  "fitDataset: validationBatches",
  async (tf) =>
    (
      await small(tf).fitDataset(pairs(tf).batch(2), {
        epochs: 2,
        validationData: pairs(tf).batch(1).repeat(),
        validationBatches: 3,
        verbose: 0,
      })
    ).history,
);
add("fitDataset: batchesPerEpoch over epochs, dataset repeated", async (tf) => {
  const seen: any[] = [];
  const { history } = await small(tf).fitDataset(pairs(tf).repeat().batch(1), {
    epochs: 3,
    batchesPerEpoch: 3,
    verbose: 0,
    callbacks: {
      onBatchEnd: async (b: number, l: any) => {
        seen.push([b, l.size, l.loss]);
      },
    },
  });
  return [history, seen];
});
add("fitDataset: an epoch ends with the dataset", async (tf) => {
  const { history } = await small(tf).fitDataset(pairs(tf).batch(1), { epochs: 2, batchesPerEpoch: 9, verbose: 0 });
  return history;
});
add(
  "fitDataset: sizes of batches weigh in the loss",
  async (tf) => (await small(tf).fitDataset(pairs(tf).batch(3), { epochs: 1, verbose: 0 })).history,
);
add("fitDataset: classWeight", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.dense({ units: 2, inputShape: [2], activation: "softmax", kernelInitializer: "ones" }));
  m.compile({ loss: "categoricalCrossentropy", optimizer: tf.train.sgd(0.1) });
  const d = tf.data
    .array([
      { xs: [1, 2], ys: [0, 1] },
      { xs: [2, 1], ys: [1, 0] },
    ])
    .batch(1);
  return (await m.fitDataset(d, { epochs: 2, classWeight: { 0: 1, 1: 5 }, verbose: 0 })).history;
});
add("fitDataset before compile, without a dataset, epochs 0", async (tf) => {
  const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  return [
    await tried(() => m.fitDataset(pairs(tf).batch(1), { epochs: 1 })),
    await tried(() => small(tf).fitDataset([1, 2], { epochs: 1 })),
    await tried(() => small(tf).fitDataset(pairs(tf).batch(1), { epochs: 0 })),
    await tried(() => small(tf).fitDataset(pairs(tf).batch(1))),
  ];
});
add("fitDataset of a record without ys", (tf) =>
  tried(() => small(tf).fitDataset(tf.data.array([{ xs: [1, 2] }]).batch(1), { epochs: 1, verbose: 0 })),
);
add("fitDataset of an unbatched dataset", (tf) =>
  tried(() => small(tf).fitDataset(pairs(tf), { epochs: 1, verbose: 0 })),
);
add("fitDataset of several inputs and outputs by name", async (tf) => {
  const [a, b] = [tf.input({ shape: [2], name: "a" }), tf.input({ shape: [2], name: "b" })];
  const both = tf.layers.add().apply([a, b]);
  const out = (name: string) => tf.layers.dense({ units: 1, name, kernelInitializer: "ones" }).apply(both);
  const m = tf.model({ inputs: [a, b], outputs: [out("p"), out("q")] });
  m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.01) });
  const d = tf.data
    .array([1, 2, 3, 4].map((v) => ({ xs: { b: [v, 1], a: [0, v] }, ys: { q: [v], p: [2 * v] } })))
    .batch(2);
  const { history } = await m.fitDataset(d, { epochs: 2, verbose: 0 });
  return [history, m.getWeights()];
});
add("evaluateDataset: loss and metrics, batches", async (tf) => {
  const m = small(tf, { metrics: ["mae", "mse"] });
  const all = await m.evaluateDataset(pairs(tf).batch(3), {});
  const some = await m.evaluateDataset(pairs(tf).batch(1), { batches: 2 });
  return [all, some, m.metricsNames];
});
add("evaluateDataset: one scalar without metrics", async (tf) => small(tf).evaluateDataset(pairs(tf).batch(2)));
add("evaluateDataset of an endless dataset needs batches", async (tf) =>
  tried(() => small(tf).evaluateDataset(pairs(tf).batch(2).repeat(), { batches: 3 })),
);
add("evaluateDataset before compile", (tf) =>
  tried(() =>
    tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }).evaluateDataset(pairs(tf).batch(1)),
  ),
);
add("fitDataset of an LSTM on windows", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.lstm({ units: 2, inputShape: [3, 1] }));
  m.add(tf.layers.dense({ units: 1 }));
  begin(tf, m);
  m.compile({ loss: "meanSquaredError", optimizer: tf.train.adam(0.01) });
  const s = Array.from({ length: 12 }, (_, i) => Math.sin(i));
  const d = tf.data
    .generator(function* () {
      for (let i = 0; i + 3 < s.length; i++)
        yield { xs: tf.tensor2d(s.slice(i, i + 3), [3, 1]), ys: tf.tensor1d([s[i + 3]!]) };
    })
    .batch(4);
  return (await m.fitDataset(d, { epochs: 2, verbose: 0 })).history;
});
add("tf.data.microphone and webcam are refused", async (tf) => [
  await tried(() => tf.data.webcam()),
  await tried(() => tf.data.microphone()),
]);
add("toArrayForTest, Dataset as a class of one's own", async (tf) => {
  class Own extends tf.data.Dataset {
    size = 2;
    async iterator() {
      return await tf.data.array([5, 6]).iterator();
    }
  }
  try {
    const d: any = new Own();
    return [await d.toArray(), await d.batch(2).toArray()];
  } catch {
    return "refused";
  }
});
