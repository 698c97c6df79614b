/** A trace as pictures: for one row of a batch, the inputs, outputs and inner values of each layer, units by steps. */
import type { layers, Shape, Tensor } from "../../index.ts";

type Trace = layers.Trace;
type CellValues = layers.CellValues;

/** Values over time: a line for each unit, a column for each step. */
export interface TimeMap {
  /** The name of the values in code: `f`, `c`, `weights`. */
  name: string;
  /** What they mean. */
  meaning: string;
  /** Whether values are from 0 to 1, as gates and weights are; otherwise they have either sign. */
  isShare: boolean;
  /** The meaning of a line: a unit, or a query step of attention. */
  line: "unit" | "step";
  /** The number of each line. */
  lines: readonly number[];
  /** The total number of lines. */
  lineCount: number;
  values: readonly (readonly number[])[];
}

/** One call of a layer. */
export interface Part {
  layer: string;
  className: string;
  /** The layers that contain it and its own name, joined by slashes; `name (2)` is the second call of a layer that several calls share. */
  path: string;
  depth: number;
  takes: readonly Shape[];
  gives: readonly Shape[];
  /** Which steps count. */
  mask?: readonly boolean[];
  maps: readonly TimeMap[];
  /** Its output if that has no time axis: numbers of one row. */
  numbers?: readonly number[];
  /** The total number of these, if they are units, not ids of steps. */
  lineCount?: number;
  /** A remark instead of pictures. */
  note?: string;
}

/** The row of the batch, and the number of rows; the units, by default all. */
export interface Choice {
  row: number;
  batch: number;
  units?: readonly number[] | undefined;
}

/** Every call in a model's trace, those of its inputs first. */
export function partsOf(model: Trace, inputNames: readonly string[], choice: Choice): Part[] {
  const inputs = model.inputs.map((input, i): Part => {
    const name = inputNames[i] ?? `input_${i}`;
    const ends = { layer: name, className: "Input", path: name, depth: 0, takes: [], gives: [input.shape] };
    return { ...ends, ...valuesOf(input, "what the model takes", choice, "input") };
  });
  return [...inputs, ...calls(model.layers, "", 0, choice)];
}

/** Names, with the number of each that was there before: `a`, `b`, `a (2)`. */
export function numbered(names: readonly string[]): string[] {
  const times = new Map<string, number>();
  return names.map((name) => {
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return time > 1 ? `${name} (${time})` : name;
  });
}

function calls(traces: readonly Trace[], outer: string, depth: number, choice: Choice): Part[] {
  const names = numbered(traces.map(({ layer }) => layer));
  return traces.flatMap((each, i) => callOf(each, outer + names[i], depth, choice));
}

function callOf(trace: Trace, path: string, depth: number, choice: Choice): Part[] {
  const [output] = trace.outputs;
  const part: Part = {
    layer: trace.layer,
    className: trace.className,
    path,
    depth,
    takes: trace.inputs.map(({ shape }) => shape),
    gives: trace.outputs.map(({ shape }) => shape),
    ...(trace.mask && isOfBatch(trace.mask, choice) && { mask: rowOf(trace.mask, choice.row).map(Boolean) }),
    ...insideOf(trace, output, choice),
  };
  return [part, ...calls(trace.layers, `${path}/`, depth + 1, choice)];
}

type Inside = Pick<Part, "maps" | "numbers" | "lineCount" | "note">;

function insideOf(trace: Trace, output: Tensor | undefined, choice: Choice): Inside {
  if (trace.kind === "layer" || trace.kind === "bidirectional") {
    if (!output) return { maps: [] };
    const [input] = trace.inputs;
    if (trace.kind === "layer" && input && isSame(input, output)) return { maps: [], note: "passes on what it takes" };
    return valuesOf(output, "what the layer gives", choice);
  }
  if (trace.kind === "attention") {
    const { maps, ...rest } = output ? valuesOf(output, "what the layer gives", choice) : { maps: [] };
    return { ...rest, maps: [...weightMaps(trace.weights, choice), ...maps] };
  }
  return { maps: cellMaps(trace, choice) };
}

