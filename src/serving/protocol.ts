/** The words of KServe's inference protocol, version 2: requests read and checked, answers written. */
import type { OpenShape } from "../layers/symbolic.ts";
import { graphShapes } from "../models/graph.ts";
import type { AnyModel } from "../models/index.ts";
import { readInputs, refusalOf } from "../models/read-samples.ts";
import { formatShape, type Shape, shown, sizeOf, type Tensor, tensor } from "../tensor/index.ts";
import { BinaryTensors, bytesOf } from "./binary-tensors.ts";
import { Refusal } from "./refusal.ts";

/** A request that fits the model. */
export interface InferRequest {
  id: string | undefined;
  /** One tensor for each input, in the model's order. */
  inputs: readonly Tensor[];
  /** The outputs asked for, by their places in the model, and whether as bytes. */
  outputs: readonly { at: number; isBinary: boolean }[];
  /** The sequence that it belongs to, for models asked step by step. */
  sequence: { id: string; starts: boolean; ends: boolean } | undefined;
}

/** A tensor in the protocol's form. */
interface WireTensor {
  name: string;
  shape: number[];
  datatype: string;
  data: unknown;
  /** The values come from bytes, which can hold what JSON has not. */
  isBinary?: boolean;
}

/** An answer: JSON, and the bytes of outputs that are asked for so. */
export interface Answer {
  json: string;
  tensors: readonly Uint8Array[];
}

/** From which size on numbers of each datatype are infinite, with the 32 bits that are computed with. */
const floats: Readonly<Record<string, number>> = { FP16: 65_520, FP32: 2 ** 128 - 2 ** 103, FP64: 2 ** 128 - 2 ** 103 };
/** What integers of each datatype may be, within the 32 bits that are computed with. */
const integers: Readonly<Record<string, readonly [least: number, most: number]>> = {
  INT8: [-(2 ** 7), 2 ** 7 - 1],
  INT16: [-(2 ** 15), 2 ** 15 - 1],
  INT32: [-(2 ** 31), 2 ** 31 - 1],
  INT64: [-(2 ** 31), 2 ** 31 - 1],
  UINT8: [0, 2 ** 8 - 1],
  UINT16: [0, 2 ** 16 - 1],
  UINT32: [0, 2 ** 31 - 1],
  UINT64: [0, 2 ** 31 - 1],
};
const datatypes = { float32: "FP32", int32: "INT32", bool: "BOOL", string: "BYTES" } as const;

/** What a model takes and gives, for its page of metadata. */
export function metadataOf(model: AnyModel, name: string): object {
  const shapes = shapesOf(model);
  const told = (names: readonly string[], tensors: AnyModel["inputs"], shapesOfAll: readonly OpenShape[]) =>
    names.map((each, i) => ({
      name: each,
      datatype: datatypes[(tensors[i]?.dtype ?? "float32") as keyof typeof datatypes],
      shape: (shapesOfAll[i] ?? []).map((length) => length ?? -1),
    }));
  return {
    name,
    versions: ["1"],
    platform: "recurve",
    inputs: told(model.inputNames, model.inputs, shapes.inputs),
    outputs: told(model.outputNames, model.outputs, shapes.outputs),
  };
}

/** The shapes that `predict` takes and gives: in a chain a declared length is open where all layers take another. */
function shapesOf({
  graph,
  bindsLengths,
  inputs,
  outputs,
}: AnyModel): Record<"inputs" | "outputs", readonly OpenShape[]> {
  const declared = inputs.map(({ shape }) => shape);
  const takes = (shape: OpenShape) => graph && refusalOf(graph, [shape]) === undefined;
  const open = declared.map((shape) =>
    shape.map((length, at) =>
      at > 0 && length !== null && !bindsLengths && takes(shape.with(at, length + 1)) ? null : length,
    ),
  );
  return graph && takes(open[0]!)
    ? { inputs: open, outputs: graphShapes(graph, open) }
    : { inputs: declared, outputs: outputs.map(({ shape }) => shape) };
}

/**
 * Reads a request. @param binary the bytes behind its JSON, if it says where that ends
 * @throws Refusal with status 400, and what is wrong; ShapeError for what `predict` does not take either
 */
