/** The words of KServe's inference protocol, version 2, in JSON: requests read and checked, answers written. */
import type { AnyModel } from "../models/index.ts";
import { formatShape, type Shape, sizeOf, type Tensor, tensor } from "../tensor/index.ts";

/** Something wrong with a request, with the status that tells whose fault it is. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Seconds after which trying again makes sense. */
    readonly retryAfter?: number,
  ) {
    super(message);
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

const floats = ["FP32", "FP64", "FP16"];
const integers = ["INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64"];
const datatypes = { float32: "FP32", int32: "INT32", bool: "BOOL", string: "BYTES" } as const;

/** What a model takes and gives, for its page of metadata. */
export function metadataOf(model: AnyModel, name: string): object {
  const told = (names: readonly string[], tensors: AnyModel["inputs"]) =>
    names.map((each, i) => ({
      name: each,
      datatype: datatypes[(tensors[i]?.dtype ?? "float32") as keyof typeof datatypes],
      shape: (tensors[i]?.shape ?? []).map((length) => length ?? -1),
    }));
  return {
    name,
    versions: ["1"],
    platform: "recurve",
    inputs: told(model.inputNames, model.inputs),
    outputs: told(model.outputNames, model.outputs),
  };
}

/** Reads a request. @throws Refusal with status 400, and what is wrong */
export function readRequest(model: AnyModel, body: string): InferRequest {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(body);
  } catch {
    throw new Refusal(400, "The request is not JSON.");
  }
  if (typeof given !== "object" || given === null || !Array.isArray(given.inputs)) {
    throw new Refusal(400, 'The request has no list "inputs".');
  }
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
    return readTensor(found[0]!, model.inputs[i]?.dtype === "string");
  });
  const sequence = sequenceOf(given.parameters);
  if (!sequence) checkShapes(model, inputs);
  const asked = given.outputs === undefined ? outputNames : namesOf(given.outputs);
  const outputs = asked.map((name) => {
    const at = outputNames.indexOf(name);
    if (at < 0) throw new Refusal(400, `There is no output "${name}". The model gives ${outputNames.join(", ")}.`);
    return at;
  });
  return {
    id: typeof given.id === "string" ? given.id : undefined,
    inputs,
    outputs,
    sequence,
  };
}

/** All inputs must have the same number of rows, each as the model takes it; a step of a sequence is checked where it runs. */
function checkShapes(model: AnyModel, inputs: readonly Tensor[]): void {
  for (const [i, { shape }] of inputs.entries()) {
    const wanted = model.inputs[i]!.shape;
    const fits =
      shape.length === wanted.length && shape.every((n, axis) => wanted[axis] === null || wanted[axis] === n);
    const name = model.inputNames[i]!;
    if (!fits)
      throw new Refusal(
        400,
        `"${name}" does not fit: the model takes ${formatShape(wanted)}, and this is ${formatShape(shape)}.`,
      );
    if (shape[0] !== inputs[0]!.shape[0]) throw new Refusal(400, `"${name}" has not as many rows as the first input.`);
  }
}

function namesOf(outputs: unknown): string[] {
  if (!Array.isArray(outputs)) throw new Refusal(400, '"outputs" is not a list.');
  return outputs.map((each) => String((each as WireTensor | null)?.name));
}

/** `sequence_id`, `sequence_start` and `sequence_end`, as Triton has them. */
function sequenceOf(parameters: unknown): InferRequest["sequence"] {
  if (typeof parameters !== "object" || parameters === null) return undefined;
  const { sequence_id: id, sequence_start: starts, sequence_end: ends } = parameters as Record<string, unknown>;
  if (id === undefined) return undefined;
  if ((typeof id !== "string" && typeof id !== "number") || id === "" || id === 0)
    throw new Refusal(400, "sequence_id must be a text or a number, and neither empty nor 0.");
  return { id: String(id), starts: starts === true, ends: ends === true };
}

function readTensor({ name, shape, datatype, data }: WireTensor, takesTexts: boolean): Tensor {
  if (!Array.isArray(shape) || !shape.every((length) => Number.isSafeInteger(length) && length >= 0))
    throw new Refusal(400, `The shape of "${name}" is no list of lengths.`);
  const flat = Array.isArray(data) ? (data.flat(Number.POSITIVE_INFINITY) as unknown[]) : undefined;
  if (!flat || flat.length !== sizeOf(shape))
    throw new Refusal(
      400,
      `"${name}" has ${flat?.length ?? "no"} values, and its shape ${formatShape(shape)} holds ${sizeOf(shape)}.`,
    );
  if (shape.length === 0 || shape[0] === 0) throw new Refusal(400, `"${name}" has no row.`);
  if (takesTexts) {
    if (datatype !== "BYTES" || !flat.every((value) => typeof value === "string"))
      throw new Refusal(400, `"${name}" takes texts, with the datatype BYTES.`);
    return tensor(flat as string[], shape, "string");
  }
  const isNumber = floats.includes(datatype) || integers.includes(datatype);
  const fits = isNumber
    ? flat.every((value) => typeof value === "number" && (floats.includes(datatype) || Number.isInteger(value)))
    : datatype === "BOOL" && flat.every((value) => typeof value === "boolean");
  if (!fits) throw new Refusal(400, `The values of "${name}" are not of the datatype ${datatype}.`);
  const dtype = datatype === "BOOL" ? "bool" : integers.includes(datatype) ? "int32" : "float32";
  return tensor(flat.map(Number), shape as Shape as number[], dtype);
}

/** An answer's body. */
export function writeAnswer(model: AnyModel, name: string, request: InferRequest, given: readonly Tensor[]): string {
  const outputs = request.outputs.map((at) => {
    const { shape, dtype } = given[at]!;
    const data = Array.from(given[at]!.dataSync() as ArrayLike<number>, (value) =>
      dtype === "bool" ? Boolean(value) : value,
    );
    return { name: model.outputNames[at], shape, datatype: datatypes[dtype as keyof typeof datatypes], data };
  });
  return JSON.stringify({ model_name: name, model_version: "1", ...(request.id && { id: request.id }), outputs });
}
