/** The fused recurrence over time: forward and backward of a whole SimpleRNN, LSTM or GRU sequence. */
import { isTracked, recordMany } from "../autodiff/tape.ts";
import type {
  Backend,
  PredictionResult,
  RecurrentPrediction,
  RecurrentProblem,
  RecurrentResult,
} from "../backend/backend.ts";
import { backend, run } from "../backend/current.ts";
import { ShapeError, type Tensor, viewAs } from "../tensor/index.ts";
import { cast } from "./cast.ts";

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
  if (projected.shape[0] === 0) {
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
    const { hidden, finalHidden, finalCell } = withLast(engine, result);
    const outputs = finalCell ? [hidden, finalHidden, finalCell] : [hidden, finalHidden];
    recordMany(outputs, inputs, ([dHidden, dFinalHidden, dFinalCell]) => {
      const upstream = { hidden: dHidden, finalHidden: dFinalHidden, finalCell: dFinalCell };
      const d = run((backward) => backward.recurrentBackward(problem, result, upstream));
      const gradients = [d.projected, d.recurrentKernel, d.initialHidden, d.initialCell, d.recurrentBias];
      return gradients.filter((_, i) => sources[i] !== undefined);
    });
    return { hidden, finalHidden, finalCell, cell: keepsCells ? result.cell : undefined };
  });
}

/**
 * {@link recurrent} of inputs (B, T, F) that are not projected yet: each step's are projected within the recurrence, so the gates of
 * all steps are never in memory together, and nothing is put into the order of time. Undefined where a gradient is wanted, or the
 * backend gains nothing by it; `rest` is then not called.
 */
export function recurrentPrediction(
  inputs: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  rest: () => Omit<RecurrentPrediction, "inputs" | "kernel" | "bias">,
): PredictionResult | undefined {
  const [batch, time] = inputs.shape as [number, number];
  if (!backend().projectsWithin?.(time, batch, kernel.shape[1]!)) return undefined;
  const problem = { ...rest(), inputs: cast(inputs, "float32"), kernel, bias };
  const { recurrentKernel, recurrentBias, initialHidden, initialCell } = problem;
  if (isTracked([inputs, kernel, bias, recurrentKernel, recurrentBias, initialHidden, initialCell])) return undefined;
  return run((engine) => engine.recurrentPrediction?.(problem));
}

/** A result, with the last step's states apart. */
function withLast(engine: Backend, { hidden, cell }: RecurrentResult): Recurrence {
  const last = (states: Tensor) => {
    const [steps, batch, units] = states.shape as [number, number, number];
    const step = steps === 1 ? states : engine.slice(states, [steps - 1, 0, 0], [1, batch, units]);
    return viewAs(step, [batch, units]);
  };
  return { hidden, finalHidden: last(hidden), finalCell: cell && last(cell), cell: undefined };
}
