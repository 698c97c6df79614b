/** Models, and what makes them. */
import * as core from "../../index.ts";
import { checkIsRecord, checkOption, takes } from "../../tensor/index.ts";
import { facesByModel } from "../layers/faces.ts";
import type { Layer } from "../layers/layer.ts";
import { nextName } from "../layers/names.ts";
import type { SymbolicTensor } from "../layers/symbolic.ts";
import { LayersModel } from "./layers-model.ts";
import { nameInput, Sequential } from "./sequential.ts";

export { LayersModel, type ModelEvaluateArgs, type ModelPredictArgs } from "./layers-model.ts";
export { Sequential } from "./sequential.ts";

/** Options of `tf.sequential`. */
export interface SequentialArgs {
  /** The layers, the first one nearest to the input. */
  layers?: readonly Layer[] | null;
  /** Shown in summaries and kept in files; by default numbered. */
  name?: string | null;
}
/** Options of `tf.model`. */
export interface ContainerArgs {
  /** What `tf.input` gave: one, or a list. */
  inputs: SymbolicTensor | readonly SymbolicTensor[];
  /** What layers gave: one, or a list. */
  outputs: SymbolicTensor | readonly SymbolicTensor[];
  /** Shown in summaries and kept in files; by default numbered. */
  name?: string | null;
}

/** A model that passes its input through a list of layers; `add` appends more. */
export function sequential(config: SequentialArgs | null = {}): Sequential {
  const { layers, name, ...others } = config ?? {};
  checkIsRecord("sequential", config ?? {});
  if (layers !== undefined && layers !== null) checkOption("sequential", "layers", layers, takes.list);
  const options = { ...others, name: name ?? nextName("sequential_") };
  const model = core.sequential({ ...options, layers: [] });
  const face = new Sequential(model);
  for (const layer of layers ?? []) face.add(layer);
  return face;
}

/** A model from the inputs to the outputs of a graph. @throws ConfigError when an output depends on an input that is not given */
export function model(args: ContainerArgs): LayersModel {
  checkIsRecord("model", args);
  return new LayersModel(core.model({ ...args, name: args.name ?? nextName("model") }) as never);
}

/** The wrapper of a Recurve model, such as one from a file. */
facesByModel((each) => {
  nameInput(each);
  return each instanceof core.Sequential ? new Sequential(each) : new LayersModel(each as never);
});
