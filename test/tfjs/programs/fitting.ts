/** fit, trainOnBatch, predictOnBatch: losses and metrics by output, inputs by name, callbacks, odd options. */
import { type Row, row } from "../compare.ts";
import { begin, data, small, tried, wave } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));
const two = (tf: any, compile: any) => {
  const a = tf.input({ shape: [2], name: "a" }),
    b = tf.input({ shape: [3], name: "b" });
  const h = tf.layers
    .concatenate()
    .apply([tf.layers.dense({ units: 2, name: "da" }).apply(a), tf.layers.dense({ units: 2, name: "db" }).apply(b)]);
  const m = tf.model({
    inputs: [a, b],
    outputs: [
      tf.layers.dense({ units: 1, name: "p" }).apply(h),
      tf.layers.dense({ units: 2, activation: "softmax", name: "q" }).apply(h),
    ],
  });
  begin(tf, m);
  m.compile({ optimizer: tf.train.sgd(0.05), ...compile });
  return m;
};
const in2 = (tf: any) => [wave(tf, [4, 2]), wave(tf, [4, 3], 1)];
const out2 = (tf: any) => [
  wave(tf, [4, 1], 2),
  tf.tensor2d([
    [0, 1],
    [1, 0],
    [0, 1],
    [0, 1],
  ]),
];
const both = { p: "meanSquaredError", q: "categoricalCrossentropy" };

