/** Callbacks of training. */
import { callbacks as core } from "../../index.ts";
import type { BaseCallback } from "./base.ts";
import { earlyStopping } from "./early-stopping.ts";

export { BaseCallback, Callback, type Logs, type Params, type TrainedModel, type YieldEveryOptions } from "./base.ts";
export { CustomCallback, type CustomCallbackArgs } from "./custom.ts";
export { EarlyStopping, type EarlyStoppingCallbackArgs } from "./early-stopping.ts";
export { History } from "./history.ts";
export { CallbackList, type CallbacksArg, callbackList } from "./list.ts";
export { registerCallbackConstructor, registeredCallbacks } from "./registry.ts";

/** Recurve's own callbacks, as callbacks of TensorFlow.js's classes. */
type OfRecurve = {
  readonly [K in keyof typeof core]: (typeof core)[K] extends (...args: infer Args) => unknown
    ? (...args: Args) => BaseCallback
    : (typeof core)[K];
};

/** `tf.callbacks`: TensorFlow.js's early stopping, and Recurve's other callbacks. */
export const callbacks = {
  ...(core as unknown as OfRecurve),
  /** Stops training after `patience` epochs in which a number did not improve. */
  earlyStopping,
};
