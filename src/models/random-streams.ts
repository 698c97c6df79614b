/**
 * The purpose of each of a seed's random streams, so that no two uses of one seed share numbers. The optimizer's step
 * count selects the stream: further training draws new numbers, and a new compile starts over.
 */

/** Streams that one run of a model may use: a run's dropout masks take one each. */
const RUN = 2 ** 16;

/** The initial values of the weight with this number. */
export const weightStream = (index: number): number => index;

/** The order of samples in the epoch that begins at this step. */
export const shuffleStream = (iterations: number): number => 2 ** 32 + iterations;

/** The first stream of a training step's dropout. */
export const trainingStream = (iterations: number): number => 2 ** 50 + RUN * iterations;

/** The first stream of a run outside training, by its number in the model's life. */
export const inferenceStream = (count: number): number => 2 ** 51 + RUN * count;
