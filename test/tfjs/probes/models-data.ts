/** Data and models that are the same on both packages. */

/** Numbers that do not depend on any generator. */
export const data = (tf: any, shape: number[], phase = 0): any =>
  tf.tensor(
    Array.from({ length: shape.reduce((size, each) => size * each, 1) }, (_, k) => Math.cos(k * 0.7 + phase)),
    shape,
  );

/** Gives a model weights of that kind. */
export function seeded(tf: any, model: any, phase = 1): void {
  model.setWeights(
    model.getWeights().map((weight: any, i: number) =>
      tf.tensor(
        Array.from({ length: weight.size }, (_, k) => Math.sin(k * 1.3 + i + phase) * 0.4),
        weight.shape,
      ),
    ),
  );
}

/** A sequential model with such weights. */
export function stack(tf: any, ...layers: any[]): any {
  const model = tf.sequential({ layers });
  seeded(tf, model);
  return model;
}

/** The room of layers. */
export const layersOf = (tf: any): any => tf.layers;
