/** Options in Keras's JSON and as Recurve's objects: names, activations, and the small objects in options of layers. */

import { type ActivationSpec, resolveActivation } from "../activations.ts";
import { resolveConstraint } from "../constraints/by-name.ts";
import * as constraints from "../constraints/index.ts";
import { resolveInitializer } from "../initializers/by-name.ts";
import * as initializers from "../initializers/index.ts";
import { add, clip, multiply } from "../ops/index.ts";
import { resolveRegularizer } from "../regularizers/by-name.ts";
import * as regularizers from "../regularizers/index.ts";
import { ConfigError, FormatError, isPlain, type Tensor } from "../tensor/index.ts";
import { asRecord, asText, isRecord, type Json, type JsonRecord, show } from "./json.ts";
import { camelCase, constraintClasses, factoryOf, initializerClasses, regularizerClasses, snakeCase } from "./names.ts";

/**
 * The version of Keras's JSON. TensorFlow.js uses 2, too: objects without modules, a hard sigmoid of slope 1/5
 * instead of 1/6, GRUs that reset before the kernel unless they say otherwise.
 */
export type Dialect = 2 | 3;

/** A Keras object as JSON: its class and its options in snake_case. */
export interface KerasObject extends JsonRecord {
  readonly class_name: string;
  readonly config: JsonRecord;
}

/** The context of reading an option. */
export interface OptionReader {
  readonly dialect: Dialect;
  /** The user's classes, by their names in files. */
  readonly customLayers?: Readonly<Record<string, new (config: never) => object>> | undefined;
  /** Warns of parts of a file that are ignored, once per text. */
  warn(text: string): void;
}

/** The factory of an object without options. */
type Makers = Readonly<Record<string, (options: never) => object | undefined>>;

/** Options without a meaning here, whatever their value. */
const meaningless = new Set(["dtype", "partitioner", "shared_object_id", "data_format", "verify_shape"]);

/** @throws FormatError unless the value is an object with a class and options */
export function asKerasObject(value: Json | undefined, where: string): KerasObject {
  const record = asRecord(value, where);
  const { config = {} } = record;
  return {
    ...record,
    class_name: asText(record.class_name, `The class of ${where}`),
    // up to Keras 2.2.2, a sequential model was its list of layers
    config: asRecord(Array.isArray(config) ? { layers: config } : config, `The config of ${where}`),
  };
}

/** Whether a class is a user's own, whatever its name: Keras 3 writes its module, or the package that it is registered in. */
export function isOfUser({ module, registered_name: registered }: JsonRecord): boolean {
  const isElsewhere = typeof module === "string" && !/^(keras|keras_core|tf_keras|tensorflow)(\.|$)/.test(module);
  return isElsewhere || (typeof registered === "string" && registered.includes(">"));
}

/** A value without the objects that some versions of Keras wrap around tuples, shapes and arrays. */
export function unwrapped(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((entry) => unwrapped(entry) ?? null);
  if (!isRecord(value)) return value;
  const { items, config, type } = value;
  // up to Keras 2.2, an array was given by its type alone
  if (type === "ndarray") return value.value;
  if (!wrappers.test(String(value.class_name))) return value;
  return unwrapped(items ?? (isRecord(config) ? config.value : config));
}

const wrappers = /^(__tuple__|__list__|__numpy__|__tensor__|ListWrapper|TensorShape)$/;

/** Options in camelCase, as are names in their values; options without a meaning are left out. */
export function plainOptions(config: JsonRecord): Record<string, unknown> {
  const kept = Object.entries(config).filter(([key]) => !meaningless.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [camelCase(key), key === "name" ? value : nameIn(unwrapped(value))]),
  );
}

/** Options whose text is not a name: it keeps its capitals and underscores. */
const verbatim = new Set(["name", "equation", "biasAxes", "maskToken", "oovToken"]);

function nameIn(value: Json | undefined): Json | undefined {
  if (typeof value === "string") return camelCase(value);
  // an array of NumPy, as Keras writes it
  return isRecord(value) && value.class_name === "__numpy__" && isRecord(value.config) ? value.config.value : value;
}

/** Plain options in snake_case. @throws FormatError for a function or another thing that JSON does not hold */
export function plainConfig(options: object, where: string): Record<string, Json> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([key, value]) => {
      const json = jsonOf(value, `The option ${key} of ${where}`);
      return [snakeCase(key), !verbatim.has(key) && typeof json === "string" ? snakeCase(json) : json];
    }),
  );
}

