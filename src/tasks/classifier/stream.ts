/** A classifier that is given a series step by step, as it comes. */
import type { Scaler } from "../../data/index.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import type { Model, Stepper } from "../../models/index.ts";
import { checkOption, takes } from "../../tensor/index.ts";
import type { Guess } from "./options.ts";
import type { Kind } from "./samples.ts";

/** Says after each step what a series, or a text, is by all that came so far; `classifier.stream()` makes one. */
export class ClassifierStream {
  private readonly stepper: Stepper;

  /** @internal see `classifier.stream` */
  constructor(
    network: Model<SymbolicTensor>,
    private readonly kind: Kind,
    private readonly scaler: Scaler | undefined,
    private readonly guesses: (row: ArrayLike<number>) => Guess[],
  ) {
    this.stepper = network.stream();
  }

  /**
   * Reads one step: the features of a series, or some text.
   * @returns the classes, the most probable first; of some text after its last token
   * @throws ConfigError for what is no step: other than as many finite numbers as there are features, or a text without tokens
   */
  step(next: readonly number[] | string): Guess[] {
    const { vocabulary, features } = this.kind;
    if (vocabulary) {
      checkOption("stream", "step", next, aText);
      let row = new Float32Array(0);
      for (const id of vocabulary.encode(next as string)) row = new Float32Array(this.stepper.step([id]));
      return this.guesses(row);
    }
    const aStep = takes.check<readonly number[]>(
      `${features} finite numbers`,
      (value) => Array.isArray(value) && value.length === features && value.every(Number.isFinite),
    );
    checkOption("stream", "step", next, aStep);
    return this.guesses(this.stepper.step(this.scaler!.transform([next as number[]]).dataSync() as Float32Array));
  }

  /** Starts anew: what comes next is the beginning of another series. */
  reset(): void {
    this.stepper.reset();
  }

  /** Frees its memory at once. */
  dispose(): void {
    this.stepper.dispose();
  }
}

const aText = /* @__PURE__ */ takes.check<string>(
  "a text that is not empty",
  (value) => typeof value === "string" && value !== "",
);