for (const [name, loss] of Object.entries({
  "a list": Object.values(both),
  "a record": both,
  "one for all": "meanSquaredError",
})) {
  add(`losses: ${name}: fit, logs, weights`, async (tf) => {
    const m = two(tf, { loss });
    const { history } = await m.fit(in2(tf), out2(tf), { epochs: 2, shuffle: false, batchSize: 2, verbose: 0 });
    return [history, m.getWeights(), m.metricsNames];
  });
}
add("losses: functions in a list", async (tf) => {
  const m = two(tf, {
    loss: [(y: any, p: any) => tf.losses.absoluteDifference(y, p), tf.metrics.categoricalCrossentropy],
  });
  return (await m.fit(in2(tf), out2(tf), { epochs: 2, shuffle: false, verbose: 0 })).history;
});
add("losses: too few, an unknown output, an unknown name", async (tf) => [
  await tried(() => two(tf, { loss: ["meanSquaredError"] }) && "made"),
  await tried(() => two(tf, { loss: { z: "meanSquaredError" } }) && "made"),
  await tried(() => two(tf, { loss: "meanSquare" }) && "made"),
]);
for (const [name, metrics] of Object.entries({
  "a record": { p: "mae", q: "accuracy" },
  "a record of lists": { p: ["mae", "mse"], q: ["accuracy"] },
  "a list for all": ["mse"],
  "one output alone": { q: ["accuracy"] },
})) {
  add(`metrics: ${name}`, async (tf) => {
    const m = two(tf, { loss: Object.values(both), metrics });
    const { history } = await m.fit(in2(tf), out2(tf), {
      epochs: 2,
      shuffle: false,
      verbose: 0,
      validationData: [in2(tf), out2(tf)],
    });
    return [Object.keys(history), history.loss, m.metricsNames];
  });
}
add("inputs by name: fit, predict, evaluate", async (tf) => {
  const m = two(tf, { loss: Object.values(both) });
  const [a, b] = in2(tf);
  const [p, q] = out2(tf);
  const { history } = await m.fit({ b, a }, { q, p }, { epochs: 2, shuffle: false, verbose: 0 });
  return [history, m.predict([a, b])];
});
add("inputs: too few, too many, by a wrong name", async (tf) => {
  const m = two(tf, { loss: Object.values(both) });
  const [a, b] = in2(tf);
  return [
    await tried(() => m.predict([a])),
    await tried(() => m.predict([a, b, a])),
    await tried(() => m.fit({ a, c: b }, out2(tf), { epochs: 1, verbose: 0 })),
  ];
});
add("rows of inputs and outputs that do not fit", async (tf) => {
  const m = two(tf, { loss: Object.values(both) });
  const [a, b] = in2(tf);
  return [
    await tried(() => m.fit([a, b.slice([0, 0], [3, 3])], out2(tf), { epochs: 1, verbose: 0 })),
    await tried(() =>
      m.fit(
        [a, b],
        out2(tf).map((y: any) => y.slice([0, 0], [3, -1])),
        { epochs: 1, verbose: 0 },
      ),
    ),
  ];
});
add("trainOnBatch: one output with metrics, two outputs", async (tf) => {
  const m = small(tf, { metrics: ["mae"] });
  const [x, y] = data(tf);
  const t = two(tf, { loss: Object.values(both) });
  return [
    await m.trainOnBatch(x, y),
    await m.trainOnBatch(x, y),
    await t.trainOnBatch(in2(tf), out2(tf)),
    await small(tf).trainOnBatch(x, y),
  ];
});
add("trainOnBatch by name", async (tf) => {
  const m = two(tf, { loss: both });
  const [a, b] = in2(tf);
  const [p, q] = out2(tf);
  return tried(() => m.trainOnBatch({ a, b }, { p, q }));
});
add("trainOnBatch of rows that do not fit", (tf) =>
  tried(() => small(tf).trainOnBatch(tf.ones([2, 2]), tf.ones([3, 1]))),
);
add("predictOnBatch: of one, of two", (tf) => [
  small(tf).predictOnBatch(data(tf)[0]),
  two(tf, { loss: Object.values(both) }).predictOnBatch(in2(tf)),
]);
add("predict: batchSize, verbose, of a list of one", (tf) => {
  const m = small(tf);
  const [x] = data(tf);
  return [m.predict(x, { batchSize: 3 }), m.predict([x]), m.predict(x, { batchSize: 1, verbose: true })];
});
add("predict of the wrong shape, of nothing, of a number list", async (tf) => {
  const m = small(tf);
  return [await tried(() => m.predict(tf.ones([2, 3]))), await tried(() => m.predict())];
});
add("evaluate: batchSize, sampleWeight refused, steps", async (tf) => {
  const m = small(tf, { metrics: ["mse"] });
  const [x, y] = data(tf);
  return [m.evaluate(x, y, { batchSize: 3 }), m.evaluate(x, y, { batchSize: 1, verbose: 0 })];
});
add("callbacks as a record: all of them, in order", async (tf) => {
  const seen: string[] = [];
  const on =
    (n: string) =>
    async (...a: any[]) => {
      await tf.nextFrame();
      seen.push(`${n} ${typeof a[0] === "number" ? a[0] : "-"}`);
    };
  const names = ["onTrainBegin", "onTrainEnd", "onEpochBegin", "onEpochEnd", "onBatchBegin", "onBatchEnd"];
  const [x, y] = data(tf);
  await small(tf).fit(x, y, {
    epochs: 2,
    batchSize: 2,
    verbose: 0,
    shuffle: false,
    callbacks: Object.fromEntries(names.map((n) => [n, on(n)])),
  });
  return seen;
});
add("a callback that throws ends fit, which may begin again", async (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  const first = await tried(() =>
    m.fit(x, y, {
      epochs: 2,
      verbose: 0,
      callbacks: {
        onEpochEnd: () => {
          throw new Error("stop");
        },
      },
    }),
  );
  return [first, await tried(async () => (await m.fit(x, y, { epochs: 1, verbose: 0 })).epoch)];
});
add("an async callback that rejects", async (tf) => {
  const [x, y] = data(tf);
  return tried(() =>
    small(tf).fit(x, y, {
      epochs: 1,
      verbose: 0,
      callbacks: {
        onBatchEnd: async () => {
          throw new Error("no");
        },
      },
    }),
  );
});
add("yieldEvery: batch, epoch, never; onYield with each", async (tf) => {
  const out: any[] = [];
  const [x, y] = data(tf);
  for (const yieldEvery of ["batch", "epoch"]) {
    let n = 0;
    await small(tf).fit(x, y, {
      epochs: 2,
      batchSize: 2,
      yieldEvery,
      verbose: 0,
      callbacks: {
        onYield: () => {
          n++;
        },
      },
    });
    out.push(n);
  }
  return out;
});
add("callbacks: an array of records and objects, CustomCallback with yieldEvery", async (tf) => {
  const seen: string[] = [];
  const [x, y] = data(tf);
  await small(tf).fit(x, y, {
    epochs: 1,
    verbose: 0,
    callbacks: [
      new tf.CustomCallback({
        onEpochEnd: () => {
          seen.push("a");
        },
      }),
      new tf.CustomCallback(
        {
          onEpochEnd: () => {
            seen.push("b");
          },
        },
        "never",
      ),
    ],
  });
  return seen;
});
add("model.stopTraining in a batch", async (tf) => {
  const m = small(tf);
  const [x, y] = data(tf);
  let n = 0;
  const { epoch, history } = await m.fit(x, y, {
    epochs: 5,
    batchSize: 1,
    verbose: 0,
    callbacks: {
      onBatchEnd: () => {
        if (++n === 2) m.stopTraining = true;
      },
    },
  });
  return [n, epoch, history.loss.length];
});
add("initialEpoch", async (tf) => {
  const [x, y] = data(tf);
  const seen: number[] = [];
  const { epoch } = await small(tf).fit(x, y, {
    initialEpoch: 3,
    epochs: 5,
    verbose: 0,
    callbacks: {
      onEpochBegin: (e: number) => {
        seen.push(e);
      },
    },
  });
  return [epoch, seen];
});
add("validationSplit of 5 rows: sizes", async (tf) => {
  const seen: any[] = [];
  await small(tf).fit(wave(tf, [5, 2]), wave(tf, [5, 1]), {
    epochs: 1,
    batchSize: 2,
    validationSplit: 0.3,
    verbose: 0,
    callbacks: {
      onBatchEnd: (_: any, l: any) => {
        seen.push(l.size);
      },
    },
  });
  return seen;
});
add("validationSplit of 0 and a half", async (tf) => {
  const [x, y] = data(tf);
  const out: any[] = [];
  for (const validationSplit of [0, 0.5])
    out.push(
      await tried(async () =>
        Object.keys((await small(tf).fit(x, y, { epochs: 1, validationSplit, verbose: 0 })).history),
      ),
    );
  return out;
});
add("validationData of two and three", async (tf) => {
  const [x, y] = data(tf);
  return [
    await tried(async () => (await small(tf).fit(x, y, { epochs: 1, validationData: [x, y], verbose: 0 })).history),
    await tried(
      async () => (await small(tf).fit(x, y, { epochs: 1, validationData: [x, y, y], verbose: 0 })).history.loss,
    ),
  ];
});
add("batchSize greater than the rows, 0, fractional, epochs 0", async (tf) => {
  const [x, y] = data(tf);
  const out: any[] = [];
  for (const o of [{ batchSize: 99 }, { epochs: 0 }, { epochs: -1 }])
    out.push(
      await tried(
        async () => (await small(tf).fit(x, y, { epochs: 1, verbose: 0, shuffle: false, ...o })).history.loss.length,
      ),
    );
  return out;
});
