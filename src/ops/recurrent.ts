/** The fused recurrence over time: forward and backward of a whole SimpleRNN, LSTM or GRU sequence. */
import { isTracked, recordMany } from "../autodiff/tape.ts";
import type { RecurrentProblem } from "../backend/backend.ts";
import { run } from "../backend/current.ts";
import { ShapeError, type Tensor, viewAs } from "../tensor/index.ts";

/** The result of a whole sequence of a recurrent layer. B batch, T time, U units. */
export interface Recurrence {
  /** The hidden state after each step, [T, B, U]. */
  hidden: Tensor;
  /** The hidden state after the last step, [B, U]. */
  finalHidden: Tensor;
  /** lstm only: the cell state after the last step, [B, U]. */
  finalCell: Tensor | undefined;
  /** lstm only, if requested: the cell states after each step, [T, B, U]. */
  cell: Tensor | undefined;
}

/**
 * Runs a recurrence; see {@link RecurrentProblem} for equations and shapes. Gradients flow to `projected`, the
 * recurrent kernel and bias, and the initial states.
 * @param keepsCells whether an LSTM's cell states of all steps are wanted
 */
export function recurrent(problem: RecurrentProblem, keepsCells = false): Recurrence {
  const { projected, recurrentKernel, recurrentBias, initialHidden, initialCell } = problem;
  const [time, batch] = projected.shape as [number, number];
  const units = initialHidden.shape[1]!;
  if (time === 0) {
    throw new ShapeError({
      what: "A recurrent layer received an empty sequence.",
      expected: "at least one time step",
      received: "0 time steps",
    });
  }
  const sources = [projected, recurrentKernel, initialHidden, initialCell, recurrentBias];
  const inputs = sources.filter((source) => source !== undefined);
  return run((engine) => {
    const result = engine.recurrentForward(problem, keepsCells || isTracked(inputs));
    const last = (states: Tensor) => {
      const steps = states.shape[0]!;
      const step = steps === 1 ? states : engine.slice(states, [steps - 1, 0, 0], [1, batch, units]);
      return viewAs(step, [batch, units]);
    };
    const finalHidden = last(result.hidden);
    const finalCell = result.cell && last(result.cell);
    const outputs = finalCell ? [result.hidden, finalHidden, finalCell] : [result.hidden, finalHidden];
    recordMany(outputs, inputs, ([dHidden, dFinalHidden, dFinalCell]) => {
      const upstream = { hidden: dHidden, finalHidden: dFinalHidden, finalCell: dFinalCell };
      const d = run((backward) => backward.recurrentBackward(problem, result, upstream));
      const gradients = [d.projected, d.recurrentKernel, d.initialHidden, d.initialCell, d.recurrentBias];
      return gradients.filter((_, i) => sources[i] !== undefined);
    });
    return { hidden: result.hidden, finalHidden, finalCell, cell: keepsCells ? result.cell : undefined };
  });
}
