/** What the programs have in common: small data, a small model, and what is printed. */
/** Weights of recurrent layers that both packages begin with. */
export const ones = { kernelInitializer: "ones", recurrentInitializer: "ones", biasInitializer: "ones" };
/** Numbers that do not depend on any generator. */
export const wave = (tf: any, shape: number[], from = 0) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, i) => Math.sin(i * 0.37 + from)),
    shape,
  );
};
/** Gives every weight of a model values that both packages compute. */
export const begin = (tf: any, m: any) =>
  m.setWeights(m.getWeights().map((w: any, k: number) => wave(tf, w.shape, k).mul(0.3)));
/** A dense layer that begins with ones. */
export const dense = (tf: any, o: any = {}) => tf.layers.dense({ units: 2, kernelInitializer: "ones", ...o });
/** Four rows of two numbers, and what they stand for. */
export const data = (tf: any) => [
  tf.tensor2d([
    [0.1, 0.2],
    [0.3, 0.4],
    [0.5, 0.6],
    [0.7, 0.8],
  ]),
  tf.tensor2d([[0], [1], [1], [0]]),
];
/** A compiled model of two dense layers. */
export const small = (tf: any, comp: any = {}, o: any = {}) => {
  const m = tf.sequential();
  m.add(tf.layers.dense({ units: 3, inputShape: [2], kernelInitializer: "ones", activation: "tanh" }));
  m.add(tf.layers.dense({ units: 1, kernelInitializer: "ones", ...o }));
  m.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.1), ...comp });
  return m;
};
/** The lines that a program prints. */
export const printed = async (run: () => any) => {
  const lines: string[] = [];
  const old = console.log;
  console.log = (...a: any[]) => {
    lines.push(a.map(String).join(" "));
  };
  try {
    await run();
  } finally {
    console.log = old;
  }
  return lines;
};
/** What a program gives, or that it was refused: packages word their errors differently. */
export const tried = async (run: () => any) => {
  try {
    return await run();
  } catch {
    return "refused";
  }
};
