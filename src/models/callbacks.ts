/** Ready-made callbacks, as `callbacks.*` shows them. */
export type { Callback, CallbackSpec } from "./callback.ts";
export { EarlyStopping, type EarlyStoppingOptions, earlyStopping } from "./early-stopping.ts";
