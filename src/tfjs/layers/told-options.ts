/** How TensorFlow.js tells the options of a class of layers, where its files hold them in another way. */

type Config = Record<string, any>;
/**
 * Classes whose options differ from those in files. Each gets the file's options, and those that the layer was made
 * from (none if a file made it).
 */
type Told = (config: Config, given: Config) => Config;

const noFormat: Told = () => ({ dataFormat: undefined });
const noise: Told = (_, { noiseShape, seed }) => ({ noiseShape: noiseShape ?? undefined, seed: seed ?? undefined });
const gates: Told = (_, { implementation }) => ({ implementation: implementation ?? undefined });
const memory: Told = (config, given) => ({
  ...gates(config, given),
  unitForgetBias: given.unitForgetBias ?? (config.unitForgetBias || undefined),
});

const byClass: Readonly<Record<string, Told>> = {
  Conv1D: noFormat,
  AveragePooling1D: noFormat,
  MaxPooling1D: noFormat,
  GlobalAveragePooling1D: noFormat,
  GlobalMaxPooling1D: noFormat,
  Flatten: (config, { dataFormat }) => ({
    dataFormat: dataFormat ?? (config.dataFormat === "channelsFirst" ? "channelsFirst" : undefined),
  }),
  Dropout: noise,
  SpatialDropout1D: (config, given) => ({ ...noise(config, given), trainable: given.trainable ?? true }),
  AlphaDropout: (_, { noiseShape }) => ({ noiseShape: noiseShape ?? undefined, seed: undefined }),
  ReLU: ({ maxValue }) => ({ maxValue: maxValue ?? undefined }),
  PReLU: ({ sharedAxes }) => ({ sharedAxes: sharedAxes === null ? null : [sharedAxes].flat() }),
  Reshape: ({ targetShape }) => ({ targetShape: targetShape.map((length: number) => (length === -1 ? null : length)) }),
  LayerNormalization: () => ({ betaConstraint: undefined, gammaConstraint: undefined }),
  Embedding: (config, { inputDim, inputLength, maskZero, inputShape, batchInputShape }) => ({
    activityRegularizer: null,
    inputLength: inputLength ?? undefined,
    maskZero: maskZero ?? (config.maskZero || undefined),
    ...(inputDim && (inputShape ?? batchInputShape ?? null) === null && { dtype: undefined }),
  }),
  GRU: gates,
  GRUCell: gates,
  LSTM: memory,
  LSTMCell: memory,
  ConvLSTM2D: memory,
  ConvLSTM2DCell: memory,
};

/** Options that every layer may be given, and that change nothing here. */
function noted({ unroll, dtype }: Config): Config {
  return { ...(unroll != null && { unroll }), ...(dtype != null && { dtype }) };
}

/** The options of files as `getConfig` tells them; what is undefined there has no value. */
export function told(className: string, config: Config, given: Config): Config {
  const own = { ...config, ...noted(given), ...byClass[className]?.(config, given) };
  const absent = new Set(["dataFormat", "betaConstraint", "gammaConstraint"]);
  return Object.fromEntries(Object.entries(own).filter(([name, value]) => value !== undefined || !absent.has(name)));
}