export function readRequest(model: AnyModel, body: string, binary?: Uint8Array): InferRequest {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(body);
  } catch {
    const isOfPython = /\b(NaN|Infinity)\b/.exec(body);
    throw new Refusal(
      400,
      isOfPython ? `The request is not JSON, which has no ${isOfPython[0]}.` : "The request is not JSON.",
    );
  }
  if (typeof given !== "object" || given === null || !Array.isArray(given.inputs)) {
    throw new Refusal(400, 'The request has no list "inputs".');
  }
  checkExtensions(given);
  const { inputNames, outputNames } = model;
  for (const each of given.inputs as WireTensor[]) {
    if (inputNames.includes(each?.name)) continue;
    throw new Refusal(400, `There is no input "${each?.name}". The model takes ${inputNames.join(", ")}.`);
  }
  const bytes = new BinaryTensors(binary);
  const wire = (given.inputs as WireTensor[]).map((each) => withValues(each, bytes));
  bytes.end();
  const inputs = inputNames.map((name, i) => {
    const found = wire.filter((each) => each.name === name);
    if (found.length !== 1)
      throw new Refusal(400, `The input "${name}" is ${found.length ? "given twice" : "missing"}.`);
    return readTensor(found[0]!, datatypes[(model.inputs[i]?.dtype ?? "float32") as keyof typeof datatypes]);
  });
  const { id } = given;
  if (id !== undefined && typeof id !== "string") throw new Refusal(400, "The id of the request is not a text.");
  const sequence = sequenceOf(given.parameters);
  // a step of a sequence is checked where it runs
  if (!sequence) readInputs(model, inputs.length > 1 ? inputs : inputs[0]!);
  const usual = flagOf(given.parameters, "binary_data_output") ?? false;
  const asked = given.outputs === undefined ? outputNames.map((name) => ({ name })) : outputsOf(given.outputs);
  const outputs = asked.map(({ name, parameters }: { name: string; parameters?: unknown }) => {
    const at = outputNames.indexOf(name);
    if (at < 0) throw new Refusal(400, `There is no output "${name}". The model gives ${outputNames.join(", ")}.`);
    return { at, isBinary: flagOf(parameters, "binary_data") ?? usual };
  });
  return { id, inputs, outputs, sequence };
}

/** An input with its values, from the bytes behind the request where it says so. */
function withValues(given: WireTensor & { parameters?: unknown }, bytes: BinaryTensors): WireTensor {
  const { binary_data_size: size } = (given.parameters ?? {}) as { binary_data_size?: unknown };
  if (size === undefined) return given;
  const { name, shape, datatype, data } = given;
  if (data !== undefined) throw new Refusal(400, `"${name}" has both data and a binary_data_size.`);
  return { name, shape, datatype, data: bytes.take(name, datatype, size), isBinary: true };
}

/** A parameter that is true or false, if it is given. */
function flagOf(parameters: unknown, name: string): boolean | undefined {
  const value = (parameters as Record<string, unknown> | null | undefined)?.[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw new Refusal(400, `${name} must be true or false.`);
}

/** Parameters of the protocol's extensions that would give another answer than is asked for. */
const extensions: readonly (readonly [parameter: RegExp, extension: string])[] = [
  [/^shared_memory/, "shared_memory"],
  [/^classification$/, "classification"],
];

/** @throws Refusal for what asks for an extension that is not there */
function checkExtensions(given: Record<string, unknown>): void {
  const lists = [given.inputs, given.outputs].filter(Array.isArray).flat();
  for (const each of [given, ...lists] as ({ parameters?: object } | null)[]) {
    for (const [name, value] of Object.entries(each?.parameters ?? {})) {
      const extension = extensions.find(([parameter]) => parameter.test(name))?.[1];
      if (extension === undefined || value === false) continue;
      throw new Refusal(
        400,
        `${name} is of the extension ${extension}, which is not there: send and ask for tensors as JSON or bytes.`,
      );
    }
  }
}

function outputsOf(outputs: unknown): { name: string; parameters?: unknown }[] {
  if (!Array.isArray(outputs)) throw new Refusal(400, '"outputs" is not a list.');
  return outputs.map((each) => ({ name: String(each?.name), parameters: each?.parameters }));
}

/** `sequence_id`, `sequence_start` and `sequence_end`, as Triton has them. */
function sequenceOf(parameters: unknown): InferRequest["sequence"] {
  if (parameters === undefined) return undefined;
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters))
    throw new Refusal(400, '"parameters" is no object.');
  const { sequence_id: id, sequence_start: starts, sequence_end: ends } = parameters as Record<string, unknown>;
  if (id === undefined) {
    if (starts || ends) throw new Refusal(400, "sequence_start and sequence_end need a sequence_id.");
    return undefined;
  }
  if ((typeof id !== "string" && typeof id !== "number") || id === "" || id === 0)
    throw new Refusal(400, "sequence_id must be a text or a number, and neither empty nor 0.");
  for (const [name, value] of Object.entries({ sequence_start: starts, sequence_end: ends }))
    if (value !== undefined && typeof value !== "boolean") throw new Refusal(400, `${name} must be true or false.`);
  return { id: String(id), starts: starts === true, ends: ends === true };
}

