/** Which layer of `tf.layers` wraps which Recurve layer. */
import { type Layer as CoreLayer, Model } from "../../index.ts";
import type { Layer } from "./layer.ts";

/** A layer of `tf.layers`: the wrapper of a Recurve layer. */
export type Face = Layer;
/** Any layer of Recurve. */
export type AnyCore = CoreLayer<any, any>;

const known = new WeakMap<AnyCore, Layer>();
let makeFace: ((core: AnyCore) => Layer) | undefined;

/** Says what makes the layer of `tf.layers` for a layer that has none yet. */
export function facesAreMadeBy(make: (core: AnyCore) => Layer): void {
  makeFace = make;
}

let makeModel: ((core: Model<any>) => Layer) | undefined;

/** Says what makes the model for a model of Recurve that has none yet. */
export function facesByModel(make: (core: Model<any>) => Layer): void {
  makeModel = make;
}

/** Registers the layer of `tf.layers` that wraps a Recurve layer. */
export function rememberFace(core: AnyCore, face: Layer): void {
  known.set(core, face);
}

/** The layer of `tf.layers` that wraps a Recurve layer: always the same object. */
export function faceOf(core: AnyCore): Layer {
  return known.get(core) ?? (core instanceof Model ? makeModel!(core) : makeFace!(core));
}
