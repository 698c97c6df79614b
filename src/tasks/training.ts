/** The optimizer of all uses. */
import { adam, cosineDecay, type Optimizer } from "../optimizers/index.ts";

/**
 * Adam whose rate falls to 0 along a half cosine over `steps`, each gradient clipped to norm 1.
 *
 * Epsilon is far below Keras's 1e-7: gradients of a mean over a thousand tokens are so small that, early on, Keras's would
 * hold back their steps.
 */
export function fallingAdam(learningRate: number, steps: number): Optimizer {
  const rate = cosineDecay({ initialLearningRate: learningRate, decaySteps: Math.max(steps, 1) });
  return adam({ learningRate: rate, clipnorm: 1, epsilon: 1e-10 });
}
