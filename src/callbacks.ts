/** What may look in on training, as `callbacks.*` shows it: those of the models, and the one that writes files. */
export { type ModelCheckpointOptions, modelCheckpoint } from "./io/model-checkpoint.ts";
export * from "./models/training/callbacks/index.ts";
