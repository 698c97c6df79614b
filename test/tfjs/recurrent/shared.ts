/** What the calls of recurrent layers have in common. */

/** The recurrent layers of one unit for each output. */
export const kinds = ["simpleRNN", "gru", "lstm"];
/** returnSequences and returnState. */
export const flags = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
];
/** Weights that both packages begin with. */
export const ones = { kernelInitializer: "ones", recurrentInitializer: "ones", biasInitializer: "ones" };
/** The shapes of one or several symbolic tensors. */
export const shapes = (y: any) => (Array.isArray(y) ? y.map((s: any) => s.shape) : y.shape);
