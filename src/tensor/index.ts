/** The floor of tensors, for the floors above. */
export { type Bytes, isBytes, joinBytes, joinInto, plainBytes } from "./bytes.ts";
export { counted, fittingOne } from "./counted.ts";
export {
  type ArrayWithShape,
  asTensor,
  aTensor,
  fill,
  ones,
  refuseTexts,
  type TensorLike,
  tensor,
  viewAs,
  wrap,
  zeros,
} from "./create.ts";
export {
  bytesPerElement,
  checkDType,
  convertArray,
  type DType,
  formatBytes,
  makeArray,
  makeNumbers,
  type TypedArray,
  viewArray,
} from "./dtype.ts";
export { editDistance } from "./edit-distance.ts";
export {
  BackendError,
  ConfigError,
  checkIsRecord,
  checkOptionNames,
  type ErrorParts,
  FormatError,
  IoError,
  indented,
  isNamed,
  nearestName,
  RecurveError,
  ShapeError,
  unknownName,
  withArticle,
} from "./errors.ts";
export { fromFloat16 } from "./float16.ts";
export { isA, isBlob, isPlain, tagOf } from "./kinds.ts";
export type { Check, DefaultedOption, Option, RequiredOption } from "./option-checks.ts";
export * as takes from "./option-checks.ts";
export {
  alikeTolerant,
  type Complete,
  checkOption,
  type Declared,
  readOptions,
  readOptionsIfAny,
  unknownWarned,
} from "./options.ts";
export { orderedRecord } from "./ordered-record.ts";
export { hasName, own, setOwn } from "./own.ts";
export { meanOf, roundHalfToEven, transposedRows, varianceOf } from "./plain-numbers.ts";
export { aRandom, philox, Random, randomSeed, setRandomSeed } from "./random.ts";
export {
  broadcastShapes,
  checkShape,
  concatenatedShape,
  formatShape,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
} from "./shape.ts";
export { shown } from "./shown.ts";
export { type NestedArray, type NestedText, PlainStorage, type Storage, Tensor } from "./tensor.ts";
export { visible, visibleLine } from "./visible.ts";
export { warn } from "./warn.ts";
