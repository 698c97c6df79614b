/** Layers that Keras changed after they were made: quantized layers, and layers trained with LoRA. */
import type { Layer } from "../layers/layer.ts";
import { layersWithin } from "../models/stateful.ts";
import { FormatError, type Shape, sameShape } from "../tensor/index.ts";
import { isRecord, type JsonRecord } from "./json.ts";
import type { KerasObject } from "./layer-options.ts";

/** Layers whose kernels of 8 bits are read. */
const readable = new Set(["Dense", "Embedding", "EinsumDense"]);

/** @throws FormatError for a layer that computes with integers in a way that its weights cannot be read */
export function refuseQuantized({ class_name, config }: KerasObject): void {
  const mode = quantizationOf(config);
  if (mode === undefined || (/^int8/.test(mode) && readable.has(class_name))) return;
  throw new FormatError({
    what: `The layer "${config.name ?? class_name}" of the file is quantized, and Recurve computes with numbers of 32 bits.`,
    expected: "the model as it was before model.quantize()",
    received: mode,
    hint: "in Keras, save the model before that call",
  });
}

/** How a layer is quantized, in words of its file. */
function quantizationOf({ dtype, quantization_config: quantization }: JsonRecord): string | undefined {
  if (typeof dtype === "string" && dtype.includes("_from_")) return dtype;
  const mode = isRecord(dtype) && isRecord(dtype.config) ? dtype.config.mode : undefined;
  if (mode !== undefined) return String(mode);
  return isRecord(quantization) ? String(quantization.class_name) : undefined;
}

/** By how much a layer's LoRA counts, for files that hold its two matrices beside the kernel. */
const scales = new WeakMap<Layer<number>, number>();

/** Notes a layer that was trained with LoRA: all of it trains here. */
export function noteLora(
  layer: Layer<number>,
  { lora_rank, lora_alpha }: JsonRecord,
  warn: (text: string) => void,
): void {
  if (typeof lora_rank !== "number") return;
  scales.set(layer, (typeof lora_alpha === "number" ? lora_alpha : lora_rank) / lora_rank);
  warn(
    `the layer ${JSON.stringify(layer.name)} of the file trains by LoRA, which is part of its kernel here: all of it trains.`,
  );
}

/** A weight in a file, whose numbers are not read yet. */
export interface ListedWeight {
  readonly path: string;
  readonly shape: Shape;
  values(): Promise<Float32Array>;
}

/**
 * Adds the matrices of LoRA to their kernels. A `.h5` file has all three, the kernel last, because it does not train; other
 * formats of Keras have the sum. Without LoRA, the kernel is the first weight of its layer.
 */
export function mergeLora(layer: Layer<number>, weights: readonly ListedWeight[]): readonly ListedWeight[] {
  let merged = weights;
  for (const a of weights) {
    const [, owner, name] = /^(.*\/)lora_(\w+)_a(?::\d+)?$/.exec(a.path) ?? [];
    if (owner === undefined) continue;
    const named = (wanted: string) => weights.find(({ path }) => path.replace(/:\d+$/, "") === owner + wanted);
    const [kernel, b] = [named(name!), named(`lora_${name}_b`)];
    const scale = scaleOf(layer, owner.split("/").at(-2)!);
    if (!kernel || !b || scale === undefined || !fits(kernel.shape, a.shape, b.shape)) continue;
    const first = merged.findIndex(({ path }) => path.startsWith(owner));
    const others = merged.slice(first).filter((each) => each !== kernel && each !== a && each !== b);
    merged = [...merged.slice(0, first), { ...kernel, values: () => withProduct(kernel, a, b, scale) }, ...others];
  }
  return merged;
}

/** The scale of the layer of that name, or of those, if they agree. */
function scaleOf(layer: Layer<number>, name: string): number | undefined {
  const found = [layer, ...layersWithin(layer)].filter((each) => each.name === name).map((each) => scales.get(each));
  return found.every((scale) => scale === found[0]) ? found[0] : undefined;
}

/** Whether the product of two matrices has the shape of the kernel. */
const fits = (kernel: Shape, a: Shape, b: Shape) =>
  b.length === 2 && a.at(-1) === b[0] && sameShape(kernel, [...a.slice(0, -1), b[1]!]);

async function withProduct(kernel: ListedWeight, a: ListedWeight, b: ListedWeight, scale: number) {
  const [rank, units] = b.shape as [number, number];
  const [left, right] = [await a.values(), await b.values()];
  return (await kernel.values()).map((value, at) => {
    const row = Math.floor(at / units) * rank;
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += left[row + k]! * right[k * units + (at % units)]!;
    return value + scale * sum;
  });
}
