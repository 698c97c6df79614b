/** Recurrent layers in a learner's words. */
import type { Bidirectional } from "../layers/rnn/bidirectional.ts";
import type { RNN } from "../layers/rnn/rnn.ts";
import { formatShape } from "../tensor/index.ts";
import { contentOf, counted, type ExplainedCall, shapesOf } from "./explain-words.ts";

/** What it reads, in which order, and what it keeps. */
export function explainReading(layer: RNN<number>, { inputs, masked, options }: ExplainedCall): string[] {
  const { goBackwards, stateful } = layer.config;
  const [first] = inputs;
  const way = goBackwards ? "from the last to the first (goBackwards)" : "from the first to the last";
  const reads =
    first!.length === 3
      ? `Reads ${contentOf(first!)}, one step after the other, ${way}.`
      : `Reads the steps of ${formatShape(first!)} one after the other, ${way}.`;
  const start =
    options.initialState !== undefined
      ? ["It starts from the states that it is given (initialState), not from zeros."]
      : stateful
        ? ["Each batch goes on from the states in which the one before it ended (stateful)."]
        : [];
  const atMasked = layer.givesZerosAtMasked
    ? "and its output there is zeros"
    : "and its output there is that of the step before";
  const skips =
    masked && !options.ignoreMask
      ? [`Steps that the mask leaves out change nothing: the state stays as it was, ${atMasked}.`]
      : [];
  return [reads, memoryOf(layer), ...start, ...skips];
}

/** What is kept from step to step, with the gates that decide about it. */
function memoryOf({ cell }: RNN<number>): string {
  const sizes = cell.stateShapes.map((shape) =>
    shape.length === 1 ? counted(shape[0]!, "number") : shape.join(" × "),
  );
  const [size] = sizes;
  if (cell.className === "LSTMCell") {
    return `Between steps it keeps two states of ${size} each: the cell state c, which the forget gate f empties and the input gate i fills, and the hidden state h, which is what the output gate o shows of c.`;
  }
  if (cell.className === "GRUCell") {
    return `Between steps it keeps a hidden state h of ${size}: the update gate z says how much of it stays, the reset gate r how much of it the new candidate sees.`;
  }
  if (cell.className === "SimpleRNNCell") {
    return `Between steps it keeps a hidden state h of ${size}, which is computed anew at each step from the input and the h before.`;
  }
  return `Between steps it keeps ${counted(sizes.length, "state")}: ${sizes.join(", ")}.`;
}

/** What the options make of the outputs. */
export function explainGiving({ config, cell }: RNN<number>, { outputs }: ExplainedCall): string {
  const { returnSequences, returnState, goBackwards } = config;
  const sequences = cell.outputShapes.length;
  const output = shapesOf(outputs.slice(0, sequences));
  const order = goBackwards ? ", the last step's first, since it was read first" : "";
  const given = returnSequences
    ? `the output of every step (returnSequences)${order}: ${output}`
    : `only the output after the step that it reads last (no returnSequences): ${output}`;
  return returnState
    ? `It gives ${given}; and then its last states (returnState): ${shapesOf(outputs.slice(sequences))}.`
    : `It gives ${given}.`;
}

const merged: Readonly<Record<string, string>> = {
  concat: "puts the two outputs side by side (mergeMode concat), so that there are twice as many numbers",
  sum: "adds the two outputs (mergeMode sum)",
  mul: "multiplies the two outputs (mergeMode mul)",
  ave: "takes the mean of the two outputs (mergeMode ave)",
};

/** Two directions and how they are joined. */
export function explainBidirectional(layer: Bidirectional<number>, call: ExplainedCall): string[] {
  const { forwardLayer, config } = layer;
  const { returnSequences, returnState } = forwardLayer.config;
  const { mergeMode } = config;
  const last = returnSequences
    ? "Both outputs of a step stand at that step, so each step knows what came before it and what comes after."
    : "Of each direction it takes the output after the step that it reads last: the forward layer's last step, the backward layer's first.";
  const stateCount = returnState ? 2 * forwardLayer.cell.stateShapes.length : 0;
  const joint = shapesOf(call.outputs.slice(0, call.outputs.length - stateCount));
  const states = returnState
    ? ` Then come the last states of both, the forward layer's first (returnState): ${shapesOf(call.outputs.slice(-stateCount))}.`
    : "";
  const joined = mergeMode === null ? "gives the two outputs apart (mergeMode null)" : merged[mergeMode]!;
  return [
    `Runs two layers with weights of their own over ${contentOf(call.inputs[0]!)}: "${forwardLayer.name}" from one end, "${layer.backwardLayer.name}" from the other.`,
    memoryOf(forwardLayer).replace("Between steps it keeps", "Between steps each keeps"),
    ...(call.masked ? ["Steps that the mask leaves out change no state."] : []),
    last,
    `It ${joined}: ${joint}.${states}`,
  ];
}
