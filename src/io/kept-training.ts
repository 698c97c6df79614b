/**
 * The compilation in a file that the model is not compiled with, because Recurve lacks its loss, metric or optimizer,
 * or because the caller did not want it. It is kept with the model, so that the next file contains it again, in either
 * format.
 */
import type { Variable } from "../autodiff/variable.ts";
import type { AnyModel } from "../models/index.ts";
import { warn } from "../tensor/index.ts";
import { restoreCompile, translateCompile } from "./compile-config.ts";
import type { GroupToWrite } from "./containers/hdf5/write.ts";
import type { LoadOptions } from "./format.ts";
import type { JsonRecord } from "./json.ts";
import { type LayersOf, ownOrder, trainableIn } from "./keras-json/weights-layout.ts";

/** A file's compilation: as Keras has it in its files of one form, and complete where Keras lacks a part of it. */
interface Compilation {
  readonly form: "keras" | "keras-h5" | "keras-2";
  readonly compileConfig: JsonRecord;
  readonly own?: JsonRecord | undefined;
}

interface KeptTraining extends Compilation {
  /** The group of the optimizer's state, if the file has one. */
  readonly state: GroupToWrite | undefined;
  /** The weights that the state belongs to, in its order. */
  readonly weights: readonly Variable[];
}

/** The parts of a compilation. */
export type TrainingPart = "optimizer" | "loss" | "metrics";
export const trainingParts: readonly TrainingPart[] = ["optimizer", "loss", "metrics"];

const kept = new WeakMap<AnyModel, KeptTraining>();

/**
 * Compiles a model as its file says, or keeps that for the next file: where it is asked for, or where Recurve lacks a part of it.
 * @param stateOf reads the state of the optimizer
 */
export async function takeTraining(
  model: AnyModel,
  compile: LoadOptions["compile"],
  compilation: Compilation | undefined,
  layersOf: LayersOf,
  stateOf?: () => Promise<GroupToWrite | undefined>,
): Promise<void> {
  if (compile === false || !compilation) return;
  const weights = trainableIn(model, layersOf);
  const keep = async () => {
    // Keras 2 lists an optimizer's state in other orders
    const state = compilation.form === "keras-2" ? undefined : await stateOf?.();
    kept.set(model, { ...compilation, state, weights });
  };
  // the layers must be written in the same order again
  const isInOrder = isSame(weights, trainableIn(model, ownOrder));
  if (compile === "keep" && isInOrder) await keep();
  else if (!restoreCompile(model, compilation.own ?? compilation.compileConfig) && isInOrder) await keep();
}

/** The compilation that a file of this form is to have: as it was kept, or in the form's own words where these are known. */
export function keptCompilation(
  model: AnyModel,
  form: "keras" | "keras-h5",
): Pick<Compilation, "compileConfig" | "own"> | undefined {
  const found = keptTraining(model);
  if (!found || found.form === form) return found;
  const translated = translateCompile(found.own ?? found.compileConfig);
  if (!(translated instanceof Error)) return translated;
  if (found.form !== "keras-2") return found;
  warn(`the model "${model.name}" is written without its optimizer, losses and metrics. ${translated.message}`);
  return undefined;
}

/** What was kept for a model; nothing once it is compiled, or its trainable weights change. */
export function keptTraining(model: AnyModel): KeptTraining | undefined {
  const found = model.objective ? undefined : kept.get(model);
  return found && isSame(found.weights, trainableIn(model, ownOrder)) ? found : undefined;
}

const isSame = (a: readonly Variable[], b: readonly Variable[]) =>
  a.length === b.length && a.every((each, i) => each === b[i]);
