/** Callbacks of training. */
import { callbacks as core } from "../../index.ts";
import { earlyStopping } from "./early-stopping.ts";

export { BaseCallback, Callback, type Logs, type Params, type TrainedModel, type YieldEveryOptions } from "./base.ts";
export { CustomCallback, type CustomCallbackArgs } from "./custom.ts";
export { EarlyStopping, type EarlyStoppingCallbackArgs } from "./early-stopping.ts";
export { History } from "./history.ts";
export { CallbackList, type CallbacksArg, callbackList } from "./list.ts";
export { registerCallbackConstructor, registeredCallbacks } from "./registry.ts";

/** `tf.callbacks`: TensorFlow.js's early stopping, and Recurve's other callbacks. */
export const callbacks = {
  ...core,
  /** Stops training after `patience` epochs in which a number did not improve. */
  earlyStopping,
};
