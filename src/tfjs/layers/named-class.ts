/** The classes of `tf.layers`'s own layers: `tf.layers.dense({ units: 1 }).constructor`, which a class of the user's may extend. */
import * as core from "../../index.ts";
import type { ConfigDict } from "../serialization.ts";

import type { AnyCore } from "./faces.ts";
import type { Layer, Shapes, Tensors } from "./layer.ts";
import type { Kwargs, LayerArgs } from "./own-args.ts";

/** A class of layers, made from options or before a layer of Recurve. */
export type Kind = new (args: LayerArgs | AnyCore | null | undefined) => Layer;

/** A class of the given kind, made by `make` from its options. What extends it is a layer of the user's that holds one. */
export function namedClass(kind: Kind, className: string, make: (args: object | null | undefined) => Layer): Kind {
  class Named extends kind {
    static className = className;
    /** The base layer of a user's class. */
    private readonly base: Layer | undefined;

    constructor(args?: LayerArgs | AnyCore | null) {
      const isExtended = new.target !== Named && !(args instanceof core.Layer);
      super(isExtended ? commonOf(args) : args instanceof core.Layer ? args : make(args).core);
      if (isExtended) this.base = make(withoutName(args));
    }
    override build(inputShape: Shapes): void {
      if (this.base) this.base.build(inputShape);
      else super.build(inputShape);
    }
    override call(inputs: Tensors, kwargs?: Kwargs): Tensors {
      return this.base ? this.base.call(inputs, kwargs) : super.call(inputs, kwargs);
    }
    override computeOutputShape(inputShape: Shapes): Shapes {
      return this.base ? this.base.computeOutputShape(inputShape) : super.computeOutputShape(inputShape);
    }
    override computeMask(inputs: Tensors, mask?: Tensors | null): Tensors {
      return this.base ? this.base.computeMask(inputs, mask) : super.computeMask(inputs, mask);
    }
    override getConfig(): ConfigDict {
      return this.base ? { ...this.base.getConfig(), ...super.getConfig() } : super.getConfig();
    }
  }
  Object.defineProperty(Named, "name", { value: className });
  return Named;
}

/** The options that every layer has. */
function commonOf(args: LayerArgs | null | undefined): LayerArgs {
  const { inputShape, batchInputShape, batchSize, name, trainable } = args ?? {};
  return { inputShape, batchInputShape, batchSize, name, trainable } as LayerArgs;
}

function withoutName(args: LayerArgs | null | undefined): LayerArgs {
  const { name: _, ...others } = args ?? {};
  return others;
}
