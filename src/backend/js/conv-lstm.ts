/**
 * A ConvLSTM: the equations of an LSTM at every place of a grid, all places one time step after the other, since each sees its
 * neighbours.
 */
import { sizeOf, type Tensor, wrap } from "../../tensor/index.ts";
import type { RecurrentGradients, RecurrentProblem, RecurrentResult, RecurrentUpstream } from "../backend.ts";
import type { Windows } from "../windows.ts";
import { stepsBack } from "./recurrent-backward.ts";
import { type Row, steps } from "./recurrent-forward.ts";
import { convolve, convolveInputGradient, convolveKernelGradient } from "./windows.ts";

/** A problem whose h U is a convolution. */
export type GridProblem = RecurrentProblem & { windows: Windows };

export const isOverGrids = (problem: RecurrentProblem): problem is GridProblem => problem.windows !== undefined;

const floats = (values: ArrayLike<number>, shape: readonly number[]) =>
  wrap(Float32Array.from(values), shape, "float32");
const part = (x: Tensor, from: number, length: number) =>
  Float64Array.from(x.read().subarray(from * length, (from + 1) * length));

function sizes({ projected, initialHidden, windows }: GridProblem) {
  const [time, rows, width] = projected.shape as [number, number, number];
  const samples = rows / sizeOf(windows.output);
  const grid = (channels: number) => [samples, ...windows.output, channels];
  return { time, rows, width, units: initialHidden.shape[1]!, samples, grid };
}

export function convLstmForward(problem: GridProblem, keep: boolean): RecurrentResult {
  const { time, rows, width, units, grid } = sizes(problem);
  const mask = problem.mask?.read();
  let h: Float64Array = part(problem.initialHidden, 0, rows * units);
  let c: Float64Array = part(problem.initialCell!, 0, rows * units);
  const [hidden, cell, saved]: number[][] = [[], [], []];
  for (let t = 0; t < time; t++) {
    const met = convolve(floats(h, grid(units)), problem.recurrentKernel, problem.windows).read();
    const p = part(problem.projected, t, rows * width);
    const [nextH, nextC, sums] = [h.slice(), c.slice(), new Float64Array(rows * width)];
    for (let b = 0; b < rows; b++) {
      if (mask && !mask[t * rows + b]) continue;
      const row: Row = { drop: () => 1, recur: (_, gate, u) => met[b * width + gate * units + u]! };
      const own = (states: Float64Array) => states.slice(b * units, (b + 1) * units);
      const step = steps.lstm(problem, p.subarray(b * width, (b + 1) * width), own(h), own(c), row);
      nextH.set(step.h, b * units);
      nextC.set(step.c!, b * units);
      sums.set(step.saved, b * width);
    }
    [h, c] = [nextH, nextC];
    hidden!.push(...h);
    cell!.push(...c);
    saved!.push(...sums);
  }
  return {
    hidden: floats(hidden!, [time, rows, units]),
    cell: keep ? floats(cell!, [time, rows, units]) : floats(c, [1, rows, units]),
    ...(keep && { saved: floats(saved!, [time, rows, width]) }),
  };
}

export function convLstmBackward(
  problem: GridProblem,
  result: RecurrentResult,
  upstream: RecurrentUpstream,
): RecurrentGradients {
  const { time, rows, width, units, samples, grid } = sizes(problem);
  const { windows, recurrentKernel, initialHidden, initialCell } = problem;
  const mask = problem.mask?.read();
  const zeros = () => new Float64Array(rows * units);
  const states = (all: Tensor, first: Tensor, t: number) => part(t < 0 ? first : all, Math.max(t, 0), rows * units);
  let dh: Float64Array = upstream.finalHidden ? part(upstream.finalHidden, 0, rows * units) : zeros();
  const dc: Float64Array = upstream.finalCell ? part(upstream.finalCell, 0, rows * units) : zeros();
  const dProjected = new Float64Array(time * rows * width);
  for (let t = time - 1; t >= 0; t--) {
    const arriving = upstream.hidden && part(upstream.hidden, t, rows * units);
    if (arriving) dh = dh.map((value, i) => value + arriving[i]!);
    const [c, cAfter] = [states(result.cell!, initialCell!, t - 1), states(result.cell!, initialCell!, t)];
    const z = Float32Array.from(part(result.saved!, t, rows * width));
    const bypassing = zeros();
    for (let b = 0; b < rows; b++) {
      const own = <T extends Float64Array | Float32Array>(all: T, length: number) =>
        all.subarray(b * length, (b + 1) * length) as T;
      if (mask && !mask[t * rows + b]) {
        bypassing.set(own(dh, units), b * units);
        continue;
      }
      const inputs = { c: own(c, units), cAfter: own(cAfter, units), dh: own(dh, units), dc: own(dc, units).slice() };
      const d = stepsBack.lstm(problem, { z: own(z, width), h: inputs.c, ...inputs });
      dProjected.set(d.gates, (t * rows + b) * width);
      dc.set(d.c!, b * units);
    }
    const d = floats(dProjected.subarray(t * rows * width, (t + 1) * rows * width), grid(width));
    const met = convolveInputGradient(d, recurrentKernel, windows, units).read();
    dh = bypassing.map((value, i) => value + met[i]!);
  }
  const before = [initialHidden.read(), result.hidden.read().subarray(0, (time - 1) * rows * units)];
  const overTime = (channels: number) => [time * samples, ...windows.output, channels];
  return {
    projected: floats(dProjected, problem.projected.shape),
    recurrentKernel: convolveKernelGradient(
      floats(
        before.flatMap((values) => [...(values as Float32Array)]),
        overTime(units),
      ),
      floats(dProjected, overTime(width)),
      windows,
      1,
    ),
    initialHidden: floats(dh, initialHidden.shape),
    initialCell: floats(dc, initialHidden.shape),
  };
}
