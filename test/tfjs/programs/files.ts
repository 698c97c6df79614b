/** Loading: http handlers with own fetch, several shards and groups, quantized weights, topologies of the Python converter. */
import { type Row, row } from "../compare.ts";
import { files, groups, lstm, quantized, server, three, x } from "./model-files.ts";
import { data, small } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));

for (const [name, cut] of Object.entries({
  "three shards": three,
  "a group for each weight": groups,
  uint8: quantized("uint8", Uint8Array),
  uint16: quantized("uint16", Uint16Array),
  float16: quantized("float16", Uint16Array),
})) {
  add(`http with fetchFunc: ${name}`, async (tf) => {
    const { json, shards } = await files(tf, lstm(tf), cut as any);
    const asked: any[] = [];
    const m = await tf.loadLayersModel(
      tf.io.http("https://h.test/a/model.json", { fetchFunc: server(json, shards, asked) }),
    );
    return [m.predict(x(tf)), asked.map(([u]) => u).sort(), m.weights.map((w: any) => w.dtype)];
  });
}
add("loadLayersModel(url, { fetchFunc })", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  const asked: any[] = [];
  const m = await tf.loadLayersModel("https://h.test/a/model.json", { fetchFunc: server(json, shards, asked) });
  return [m.predict(x(tf)), asked.map(([u]) => u)];
});
add("requestInit reaches every request", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  const asked: any[] = [];
  await tf.loadLayersModel("https://h.test/a/model.json", {
    requestInit: { headers: { Authorization: "Bearer 1" }, credentials: "include" },
    fetchFunc: server(json, shards, asked),
  });
  return asked;
});
add("weightPathPrefix", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  const asked: any[] = [];
  const m = await tf.loadLayersModel("https://h.test/a/model.json", {
    weightPathPrefix: "https://cdn.test/w/",
    fetchFunc: server(json, shards, asked),
  });
  return [m.predict(x(tf)), asked.map(([u]) => u)];
});
add("weightUrlConverter", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  const asked: any[] = [];
  const m = await tf.loadLayersModel("https://h.test/a/model.json?key=1", {
    weightUrlConverter: async (f: string) => `https://conv.test/${f}?signed`,
    fetchFunc: server(json, shards, asked),
  });
  return [m.predict(x(tf)), asked.map(([u]) => u)];
});
add("a query after model.json goes on to the weights", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  const asked: any[] = [];
  await tf.loadLayersModel("https://h.test/a/model.json?key=1&b=2", { fetchFunc: server(json, shards, asked) });
  return asked.map(([u]) => u);
});
for (const [name, cut] of Object.entries({ "three shards": three, "a group for each weight": groups })) {
  add(`onProgress: ${name}`, async (tf) => {
    const { json, shards } = await files(tf, lstm(tf), cut);
    const told: number[] = [];
    await tf.loadLayersModel("https://h.test/a/model.json", {
      onProgress: (f: number) => told.push(f),
      fetchFunc: server(json, shards),
    });
    return told;
  });
}
add("a missing shard is told", async (tf) => {
  const { json } = await files(tf, lstm(tf), three);
  try {
    await tf.loadLayersModel("https://h.test/a/model.json", { fetchFunc: server(json, {}) });
    return "loaded";
  } catch {
    return "refused";
  }
});
add("a shard too short is told", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  try {
    await tf.loadLayersModel("https://h.test/a/model.json", {
      fetchFunc: server(json, { ...shards, "s3.bin": new ArrayBuffer(4) }),
    });
    return "loaded";
  } catch {
    return "refused";
  }
});
add("browserHTTPRequest is http", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  return (
    await tf.loadLayersModel(
      tf.io.browserHTTPRequest("https://h.test/a/model.json", { fetchFunc: server(json, shards) }),
    )
  ).predict(x(tf));
});
add("isHTTPScheme, getLoadHandlers, getModelArtifactsInfoForJSON", async (tf) => {
  const { json } = await files(tf, lstm(tf), three);
  const info = tf.io.getModelArtifactsInfoForJSON({
    modelTopology: json.modelTopology,
    weightSpecs: tf.io.getWeightSpecs(json.weightsManifest),
    weightData: new ArrayBuffer(8),
  });
  return [
    tf.io.isHTTPScheme?.("https://a"),
    tf.io.getLoadHandlers("https://a/b").length,
    tf.io.getSaveHandlers("http://a").length,
    info.modelTopologyType,
    info.weightDataBytes,
    tf.io.getWeightSpecs(json.weightsManifest).length,
    typeof info.modelTopologyBytes,
  ];
});
add("save by http posts the files", async (tf) => {
  const sent: any[] = [];
  const fetchFunc = async (url: string, init: any) => {
    const form = init.body;
    sent.push(url, init.method, [...form.keys()]);
    for (const [k, v] of form.entries()) sent.push([k, v.name, v.type]);
    sent.push(Object.keys(JSON.parse(await form.get("model.json").text())).sort(), form.get("model.weights.bin").size);
    return new Response("", { status: 200 });
  };
  const { modelArtifactsInfo, responses } = await lstm(tf).save(
    tf.io.http("https://h.test/up", { fetchFunc, requestInit: { method: "PUT" } }),
  );
  return [sent, modelArtifactsInfo.weightDataBytes, responses.length, responses[0].status];
});
add("save by http refused by the server", async (tf) => {
  try {
    await lstm(tf).save(tf.io.http("https://h.test/up", { fetchFunc: async () => new Response("", { status: 500 }) }));
    return "saved";
  } catch {
    return "refused";
  }
});
add("http handler of several urls is refused", (tf) => {
  try {
    tf.io.http(["a", "b", "c"]);
    return "made";
  } catch {
    return "refused";
  }
});
add("http handler without url", (tf) =>
  ["", null, undefined].map((u) => {
    try {
      tf.io.http(u);
      return "made";
    } catch {
      return "refused";
    }
  }),
);
add("decodeWeights and encodeWeights", async (tf) => {
  const { data: bytes, specs } = await tf.io.encodeWeights({
    a: tf.tensor1d([1, 2]),
    b: tf.tensor1d([3], "int32"),
    c: tf.tensor1d([true, false]),
    s: tf.tensor1d(["ä", "bc"]),
  });
  const back = tf.io.decodeWeights(bytes, specs);
  return [specs, bytes.byteLength, back.a, back.b, back.c, back.s.dataSync()];
});
add("encodeWeights of a list, in a group", async (tf) => {
  const { data: bytes, specs } = await tf.io.encodeWeights(
    [
      { name: "a", tensor: tf.tensor1d([1, 2]) },
      { name: "b", tensor: tf.scalar(3) },
    ],
    "optimizer",
  );
  return [specs, bytes.byteLength];
});
add("weightsLoaderFactory", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), groups);
  const load = tf.io.weightsLoaderFactory(async (urls: string[]) => urls.map((u) => shards[u.split("/").at(-1)!]));
  const some = await load(json.weightsManifest, "base/", ["d/kernel", "l/bias"]);
  return [Object.keys(some), some["d/kernel"]];
});
add("loadWeights with requestInit", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  const asked: any[] = [];
  const old = globalThis.fetch;
  (globalThis as any).fetch = server(json, shards, asked);
  try {
    const some = await tf.io.loadWeights(json.weightsManifest, "https://h.test/w", ["d/bias"], { headers: { a: "1" } });
    return [some["d/bias"], asked];
  } finally {
    globalThis.fetch = old;
  }
});
add("fromMemory of artifacts, with trainingConfig and userDefinedMetadata", async (tf) => {
  let artifacts: any;
  const m = small(tf);
  m.setUserDefinedMetadata({ labels: ["a", "b"] });
  await m.save(
    tf.io.withSaveHandler(async (a: any) => {
      artifacts = a;
      return {} as any;
    }),
    { includeOptimizer: true },
  );
  const back = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const [px, py] = data(tf);
  const { history } = await back.fit(px, py, { epochs: 2, shuffle: false, verbose: 0 });
  return [back.getUserDefinedMetadata(), history, Object.keys(artifacts).sort()];
});
add("fromMemory of three arguments", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), (s, b) => [[{ paths: ["a"], weights: s }], { a: b }]);
  return (
    await tf.loadLayersModel(tf.io.fromMemory(json.modelTopology, json.weightsManifest[0].weights, shards.a))
  ).predict(x(tf));
});
add("a handler whose load gives several buffers", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  const m = await tf.loadLayersModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest[0].weights,
      weightData: Object.values(shards),
    }),
  });
  return m.predict(x(tf));
});
add("fromMemorySync and withSaveHandlerSync", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), (s, b) => [[{ paths: ["a"], weights: s }], { a: b }]);
  const h = tf.io.fromMemorySync({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest[0].weights,
    weightData: shards.a,
  });
  return [Object.keys(h.load()).sort(), typeof tf.io.withSaveHandlerSync(() => ({})).save];
});
add("browserFiles: json and two weight files in another order", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  const made = [
    new File([JSON.stringify(json)], "model.json"),
    ...["s2.bin", "s3.bin", "s1.bin"].map((n) => new File([shards[n]!], n)),
  ];
  const old = (globalThis as any).FileReader;
  if (!old)
    (globalThis as any).FileReader = class {
      result: any;
      onload: any;
      onerror: any;
      readAsText(f: File) {
        f.text().then((t) => {
          this.result = t;
          this.onload({ target: this });
        });
      }
      readAsArrayBuffer(f: File) {
        f.arrayBuffer().then((t) => {
          this.result = t;
          this.onload({ target: this });
        });
      }
    };
  try {
    return (await tf.loadLayersModel(tf.io.browserFiles(made))).predict(x(tf));
  } finally {
    (globalThis as any).FileReader = old;
  }
});
add("browserFiles: a missing weight file", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  try {
    await tf.loadLayersModel(
      tf.io.browserFiles([new File([JSON.stringify(json)], "model.json"), new File([shards["s1.bin"]!], "s1.bin")]),
    );
    return "loaded";
  } catch {
    return "refused";
  }
});
add("strict: false with a weight too many and one too few", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), groups);
  json.weightsManifest.push({
    paths: ["g0"],
    weights: [{ ...json.weightsManifest[0].weights[0], name: "more/kernel" }],
  });
  const m = await tf.loadLayersModel(tf.io.http("https://h.test/a/model.json", { fetchFunc: server(json, shards) }), {
    strict: false,
  });
  return m.predict(x(tf));
});
add("loadGraphModel is refused by name", async (tf) => {
  try {
    await tf.loadGraphModel("https://h.test/model.json", {
      fetchFunc: async () => new Response("{}", { status: 404 }),
    });
    return "loaded";
  } catch {
    return "refused";
  }
});
add("GraphModel is a name", (tf) => typeof tf.GraphModel);
add("model_config in model_config, as the converter writes it", async (tf) => {
  const { json, shards } = await files(tf, lstm(tf), three);
  json.modelTopology = {
    keras_version: "2.15.0",
    backend: "tensorflow",
    model_config: typeof json.modelTopology === "string" ? JSON.parse(json.modelTopology) : json.modelTopology,
  };
  return (await tf.loadLayersModel("https://h.test/a/model.json", { fetchFunc: server(json, shards) })).predict(x(tf));
});