function readTensor({ name, shape, datatype, data, isBinary }: WireTensor, takes: string): Tensor {
  if (!Array.isArray(shape) || !shape.every((length) => Number.isSafeInteger(length) && length >= 0))
    throw new Refusal(400, `The shape of "${name}" is no list of lengths.`);
  if (!isNumber(takes, datatype) && datatype !== takes)
    throw new Refusal(400, `"${name}" takes ${takes}, and the request says the datatype ${shown(datatype)}.`);
  if (Array.isArray(data) && data.some(Array.isArray) && !isNested(data, shape))
    throw new Refusal(
      400,
      `The lists in the data of "${name}" are not nested as its shape ${formatShape(shape)} says.`,
    );
  const flat = Array.isArray(data) ? (data.flat(shape.length) as unknown[]) : undefined;
  if (!flat || flat.length !== sizeOf(shape))
    throw new Refusal(
      400,
      `"${name}" has ${flat?.length ?? "no"} values, and its shape ${formatShape(shape)} holds ${sizeOf(shape)}.`,
    );
  if (shape.length === 0 || shape[0] === 0) throw new Refusal(400, `"${name}" has no row.`);
  const isOdd = (value: unknown) => isBinary && Object.hasOwn(floats, datatype) && !Number.isFinite(value);
  const wrong = flat.findIndex((value) => !fits(value, datatype) && !isOdd(value));
  if (wrong >= 0)
    throw new Refusal(400, `${shown(flat[wrong])} in "${name}" is not of the datatype ${datatype}, or beyond it.`);
  if (takes === "BYTES") return tensor(flat as string[], shape, "string");
  const dtype = datatype === "BOOL" ? "bool" : Object.hasOwn(floats, datatype) ? "float32" : "int32";
  return tensor(flat.map(Number), shape as Shape as number[], dtype);
}

/** Whether lists have the lengths of a shape, at every depth. */
const isNested = (data: unknown, [length, ...rest]: readonly number[]): boolean =>
  length === undefined
    ? !Array.isArray(data)
    : Array.isArray(data) && data.length === length && data.every((each) => isNested(each, rest));

/** Whether numbers of a datatype may stand for those that an input takes: a client need not know which it computes with. */
const isNumber = (takes: string, datatype: string) =>
  takes !== "BYTES" && (Object.hasOwn(floats, datatype) || Object.hasOwn(integers, datatype));

/** Whether a value is of a datatype. Numbers are computed with 32 bits: what is beyond these does not fit either. */
function fits(value: unknown, datatype: string): boolean {
  if (datatype === "BYTES") return typeof value === "string";
  if (datatype === "BOOL") return typeof value === "boolean";
  if (typeof value !== "number") return false;
  if (Object.hasOwn(floats, datatype)) return Math.abs(value) < floats[datatype]!;
  const [least, most] = integers[datatype]!;
  return Number.isInteger(value) && value >= least && value <= most;
}

/** An answer. @throws Refusal with status 500 for numbers that JSON has not */
export function writeAnswer(model: AnyModel, name: string, request: InferRequest, given: readonly Tensor[]): Answer {
  const tensors: Uint8Array[] = [];
  const outputs = request.outputs.map(({ at, isBinary }) => {
    const { shape, dtype } = given[at]!;
    const head = { name: model.outputNames[at], shape, datatype: datatypes[dtype as keyof typeof datatypes] };
    if (isBinary) {
      const bytes = bytesOf(given[at]!);
      tensors.push(bytes);
      return { ...head, parameters: { binary_data_size: bytes.length } };
    }
    const values = Array.from(given[at]!.dataSync() as ArrayLike<number | string>);
    const wrong = values.find((value) => typeof value === "number" && !Number.isFinite(value));
    if (wrong !== undefined)
      throw new Refusal(
        500,
        `The output "${head.name}" has ${wrong} in it, which JSON cannot hold: ask for it as bytes.`,
      );
    return { ...head, data: dtype === "bool" ? values.map(Boolean) : values };
  });
  const json = JSON.stringify({
    model_name: name,
    model_version: "1",
    ...(request.id !== undefined && { id: request.id }),
    outputs,
  });
  return { json, tensors };
}