/** A value as JSON, unchanged. @throws FormatError for what JSON does not hold */
export function jsonOf(value: unknown, where: string): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((entry) => jsonOf(entry, where));
  if (isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, jsonOf(entry, where)]));
  }
  throw new FormatError({
    what: `${where} cannot be kept in a file.`,
    expected: "null, true, false, a number, text, or a list of them",
    received: typeof value === "function" ? `a function${value.name && ` (${value.name})`}` : String(value),
  });
}

/** How options are read, and resolved for writing, by the ending of their names. */
interface Part {
  readonly ending: RegExp;
  readonly kind: string;
  readonly makers: Makers;
  readonly classes: Readonly<Record<string, string>>;
  readonly resolve: (spec: never) => { className: string; config: object } | undefined;
  readonly module: string;
}

const parts: readonly Part[] = [
  {
    ending: /Initializer$/,
    kind: "initializer",
    makers: initializers,
    classes: initializerClasses,
    resolve: resolveInitializer,
    module: "keras.initializers",
  },
  {
    ending: /Regularizer$/,
    kind: "regularizer",
    makers: regularizers,
    classes: regularizerClasses,
    resolve: resolveRegularizer,
    module: "keras.regularizers",
  },
  {
    ending: /Constraint$/,
    kind: "constraint",
    makers: constraints,
    classes: constraintClasses,
    resolve: resolveConstraint,
    module: "keras.constraints",
  },
];

/** Options that are true or false; TensorFlow.js writes null if not given, and treats it as false. */
const flags = new Set([
  "useBias",
  "unitForgetBias",
  "maskZero",
  "returnSequences",
  "returnState",
  "goBackwards",
  "stateful",
  "unroll",
  "zeroOutputForMask",
  "resetAfter",
  "center",
  "scale",
  "useScale",
  "keepdims",
  "normalize",
  "trainable",
]);

export const isActivation = (key: string) => /^(recurrentA|a)ctivation$/.test(key);

/**
 * The value of an option, by its name in camelCase: an initializer, regularizer, constraint or activation is made from
 * its object, names given as text turn to camelCase, and all else stays. An initializer, regularizer or constraint that does
 * not exist here is left out with a warning, since it has no part in what a trained model computes: undefined.
 * @throws FormatError for an unknown activation
 */
export function readOption(key: string, value: Json | undefined, reader: OptionReader): unknown {
  if (value === null && flags.has(key)) return false;
  if (isActivation(key)) return readActivation(value, reader.dialect);
  const part = parts.find(({ ending }) => ending.test(key));
  if (part) return readPart(part, value, reader);
  return typeof value === "string" && !verbatim.has(key) ? camelCase(value) : value;
}

/**
 * An option as JSON, the inverse of {@link readOption}.
 * @throws FormatError for a function of your own, or an object that no file can hold
 */
export function writeOption(key: string, value: unknown, dialect: Dialect, owner: string): Json {
  if (isActivation(key)) return writeActivation(value as ActivationSpec, dialect, owner);
  const part = parts.find(({ ending }) => ending.test(key));
  if (!part) return plainConfig({ [key]: value }, owner)[snakeCase(key)] ?? null;
  const resolved = part.resolve(value as never);
  if (!resolved) return null;
  // large arrays of values are not written again beside the weights made from them
  if (isLarge(resolved.config)) return objectOf(part.module, "Zeros", {}, dialect);
  // programs of TensorFlow.js register the classes of such objects, and so make them again
  const isRegistered = dialect === 2 && (resolved as { isOfUser?: boolean }).isOfUser === true;
  if (!isRegistered && !Object.values(part.classes).includes(resolved.className)) {
    throw cannotHold(`The ${part.kind} of ${owner}`, resolved.className, Object.values(part.classes));
  }
  return objectOf(part.module, resolved.className, plainConfig(resolved.config, owner), dialect);
}

/** Whether an option of this name holds an activation, initializer, regularizer or constraint. */
export function isNamedPart(key: string): boolean {
  return isActivation(key) || parts.some(({ ending }) => ending.test(key));
}

/** Whether an option is an array too large for JSON. */
function isLarge(config: object): boolean {
  return Object.values(config).some(
    (value) => Array.isArray(value) && value.flat(Number.POSITIVE_INFINITY).length > 2 ** 14,
  );
}

