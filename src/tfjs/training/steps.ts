/** Single batches: trained on or measured, their numbers in the order of the model's names. */

import { step } from "../../backend/current.ts";
import { ops } from "../../index.ts";
import type { Samples } from "../../models/samples.ts";
import { takeSamples } from "../../models/take-rows.ts";
import { compiledObjective } from "../../models/training/objective.ts";
import { inferenceRun, trainStep } from "../../models/training/train-step.ts";
import { Optimizer } from "../optimizers/index.ts";
import type { Trained } from "./trained.ts";

/** What a batch gave: the loss, the losses of several outputs, the metrics. */
export type Numbers = number[];

/** Trains on a batch. */
export function trainOn(model: Trained, samples: Samples): Numbers {
  const { core } = model;
  const objective = compiledObjective(core, "fit");
  objective.reset();
  model.nameWeights();
  if (model.optimizer instanceof Optimizer) model.optimizer.meet(core.trainableWeights);
  trainStep(core, objective, samples, core.config.seed);
  return Object.values(objective.logs());
}

/** Measures a batch. As in TensorFlow.js, penalties on weights are no part of what is measured. */
export function testOn(model: Trained, samples: Samples): Numbers {
  const { core } = model;
  const objective = compiledObjective(core, "evaluate");
  objective.reset();
  step(() => {
    const predictions = core.run(samples.inputs, {}, inferenceRun(core));
    const losses = objective.lossesOf(samples, predictions);
    const total = objective.terms(losses).reduce((sum, term) => ops.add(sum, term));
    objective.record(samples, { predictions, losses, total });
  });
  return Object.values(objective.logs());
}

/** Means over batches, each counted by its size. */
export class Means {
  private sums: number[] = [];
  private count = 0;

  /** Counts a batch. */
  add(numbers: Numbers, size: number): void {
    this.sums = numbers.map((each, i) => (this.sums[i] ?? 0) + each * size);
    this.count += size;
  }
  /** The means so far. */
  get values(): Numbers {
    return this.sums.map((sum) => sum / this.count);
  }
  /** How many samples were counted. */
  get samples(): number {
    return this.count;
  }
}

/** Measures samples in batches, all or the first `steps`. */
export function measure(
  model: Trained,
  samples: Samples,
  batchSize: number,
  steps = Number.POSITIVE_INFINITY,
): Numbers {
  compiledObjective(model.core, "evaluate").checkTargets(samples);
  const means = new Means();
  const size = Math.min(samples.size, steps * batchSize);
  for (let begin = 0; begin < size; begin += batchSize) {
    const end = Math.min(begin + batchSize, size);
    means.add(testOn(model, takeSamples(samples, begin, end)), end - begin);
  }
  return means.values;
}
