/** Operators on lists of tensors, which PyTorch's exporter writes where it unrolls a loop over time. */
import { sliceAxis, squeeze } from "../../../ops/index.ts";
import { normalizeAxis, type Tensor, wrap } from "../../../tensor/index.ts";
import type { Call, Operator } from "./call.ts";
import { wholePositions } from "./positions.ts";
import { joined, stacked } from "./shapes.ts";

/** Parts of an axis: of the lengths given, of one length given, or single entries, whose axis goes unless it is kept. */
function splitToList(call: Call): [Tensor[]] {
  const x = call.input(0);
  const axis = normalizeAxis(call.attributes.int("axis", 0), x.rank);
  const length = x.shape[axis]!;
  const given = call.optional(1);
  const each = given === undefined ? 1 : given.rank === 0 ? given.item() : undefined;
  if (each !== undefined && each < 1) throw call.misfit(1, "a length of 1 or more");
  const lengths = each
    ? Array.from({ length: Math.ceil(length / each) }, (_, i) => Math.min(each, length - i * each))
    : call.integers(1);
  if (lengths.some((part) => part < 0) || lengths.reduce((a, b) => a + b, 0) !== length) {
    throw call.misfit(1, `lengths that add up to ${length}`);
  }
  let from = 0;
  const parts = lengths.map((part) => sliceAxis(x, axis, from, (from += part)));
  const drops = given === undefined && call.attributes.int("keepdims", 1) === 0;
  return [drops ? parts.map((part) => squeeze(part, axis)) : parts];
}

function insert(call: Call): [Tensor[]] {
  const list = [...call.list(0)];
  // a position may be that after the last entry
  const at = call.optional(2) ? wholePositions([call.number(2)], list.length + 1)[0]! : list.length;
  list.splice(at, 0, call.input(1));
  return [list];
}

function join(call: Call): Tensor {
  const list = call.list(0);
  const axis = call.attributes.int("axis");
  return call.attributes.int("new_axis", 0) === 0 ? joined(list, axis) : stacked(list, axis);
}

/** Operators on lists of tensors. */
export const sequences: Readonly<Record<string, Operator>> = {
  ConcatFromSequence: join,
  SequenceAt: (call) => {
    const list = call.list(0);
    return list[wholePositions([call.number(1)], list.length)[0]!]!;
  },
  SequenceConstruct: (call) => [call.inputs],
  SequenceEmpty: () => [[]],
  SequenceInsert: insert,
  SequenceLength: (call) => wrap(Int32Array.of(call.list(0).length), [], "int32"),
  SplitToSequence: splitToList,
};