/** A Keras object; dialect 3 names the module of the class. */
export function objectOf(module: string, className: string, config: JsonRecord, dialect: Dialect): KerasObject {
  if (dialect === 2) return { class_name: className, config };
  return { module, class_name: className, config, registered_name: null };
}

function readPart({ kind, makers, classes }: Part, value: Json | undefined, reader: OptionReader): unknown {
  if (value === null || value === undefined) return null;
  const name = nameOfFunction(value);
  const object: KerasObject =
    name === undefined ? asKerasObject(value, `The ${kind}`) : { class_name: name, config: {} };
  const { warn, customLayers = {} } = reader;
  const Own = Object.hasOwn(customLayers, object.class_name) ? customLayers[object.class_name] : undefined;
  if (Own) return new Own(plainOptions(object.config) as never);
  const factory = isOfUser(object) ? undefined : factoryOf(classes, object.class_name);
  const instead = kind === "initializer" ? "a layer's default takes its place" : "training goes on without it";
  if (!factory) {
    warn(
      `the ${kind} ${show(object.class_name)} of the file does not exist here: ${instead}, and loaded weights stay.`,
    );
    return undefined;
  }
  try {
    return makers[factory]!(partOptions(object.config) as never);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    warn(`the ${kind} ${show(object.class_name)} of the file cannot be made: ${instead}. ${error.message}`);
    return undefined;
  }
}

/** The name of what is given by its name alone: as text, or as the function of Keras 3 that has it. */
export function nameOfFunction(value: Json): string | undefined {
  const name = isRecord(value) && value.class_name === "function" ? value.config : value;
  return typeof name === "string" ? name : undefined;
}

/** Options of a part. Where a seed should be, Keras may have its own generator of random numbers. */
function partOptions(config: JsonRecord): Record<string, unknown> {
  const { seed, ...options } = plainOptions(config);
  return seed === undefined ? options : { ...options, seed: isRecord(seed as Json) ? null : seed };
}

/** Keras 2's hard sigmoid, clip(x / 5 + 1/2, 0, 1); that of Keras 3 and of Recurve has the slope 1/6. */
export const hardSigmoidOfKeras2 = {
  name: "hardSigmoid (Keras 2)",
  apply: (x: Tensor) => clip(add(multiply(x, 0.2), 0.5), 0, 1),
} as const;

function readActivation(value: Json | undefined, dialect: Dialect): ActivationSpec {
  if (value === null || value === undefined) return null;
  const name = nameOfFunction(value);
  if (name === undefined) {
    throw new FormatError({
      what: "This activation is not one that a file can give.",
      expected: 'the name of a built-in one, such as "tanh", or a layer without weights, such as LeakyReLU',
      received: show(value),
      hint: "a layer with weights as an activation computes the same as a layer of its own: in Keras, put it behind, and save again",
    });
  }
  return dialect === 2 && name === "hard_sigmoid" ? hardSigmoidOfKeras2 : (camelCase(name) as ActivationSpec);
}

function writeActivation(spec: ActivationSpec, dialect: Dialect, owner: string): Json {
  const isOld = spec === hardSigmoidOfKeras2;
  const name = spec === null ? "linear" : isOld ? "hardSigmoid" : spec;
  if (typeof name !== "string") {
    throw new FormatError({
      what: `The activation of ${owner} cannot be kept in a file.`,
      expected: "a built-in one, given by its name",
      received:
        typeof name === "function" ? `a function${name.name && ` (${name.name})`}` : resolveActivation(name).name,
      hint: "a layer of your own can hold the function; loadModel takes its class in customLayers",
    });
  }
  if (name === "hardSigmoid" && isOld !== (dialect === 2)) {
    throw new FormatError({
      what: `The hard sigmoid of ${owner} is another function in the Keras that this file is for.`,
      expected: dialect === 2 ? "one of slope 1/5, as in Keras 2 and TensorFlow.js" : "one of slope 1/6, as in Keras 3",
      received: isOld ? "slope 1/5, from a file of Keras 2" : "slope 1/6",
    });
  }
  return snakeCase(name);
}

/** The error for an object whose class a reader would not know. */
function cannotHold(what: string, received: string, known: readonly string[]): FormatError {
  return new FormatError({
    what: `${what} cannot be kept in a file.`,
    expected: `one of ${known.join(", ")}`,
    received,
  });
}
