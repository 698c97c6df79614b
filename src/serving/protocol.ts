/** The words of KServe's inference protocol, version 2, in JSON: requests read and checked, answers written. */
import type { OpenShape } from "../layers/symbolic.ts";
import { graphShapes } from "../models/graph.ts";
import type { AnyModel } from "../models/index.ts";
import { readInputs, refusalOf } from "../models/read-samples.ts";
import { counted, formatShape, type Shape, shown, sizeOf, type Tensor, tensor } from "../tensor/index.ts";

/** Something wrong with a request, with the status that tells whose fault it is. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Seconds after which trying again makes sense. */
    readonly retryAfter?: number,
  ) {
    super(counted(message));
  }
}

/** A request that fits the model. */
export interface InferRequest {
  id: string | undefined;
  /** One tensor for each input, in the model's order. */
  inputs: readonly Tensor[];
  /** The outputs asked for, by their places in the model. */
  outputs: readonly number[];
  /** The sequence that it belongs to, for models asked step by step. */
  sequence: { id: string; starts: boolean; ends: boolean } | undefined;
}

/** A tensor in the protocol's form. */
interface WireTensor {
  name: string;
  shape: number[];
  datatype: string;
  data: unknown;
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

/** Reads a request. @throws Refusal with status 400, and what is wrong; ShapeError for what `predict` does not take either */
export function readRequest(model: AnyModel, body: string): InferRequest {
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
  const wire = given.inputs as WireTensor[];
  const { inputNames, outputNames } = model;
  for (const each of wire) {
    if (inputNames.includes(each?.name)) continue;
    throw new Refusal(400, `There is no input "${each?.name}". The model takes ${inputNames.join(", ")}.`);
  }
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
  const asked = given.outputs === undefined ? outputNames : namesOf(given.outputs);
  const outputs = asked.map((name) => {
    const at = outputNames.indexOf(name);
    if (at < 0) throw new Refusal(400, `There is no output "${name}". The model gives ${outputNames.join(", ")}.`);
    return at;
  });
  return { id, inputs, outputs, sequence };
}

/** Parameters of the protocol's extensions that would give another answer than is asked for. */
const extensions: readonly (readonly [parameter: RegExp, extension: string])[] = [
  [/^binary_data/, "binary_tensor_data"],
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
        `${name} is of the extension ${extension}, which is not there: send and ask for tensors as JSON.`,
      );
    }
  }
}

function namesOf(outputs: unknown): string[] {
  if (!Array.isArray(outputs)) throw new Refusal(400, '"outputs" is not a list.');
  return outputs.map((each) => String((each as WireTensor | null)?.name));
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

function readTensor({ name, shape, datatype, data }: WireTensor, takes: string): Tensor {
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
  const wrong = flat.findIndex((value) => !fits(value, datatype));
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

/** An answer's body. @throws Refusal with status 500 for numbers that JSON has not */
export function writeAnswer(model: AnyModel, name: string, request: InferRequest, given: readonly Tensor[]): string {
  const outputs = request.outputs.map((at) => {
    const { shape, dtype } = given[at]!;
    const values = Array.from(given[at]!.dataSync() as ArrayLike<number | string>);
    const wrong = values.find((value) => typeof value === "number" && !Number.isFinite(value));
    if (wrong !== undefined)
      throw new Refusal(500, `The output "${model.outputNames[at]}" has ${wrong} in it, which JSON cannot hold.`);
    const data = dtype === "bool" ? values.map(Boolean) : values;
    return { name: model.outputNames[at], shape, datatype: datatypes[dtype as keyof typeof datatypes], data };
  });
  return JSON.stringify({
    model_name: name,
    model_version: "1",
    ...(request.id !== undefined && { id: request.id }),
    outputs,
  });
}
