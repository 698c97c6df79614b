/** Which layer of `tf.layers` stands before which layer of Recurve. */
import { type Layer as CoreLayer, Model } from "../../index.ts";
import type { Layer } from "./layer.ts";

/** A layer of `tf.layers`: what stands before a layer of Recurve. */
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

/** Remembers the layer of `tf.layers` that stands before a layer of Recurve. */
export function rememberFace(core: AnyCore, face: Layer): void {
  known.set(core, face);
}

/** The layer of `tf.layers` that stands before a layer of Recurve: the same one for the layer's life. */
export function faceOf(core: AnyCore): Layer {
  return known.get(core) ?? (core instanceof Model ? makeModel!(core) : makeFace!(core));
}
