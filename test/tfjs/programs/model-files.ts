/** Models as files, cut and packed in the ways that servers have them, and a server of them. */
import { begin, wave } from "./shared.ts";

/** A model as files: what `save` gave, cut into shards, and in groups. */
export async function files(
  tf: any,
  model: any,
  cut: (specs: any[], bytes: ArrayBuffer) => [any[], Record<string, ArrayBuffer>],
) {
  let artifacts: any;
  await model.save(
    tf.io.withSaveHandler(async (a: any) => {
      artifacts = a;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  const [weightsManifest, shards] = cut(
    artifacts.weightSpecs,
    tf.io.concatenateArrayBuffers([artifacts.weightData].flat()),
  );
  const json = {
    modelTopology: artifacts.modelTopology,
    weightsManifest,
    format: "layers-model",
    generatedBy: "x",
    convertedBy: null,
  };
  return { json, shards };
}
const size = (s: any) => s.shape.reduce((a: number, b: number) => a * b, 1) * 4;
/** One group whose bytes are in three shards that end anywhere. */
export const three = (specs: any[], bytes: ArrayBuffer): [any[], Record<string, ArrayBuffer>] => {
  const [a, b] = [Math.floor(bytes.byteLength / 3), Math.floor(bytes.byteLength / 2)];
  return [
    [{ paths: ["s1.bin", "s2.bin", "s3.bin"], weights: specs }],
    { "s1.bin": bytes.slice(0, a), "s2.bin": bytes.slice(a, b), "s3.bin": bytes.slice(b) },
  ];
};
/** A group for each weight. */
export const groups = (specs: any[], bytes: ArrayBuffer): [any[], Record<string, ArrayBuffer>] => {
  let at = 0;
  const shards: Record<string, ArrayBuffer> = {};
  const manifest = specs.map((s, i) => {
    shards[`g${i}`] = bytes.slice(at, (at += size(s)));
    return { paths: [`g${i}`], weights: [s] };
  });
  return [manifest, shards];
};
/** Weights as whole numbers with scale and minimum. */
export const quantized =
  (dtype: string, as: any) =>
  (specs: any[], bytes: ArrayBuffer): [any[], Record<string, ArrayBuffer>] => {
    let at = 0;
    const parts: Uint8Array[] = [];
    const weights = specs.map((s) => {
      const v = new Float32Array(bytes.slice(at, (at += size(s))));
      const min = Math.min(...v),
        max = Math.max(...v);
      if (dtype === "float16") {
        parts.push(new Uint8Array(Uint16Array.from(v, half).buffer));
        return { ...s, quantization: { dtype } };
      }
      const scale = (max - min) / (dtype === "uint8" ? 255 : 65535) || 1;
      parts.push(new Uint8Array(as.from(v, (x: number) => Math.round((x - min) / scale)).buffer));
      return { ...s, quantization: { dtype, min, scale, original_dtype: "float32" } };
    });
    const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let to = 0;
    for (const p of parts) {
      all.set(p, to);
      to += p.length;
    }
    return [[{ paths: ["q.bin"], weights }], { "q.bin": all.buffer }];
  };
function half(x: number): number {
  const f = new Float32Array([x]);
  const i = new Uint32Array(f.buffer)[0]!;
  const s = (i >>> 16) & 0x8000;
  const e = ((i >>> 23) & 255) - 112;
  if (e <= 0) return s;
  return s | (e << 10) | ((i >>> 13) & 0x3ff);
}
/** Answers as a server would, and what was asked for. */
export function server(json: any, shards: Record<string, ArrayBuffer>, asked: any[] = []) {
  return async (url: string, init?: any) => {
    asked.push([
      String(url),
      init === undefined ? "none" : Object.fromEntries(Object.entries(init).filter(([k]) => k !== "signal")),
    ]);
    const name = String(url).split("?")[0]!.split("/").at(-1)!;
    const body = name.endsWith(".json") ? JSON.stringify(json) : shards[name];
    if (body === undefined) return new Response("no", { status: 404, statusText: "Not Found" });
    return new Response(body as any, {
      status: 200,
      headers: { "Content-Type": name.endsWith(".json") ? "application/json" : "application/octet-stream" },
    });
  };
}
export const lstm = (tf: any) => {
  const m = tf.sequential({ name: "net" });
  m.add(tf.layers.lstm({ units: 3, inputShape: [4, 2], name: "l" }));
  m.add(tf.layers.dense({ units: 2, activation: "softmax", name: "d" }));
  begin(tf, m);
  return m;
};
export const x = (tf: any) => wave(tf, [2, 4, 2]);
