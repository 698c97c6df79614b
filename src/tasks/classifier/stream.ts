/** A classifier that reads a series step by step. */
import type { Scaler } from "../../data/index.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import type { Model, Stepper } from "../../models/index.ts";
import { checkOption, takes } from "../../tensor/index.ts";
import { type Features, linearScores, probabilitiesOf } from "./linear-model.ts";
import { readingOf, wideWeights } from "./network.ts";
import type { Guess, Sample } from "./options.ts";
import type { Kind } from "./samples.ts";
import { LOOKED_BACK } from "./series-features.ts";
import type { Wide } from "./wide.ts";

/** What a stream is made of. */
export interface StreamPlan {
  model: Model<SymbolicTensor>;
  network: Model<SymbolicTensor>;
  kind: Kind;
  wide: Wide | undefined;
  scaler: Scaler | undefined;
  guesses: (row: ArrayLike<number>) => Guess[];
}

/** Says after each step what a series, or a text, is by all that came so far; `classifier.stream()` makes one. */
export class ClassifierStream {
  private readonly stepper: Stepper;
  private readonly weights: Float32Array | undefined;
  /** What the linear part looks at: the text so far, or the last steps. */
  private text = "";
  private steps: (readonly number[])[] = [];

  /** @internal see `classifier.stream` */
  constructor(private readonly plan: StreamPlan) {
    const { wide, model, network } = plan;
    this.stepper = (wide ? (readingOf(model) as unknown as typeof network) : network).stream();
    this.weights = wide && wideWeights(model);
  }

  /**
   * Reads one step: the features of a series, or some text. The n-grams of a text are counted anew with each piece, so that a step
   * takes the longer the more was read.
   * @returns the classes, the most probable first; of some text after its last token
   * @throws ConfigError for what is no step: other than as many finite numbers as there are features, or a text without tokens
   */
  step(next: readonly number[] | string): Guess[] {
    const { vocabulary, features } = this.plan.kind;
    if (vocabulary) {
      checkOption("stream", "step", next, aText);
      this.text += next as string;
      let row = new Float32Array(0);
      for (const id of vocabulary.encode(next as string)) row = new Float32Array(this.stepper.step([id]));
      return this.told(row, this.text);
    }
    const aStep = takes.check<readonly number[]>(
      `${features} finite numbers`,
      (value) => Array.isArray(value) && value.length === features && value.every(Number.isFinite),
    );
    checkOption("stream", "step", next, aStep);
    this.steps = [...this.steps, next as number[]].slice(-LOOKED_BACK);
    const scaled = this.plan.scaler!.transform([next as number[]]).dataSync() as Float32Array;
    return this.told(this.stepper.step(scaled), this.steps as number[][]);
  }

  /** The classes by what the network says and, where there is a linear part, by what that sees of the end of what was read. */
  private told(row: ArrayLike<number>, read: Sample): Guess[] {
    const { wide, guesses, kind } = this.plan;
    if (!wide) return guesses(row);
    const linear = linearScores(wide.featuresOf(read).at(-1) as Features, this.weights!, row.length);
    return guesses(
      probabilitiesOf(
        linear.map((score, k) => score + row[k]!),
        kind.severalLabels,
      ),
    );
  }

  /** Starts again: the next step begins another series. */
  reset(): void {
    this.text = "";
    this.steps = [];
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
