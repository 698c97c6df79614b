/** A model as far as training knows it. */
import type { Model } from "../../index.ts";
import type { History } from "../callbacks/index.ts";
import type { Optimizer } from "../optimizers/index.ts";

/** What `fit`, `evaluate` and `compile` ask of a model. */
export interface Trained {
  /** The model in Recurve's own form. */
  readonly core: Model<any>;
  /** The optimizer that `compile` chose: one of TensorFlow.js's, or one of Recurve's. */
  readonly optimizer: Optimizer | Model["optimizer"];
  /** Gives weights that have none their names, by which optimizers of the user's own know them. */
  nameWeights(): void;
  /** The names of what its logs hold. */
  readonly logNames: readonly string[];
  /** What the last training gave. */
  history: History | null;
}