const isSame = (a: Tensor, b: Tensor) =>
  a.shape.join() === b.shape.join() &&
  a.dtype === b.dtype &&
  a.dataSync().every((value, i) => value === b.dataSync()[i]);

const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lstm: {
    i: "input gate: how much of the candidate comes in",
    f: "forget gate: how much of the old cell state stays",
    g: "candidate: what may come into the cell state",
    o: "output gate: how much of the cell state shows",
    c: "cell state",
    h: "hidden state",
  },
  gru: {
    z: "update gate: how much of the old state stays",
    r: "reset gate: how much of the old state the candidate sees",
    candidate: "what the state may become",
    h: "hidden state",
  },
  simpleRNN: { h: "hidden state" },
};

const gates = ["i", "f", "o", "z", "r"];

function cellMaps(values: CellValues, choice: Choice, prefix = ""): TimeMap[] {
  if (values.kind === "stack") return values.cells.flatMap((cell, i) => cellMaps(cell, choice, `${prefix}cell ${i} `));
  if (values.kind === "cell") {
    return values.states.flatMap((state, i) =>
      unitMap(`${prefix}state ${i}`, "a state after each step", state, choice),
    );
  }
  return Object.entries(meanings[values.kind]!).flatMap(([name, meaning]) => {
    const tensor = (values as unknown as Record<string, Tensor>)[name]!;
    return unitMap(prefix + name, meaning, tensor, choice, gates.includes(name));
  });
}

/** A tensor's part of a row: a map if it has a time axis, otherwise its numbers. */
function valuesOf(tensor: Tensor, meaning: string, choice: Choice, name = "output"): Inside {
  if (!isOfBatch(tensor, choice)) return { maps: [], note: "its rows are not those of the data" };
  if (tensor.dtype === "string") return { maps: [], note: "texts" };
  if (tensor.rank > 2) return { maps: unitMap(name, meaning, tensor, choice) };
  const numbers = rowOf(tensor, choice.row);
  if (tensor.dtype === "int32") return { maps: [], numbers };
  return { maps: [], numbers: chosen(numbers, choice).map((i) => numbers[i]!), lineCount: numbers.length };
}

/** (batch, time, ...) of one row; all axes after time are its units. */
function unitMap(name: string, meaning: string, tensor: Tensor, choice: Choice, isShare = false): TimeMap[] {
  if (!isOfBatch(tensor, choice)) return [];
  const steps = tensor.shape[1]!;
  const row = rowOf(tensor, choice.row);
  const count = steps === 0 ? 0 : row.length / steps;
  const lines = chosen({ length: count }, choice);
  const values = lines.map((unit) => Array.from({ length: steps }, (_, t) => row[t * count + unit]!));
  return count === 0 ? [] : [{ name, meaning, isShare, line: "unit", lines, lineCount: count, values }];
}

/** (batch, Tq, Tv), or with an axis of heads: a map for each head. */
function weightMaps(weights: Tensor, choice: Choice): TimeMap[] {
  if (!isOfBatch(weights, choice)) return [];
  const [queries, values] = weights.shape.slice(-2) as [number, number];
  const row = rowOf(weights, choice.row);
  const heads = row.length / (queries * values);
  return Array.from({ length: heads }, (_, head) => ({
    name: heads > 1 ? `weights of head ${head}` : "weights",
    meaning: "how much each step of the query (line) takes of each step of the value (column)",
    isShare: true,
    line: "step",
    lines: Array.from({ length: queries }, (_, q) => q),
    lineCount: queries,
    values: Array.from({ length: queries }, (_, q) => {
      const begin = (head * queries + q) * values;
      return row.slice(begin, begin + values);
    }),
  }));
}

const isOfBatch = ({ shape }: Tensor, { batch }: Choice) => shape.length > 0 && shape[0] === batch;

function rowOf(tensor: Tensor, row: number): number[] {
  const size = tensor.size / tensor.shape[0]!;
  return Array.from(tensor.dataSync() as ArrayLike<number> as number[]).slice(row * size, (row + 1) * size);
}

/** The chosen units that exist. */
function chosen({ length }: { length: number }, { units }: Choice): number[] {
  return units ? units.filter((unit) => unit < length) : Array.from({ length }, (_, unit) => unit);
}
