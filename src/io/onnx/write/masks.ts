/**
 * Masked sequences for operators that only know lengths. The steps that count are moved to the front, in their order; the
 * recurrence runs over that many; its outputs are moved back. A masked step then repeats the output before it, or gives
 * zeros, as in Keras. It holds for masks of any pattern. Axis letters: B batch, T time, F features, U units.
 */
import { FLOAT, type GraphBuilder, INT64 } from "./graph-builder.ts";

/** A sequence with the steps that count in front. */
export interface Packed {
  /** (B, T, F). */
  readonly sequence: string;
  /** How many steps of each row count, int32 (B). */
  readonly lengths: string;
  /** The mask as int64, (B, T). */
  readonly valid: string;
}

/** Moves the steps that count to the front. */
export function pack(graph: GraphBuilder, sequence: string, mask: string): Packed {
  const valid = graph.cast(mask, INT64);
  const time = graph.node("Gather", [graph.node("Shape", [mask]), graph.integers(1)]);
  // steps that count come first, each group in its order: the largest keys of T valid - t
  const steps = graph.node("Range", [graph.integer(0), graph.squeeze(time, 0), graph.integer(1)]);
  const keys = graph.node("Sub", [graph.node("Mul", [valid, time]), steps]);
  const [, order] = graph.many("TopK", [keys, time], 2, { axis: 1, largest: 1, sorted: 1 });
  const counts = graph.reduce("ReduceSum", valid, [1], false);
  return {
    sequence: takeSteps(graph, sequence, order!),
    lengths: graph.cast(counts, 6),
    valid,
  };
}

/** Moves outputs (B, T, U) back to where their steps were; `backwards` where the recurrence ran from the last step on. */
export function unpack(
  graph: GraphBuilder,
  outputs: string,
  { valid }: Packed,
  { backwards, zeros }: { backwards: boolean; zeros: boolean },
): string {
  // how many steps count up to and with each
  const sofar = graph.node("CumSum", [valid, graph.integer(1)]);
  const zero = graph.integer(0);
  // the step itself, or the last one that counts before it in the order of the run
  const wanted = backwards ? graph.node("Sub", [sofar, valid]) : graph.node("Sub", [sofar, graph.integer(1)]);
  const count = graph.reduce("ReduceSum", valid, [1], true);
  const last = graph.node("Max", [graph.node("Sub", [count, graph.integer(1)]), zero]);
  const places = graph.node("Min", [graph.node("Max", [wanted, zero]), last]);
  const exists = backwards ? graph.node("Less", [wanted, count]) : graph.node("Greater", [sofar, zero]);
  const kept = zeros ? graph.cast(valid, FLOAT) : graph.cast(exists, FLOAT);
  return graph.node("Mul", [takeSteps(graph, outputs, places), graph.unsqueeze(kept, -1)]);
}

/** The steps of each row at these positions: (B, T, ...) and int64 (B, N) give (B, N, ...). */
function takeSteps(graph: GraphBuilder, sequence: string, positions: string): string {
  return graph.node("GatherND", [sequence, graph.unsqueeze(positions, -1)], { batch_dims: 1 });
}
