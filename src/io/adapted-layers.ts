/** Layers that Keras changed after they were made: quantized layers, and layers trained with LoRA. */
import { FormatError } from "../tensor/index.ts";
import { isRecord, type Json, type JsonRecord } from "./json.ts";
import type { KerasObject } from "./layer-options.ts";

/** @throws FormatError for a layer that computes with integers, which has other weights */
export function refuseQuantized({ class_name, config }: KerasObject): void {
  const mode = quantizationOf(config);
  if (mode === undefined) return;
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
  if (isRecord(dtype) && String(dtype.class_name).startsWith("Quantized")) {
    const mode = isRecord(dtype.config) ? dtype.config.mode : undefined;
    return String(mode ?? dtype.class_name);
  }
  return isRecord(quantization) ? String(quantization.class_name) : undefined;
}

/** A config without LoRA, whose matrices Keras adds to the kernel as it saves a layer. */
export function withoutLora(config: JsonRecord, warn: (text: string) => void): JsonRecord {
  const { lora_rank: rank = null, lora_alpha: _, ...rest } = config;
  if (rank !== null) {
    warn(
      `the layer ${nameOf(config.name)} of the file trains by LoRA, which is part of its kernel here: all of it trains.`,
    );
  }
  return rest;
}

const nameOf = (name: Json | undefined) => JSON.stringify(name ?? "");
