/** Operators that choose what is computed, and how often. */
import { reverse, sliceAxis, squeeze } from "../../../ops/index.ts";
import { normalizeAxis, Tensor, wrap } from "../../../tensor/index.ts";
import { fileError } from "../errors.ts";
import type { Call, Operator, Value } from "./call.ts";
import { stacked } from "./shapes.ts";

/** Runs one of two branches. */
function choose(call: Call): Value[] {
  const condition = call.input(0);
  if (condition.size !== 1) throw call.misfit(0, "a single condition");
  const branch = condition.item() === 0 ? "else_branch" : "then_branch";
  return call.environment.runBranch(call.attributes.graph(branch), []);
}

/**
 * Runs a body round after round, at most as often as input 0 says and while the condition holds. The body takes the round's
 * number, the condition and the carried values; it gives the condition, the carried values, and what each round adds.
 */
function loop(call: Call): Value[] {
  const body = call.attributes.graph("body");
  const most = call.optional(0)?.item() ?? Number.POSITIVE_INFINITY;
  const scalar = (value: number, dtype: "int32" | "bool") =>
    wrap(dtype === "bool" ? Uint8Array.of(value) : Int32Array.of(value), [], dtype);
  let goesOn: Value = call.optional(1) ?? scalar(1, "bool");
  let carried = call.valuesFrom(2);
  const added: Tensor[][] = Array.from({ length: body.outputs.length - 1 - carried.length }, () => []);
  for (let round = 0; round < most && asTensor(call, goesOn).item() !== 0; round++) {
    call.environment.countRound();
    const results = call.environment.runBranch(body, [scalar(round, "int32"), goesOn, ...carried]);
    goesOn = results[0]!;
    carried = results.slice(1, 1 + carried.length);
    for (const [i, list] of added.entries()) list.push(asTensor(call, results[1 + carried.length + i]));
  }
  return [...carried, ...added.map((list) => joined(call, list, 0))];
}

/** Walks over axes of the last inputs together; the body takes the states and one entry of each, and gives the same again. */
function scan(call: Call): Value[] {
  const { attributes, opset } = call;
  if (opset < 9) throw fileError(`${call.node.title} is of an old form.`, "operator set 9 or later", String(opset));
  const body = attributes.graph("body");
  const inputs = call.inputs;
  const count = attributes.int("num_scan_inputs");
  const states = inputs.length - count;
  const axes = attributes.ints("scan_input_axes");
  const sequences = inputs.slice(states).map((sequence, i) => {
    const axis = normalizeAxis(axes?.[i] ?? 0, sequence.rank);
    const isReversed = attributes.ints("scan_input_directions")?.[i] === 1;
    return { axis, sequence: isReversed ? reverse(sequence, axis) : sequence };
  });
  const length = sequences[0]?.sequence.shape[sequences[0].axis] ?? 0;
  if (sequences.some(({ axis, sequence }) => sequence.shape[axis] !== length)) {
    throw call.misfit(states, "sequences of one length");
  }
  let carried: Value[] = inputs.slice(0, states);
  const added: Tensor[][] = Array.from({ length: body.outputs.length - states }, () => []);
  for (let t = 0; t < length; t++) {
    call.environment.countRound();
    const entries = sequences.map(({ axis, sequence }) => squeeze(sliceAxis(sequence, axis, t, t + 1), axis));
    const results = call.environment.runBranch(body, [...carried, ...entries]);
    carried = results.slice(0, states);
    for (const [i, list] of added.entries()) list.push(asTensor(call, results[states + i]));
  }
  const outputs = added.map((list, i) => {
    if (attributes.ints("scan_output_directions")?.[i] === 1) list.reverse();
    return joined(call, list, attributes.ints("scan_output_axes")?.[i] ?? 0);
  });
  return [...carried, ...outputs];
}

function asTensor(call: Call, value: Value | undefined): Tensor {
  if (value instanceof Tensor) return value;
  throw fileError(`the body of ${call.node.title} does not give a tensor where it must.`, "a tensor");
}

/** What the rounds added, along a new axis. */
function joined(call: Call, list: readonly Tensor[], axis: number): Tensor {
  if (list.length > 0) return stacked(list, axis);
  throw fileError(
    `${call.node.title} runs no round, so that the shape of its outputs is unknown.`,
    "one round or more",
  );
}

/** Operators that choose what is computed. */
export const control: Readonly<Record<string, Operator>> = { If: choose, Loop: loop, Scan: scan };
