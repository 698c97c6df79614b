/**
 * What each public function and method is called with when all is well, by its path among the exports: for the walk of `walk.ts`,
 * which puts hostile values in place of each argument and option.
 */
import type { Case, entries, Table } from "./case.ts";
import { dataCases, textCases } from "./data.ts";
import { layerCases } from "./layers.ts";
import { modelCases } from "./models.ts";
import { opCases } from "./ops.ts";
import { partCases } from "./parts.ts";
import { taskCases } from "./tasks.ts";
import { tfjsCases } from "./tfjs.ts";

const tables: Table = {
  ...opCases,
  ...partCases,
  ...layerCases,
  ...dataCases,
  ...textCases,
  ...taskCases,
  ...modelCases,
  ...tfjsCases,
};

/** The cases by path. */
export const cases: Readonly<Record<string, Case>> = Object.fromEntries(
  Object.entries(tables).map(([path, one]) => {
    const entry = path.includes(":") ? (path.replace(/:.*/, "") as keyof typeof entries) : "recurve";
    const takesAnyName = /fromJSON|writeNpz|text.generate|sliceSeries|saveWeights/.test(path);
    return [path, { entry, takesAnyName, ...(typeof one === "function" ? { args: one } : one) }];
  }),
);

/** Paths without a case, as patterns, and why. */
export const exceptions: Readonly<Record<string, string>> = {
  "diagnose|randomSeed|data.Dataset|data.Scaler": "nothing is given to it",
  "(.*Error)": "thrown by the library",
  "Tensor|SymbolicTensor|recurve/tfjs:Tensor|Model|History|layers.Layer|layers.RNNCell|Layer|metrics.MeanMetric|(optimizers.)?Optimizer":
    "made by functions, or a class to extend",
  "tasks.(Classifier|ClassifierStream|Forecaster|PanelForecaster|LanguageModel|Translator)": "made by functions",
  "(.*[.])?(Layer|RNNCell|Model|Functional|Sequential)[.](mixesRows|compute(OutputShapes|Masks)|ensureBuilt|initialStates|startSequence|prepare|pack|formOf|inside|path|addAll|beginWith|seedWeights)":
    "what a class of your own may override, called by the library",
  "(.*[.])?(EarlyStopping|ReduceLROnPlateau|History|MeanMetric|Optimizer)[.](on\\w+|[gs]etState|stateOf|slotsNamed|stateBy|meet|attach|apply|build|update|minimize)":
    "called by the training",
  "(layers.)?Layer.fromConfig": "calls the constructor of a class of your own",
  "Variable.drawFrom|Sequential.beginWith|layers.Layer.(setWeights|apply|keepTrainable)|Layer.rename|ops.recurrent(Prediction)?|tasks.(LanguageModel.sequences|Forecaster.(sharing|tryWays))":
    "inside the library, or the same as under another path",
  "loadModel|loadWeights|loadLayersModel|readVocabulary|readWeights|LayersModel.save":
    "hostile-values.test.ts walks sources of files",
  "LayersModel|dispose|getBackend|keep|memory|nextFrame|ready|setBackend|util.(assert|now)": "computes nothing",
  serveModel: "called in a worker, whose scope is the port: test/in-worker.test.ts",
  "TensorBuffer.set": "as an array's",
  "Sequential.(compile|apply|predict|predictOnBatch|setWeights)": "the same as of a LayersModel",
  "(layers.)?RNN.computeMask": "hands its mask on",
  "layers.(centerCrop|resizing|randomWidth|categoryEncoding)|(image|browser|spectral|sparse|string).\\w+|signal.stft":
    "refused by name",
  "complex|real|imag|i?r?fft|dilation2d|maxPoolWithArgmax|ragged\\w+|(load)?GraphModel(Sync)?|(de)?registerOp|registerKernel":
    "refused by name",
  "registerGradient|registerBackend|getKernel|(find)?[bB]ackend|data.(microphone|webcam)|setPlatform":
    "refused by name",
  "copyRegisteredKernels|getGradient|getKernelsForBackend|unregister(Gradient|Kernel)|findBackendFactory|op":
    "refused by name",
  "test_util[.]\\w+": "compares for tests of one's own, and throws an Error where values differ",
  "Callback([.]\\w+)?|CallbackList([.]\\w+)?|CustomCallback([.]\\w+)?": "called by the training",
  "data.(LazyIterator|CSVDataset|DataSource)([.]\\w+)?|(layers.)?RNN([.]setStates)?|LayerVariable([.]write)?|InputSpec":
    "made by functions",
  "(constraints|initializers|regularizers).[A-Z]\\w+([.]\\w+)?|serialization.(Serializable|SerializationMap)([.]\\w+)?":
    "a class to extend, or the same as under another path",
  "serialization.(getRegisteredName|registeredNames)|util.swap|io.(listModels|browserDownloads)|deprecationWarn":
    "hands on what it is given",
  "util.(clamp|nearest\\w+|sum|randUniform|distSquared|tanh|sizeToSquarishShape|rightPad)|enclosingPowerOfTwo":
    "arithmetic of plain numbers: NaN gives NaN",
  "util.(is\\w+|assertNonNull|arraysEqual)": "asks what a value is, and takes any",
  "(disposeVariables|removeBackend|enable\\w+Mode|disableDeprecationWarnings|env|engine|ENV.\\w+)": "without effect",
  "layers.Layer.(getInputAt|getOutputAt|setCallHook|invokeCallHook|computeMask|computeOutputShape|resetStates)":
    "what a class of your own may override or call, as under LayersModel",
};

/** Where NaN is right, as patterns: it is a number of the data, or a value that is only passed on. */
export const takesNaN: RegExp =
  /^((recurve\/tfjs:)?fill, argument 1|recurve\/tfjs:scalar, argument 0|recurve\/tfjs:pad([1-4]d)?, argument 2|ops\.layerNorm, (gamma|beta)|recurve\/tfjs:fused\.\w+, (bias|preluActivationWeights)|text\.beamSearch, (state|start|end)|.*(apply|trace), mask)$/;
