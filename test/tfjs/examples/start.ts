/** What the programs share: weights and data that are the same on both packages. */

/** Gives a model weights that do not depend on any generator of random numbers. */
export function startFrom(tf: any, model: any, scale = 0.3): void {
  model.setWeights(
    model.getWeights().map((weight: any, i: number) =>
      tf.tensor(
        Array.from({ length: weight.size }, (_, k) => scale * Math.sin(12.9 * k + 3 * i + 1)),
        weight.shape,
      ),
    ),
  );
}

/** Numbers from 0 to below `below`, the same on each call. */
export function numbers(count: number, below: number, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return state % below;
  });
}
