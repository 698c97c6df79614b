/** What masks do in TensorFlow.js, where Recurve follows Keras 3: fewer layers look at them, and layers that join join them with "and". */
import { ops } from "../../index.ts";
import type { CallContext } from "../../layers/context.ts";
import { normalizeAxis, type Tensor } from "../../tensor/index.ts";
import type { AnyCore } from "./faces.ts";

/** Layers that compute the same on masked steps as on others. */
const unmasked = new Set(["Multiply", "Maximum", "Minimum", "Softmax", "BatchNormalization", "GlobalAveragePooling1D"]);
const joining = new Set(["Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply"]);

/** Parts of a layer that are its own from now on. */
type Open = { -readonly [K in "call" | "computeMasks"]: AnyCore[K] };

/** Lets a layer of Recurve treat masks as the layer of this class does in TensorFlow.js. */
export function maskAsThere(core: AnyCore): void {
  const { className } = core;
  const open = core as Open;
  if (unmasked.has(className)) {
    const call = core.call.bind(core);
    open.call = (inputs, context) => call(inputs, { ...context, masks: inputs.map(() => undefined) });
  }
  if (className === "GlobalAveragePooling1D") open.computeMasks = () => [];
  if (!joining.has(className)) return;
  const either = core.computeMasks.bind(core);
  open.computeMasks = (inputs, context) => {
    const masks = context.masks.filter((mask) => mask !== undefined);
    if (className !== "Concatenate") return masks.length < inputs.length ? [] : [both(masks)];
    return joinsSteps(core, inputs, masks) ? either(inputs, context) : [both(masks)];
  };
}

const both = (masks: readonly Tensor[]) => masks.reduce((all, mask) => ops.logicalAnd(all, mask));

/** Whether a layer concatenates along time, or there is no mask at all. */
function joinsSteps({ config }: AnyCore, [x]: readonly Tensor[], masks: CallContext["masks"]): boolean {
  const rank = Math.max(0, ...masks.map((mask) => mask!.rank));
  return rank === 0 || normalizeAxis((config as { axis: number }).axis, x!.rank) < rank;
}
