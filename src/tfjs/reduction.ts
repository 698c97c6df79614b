/** How losses become one number. */

/** How the losses of elements become one number. */
export const Reduction = { NONE: 0, MEAN: 1, SUM: 2, SUM_BY_NONZERO_WEIGHTS: 3 } as const;
/** One of {@link Reduction}: their sum, their mean, their sum over the count of weights that are not 0, or the losses themselves. */
export type Reduction = (typeof Reduction)[keyof typeof Reduction];
