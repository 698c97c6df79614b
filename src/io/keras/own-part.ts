/**
 * What Keras's files have no place for, stored where Keras does not look: the model's seed, its metadata, and metrics
 * that Keras lacks.
 */
import type { AnyModel } from "../../models/index.ts";
import { writeCompile } from "../compile-config.ts";
import { asRecord, isRecord, type Json, type JsonRecord } from "../json.ts";
import { modelsThatKeepMasks } from "./kept-masks.ts";

export interface OwnPart {
  /** The seed of `sequential` or `model`. */
  readonly seed?: number;
  /** The compilation with parts that Keras does not have; absent if Keras's own is complete. */
  readonly compile?: JsonRecord;
  /** `model.metadata`. */
  readonly metadata?: JsonRecord;
  /** The names of models in which attention in heads leaves tensors the masks that Keras takes off. */
  readonly keepMasks?: readonly string[];
}

/** @throws FormatError when it is malformed */
export function ownPart(value: Json | undefined): OwnPart {
  if (value === undefined || value === null) return {};
  const { seed, compile_config, metadata, keep_masks } = asRecord(value, "Recurve's part of the file");
  return {
    ...(typeof seed === "number" && { seed }),
    ...(isRecord(compile_config) && { compile: compile_config }),
    ...(isRecord(metadata) && { metadata }),
    ...(Array.isArray(keep_masks) && { keepMasks: keep_masks.map(String) }),
  };
}

/** @param kept the compilation that another file of Recurve had here, if the model is not compiled */
export function writeOwnPart(model: AnyModel, withOptimizer: boolean, kept?: JsonRecord): JsonRecord {
  const { seed } = model.config;
  const part: Record<string, Json> = {};
  if (seed !== undefined) part.seed = seed;
  if (Object.keys(model.metadata).length > 0) part.metadata = JSON.parse(JSON.stringify(model.metadata));
  const keepMasks = modelsThatKeepMasks(model);
  if (keepMasks.length > 0) part.keep_masks = keepMasks;
  if (kept) part.compile_config = kept;
  if (!model.objective || !withOptimizer) return part;
  const [own, forKeras] = [true, false].map((keeps) => writeCompile(model.objective!, { dialect: 3, own: keeps }));
  if (JSON.stringify(own) !== JSON.stringify(forKeras)) part.compile_config = own!;
  return part;
}
