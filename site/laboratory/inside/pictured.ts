/** A recurrent layer at work, as numbers that travel from the worker to the page. */
import type { layers, Tensor } from "recurve";
import type { CellName } from "./setup.ts";

/** Steps by units (or features). */
export type Steps = readonly (readonly number[])[];

/** One direction of one recurrent layer, and what it did with one sequence. */
export interface PicturedLayer {
  readonly name: string;
  readonly kind: CellName;
  /** Set in a Bidirectional. */
  readonly direction: "forward" | "backward" | undefined;
  /** Whether it reads from the last step to the first. */
  readonly backwards: boolean;
  readonly units: number;
  readonly inputs: Steps;
  /** Each gate and state by its name in code, in the order of the input. */
  readonly values: Readonly<Record<string, Steps>>;
  /** Which steps count; absent: all. */
  readonly mask?: readonly boolean[];
  readonly start: number;
  readonly kernel: Steps;
  readonly recurrentKernel: Steps;
  readonly bias: Steps;
  /** The size of the loss's gradient at each step. */
  readonly gradient?: readonly number[];
}

/** Which names a cell's values have, those of gates first; and the blocks of its weights in their order. */
export const parts = {
  lstm: { gates: ["f", "i", "o"], names: ["f", "i", "o", "g", "c", "h"], blocks: ["i", "f", "g", "o"] },
  gru: { gates: ["z", "r"], names: ["z", "r", "candidate", "h"], blocks: ["z", "r", "candidate"] },
  simpleRNN: { gates: [], names: ["h"], blocks: ["h"] },
} as const satisfies Record<CellName, { gates: string[]; names: string[]; blocks: string[] }>;

/** Whether values of this name lie between 0 and 1. */
export const isGate = (kind: CellName, name: string) => (parts[kind].gates as readonly string[]).includes(name);

type Trace = layers.Trace;
type RecurrentLayer = {
  name: string;
  config: { goBackwards?: boolean };
  getWeights(): Tensor[];
  setWeights(weights: readonly Tensor[]): void;
};

/**
 * The recurrent layers in a model's trace, the lowest first.
 * @param recurrent the layers themselves, in the order of the trace
 * @param gradients the size of the gradient at each step, in the same order
 * @param start what the states of the uppermost layer start from; those below start from 0
 */
export function picturedLayers(
  trace: Trace,
  recurrent: readonly RecurrentLayer[],
  gradients: readonly (readonly number[])[],
  start: number,
): PicturedLayer[] {
  const top = trace.layers.findLast(({ kind }) => kind !== "layer");
  let count = 0;
  const picture = (traced: Trace, outer?: Trace, direction?: "forward" | "backward"): PicturedLayer[] => {
    const { kind, layer: name } = traced;
    if (kind !== "lstm" && kind !== "gru" && kind !== "simpleRNN") return [];
    const layer = recurrent[count]!;
    const gradient = gradients[count++];
    const [kernel, recurrentKernel, bias] = layer.getWeights();
    const values = Object.fromEntries(
      parts[kind].names.map((part) => [part, firstRow((traced as unknown as Record<string, Tensor>)[part]!)]),
    );
    const input = (outer ?? traced).inputs[0]!;
    return [
      {
        name,
        kind,
        direction,
        backwards: layer.config.goBackwards === true,
        units: values.h![0]!.length,
        inputs: firstRow(input),
        values,
        ...(input.mask && {
          mask: Array.from(input.mask.dataSync() as ArrayLike<number>, Boolean).slice(0, input.shape[1]),
        }),
        start: (outer ?? traced) === top ? start : 0,
        kernel: rows(kernel!),
        recurrentKernel: rows(recurrentKernel!),
        bias: rows(bias!),
        ...(gradient && { gradient }),
      },
    ];
  };
  return trace.layers.flatMap((each) =>
    each.kind === "bidirectional"
      ? [...picture(each.forward, each, "forward"), ...picture(each.backward, each, "backward")]
      : picture(each),
  );
}

/** The recurrent layers among these; a Bidirectional is replaced by the two inside it. */
export function recurrentLayers(all: readonly layers.Layer<number>[]): RecurrentLayer[] {
  const found = all.flatMap((layer) => {
    const { forwardLayer, backwardLayer } = layer as unknown as Partial<layers.Bidirectional>;
    return forwardLayer && backwardLayer ? [forwardLayer, backwardLayer] : [layer];
  });
  return found.filter((layer) => "cell" in layer) as unknown as RecurrentLayer[];
}

/** (batch, time, units) of the first row of the batch. */
function firstRow(values: Tensor): Steps {
  const [, steps, width] = values.shape as [number, number, number];
  return split(values.dataSync() as ArrayLike<number>, steps, width);
}

const rows = (matrix: Tensor): Steps => {
  const [count, width] = matrix.rank === 1 ? [1, matrix.size] : (matrix.shape as [number, number]);
  return split(matrix.dataSync() as ArrayLike<number>, count, width);
};

const split = (flat: ArrayLike<number>, count: number, width: number): Steps =>
  Array.from({ length: count }, (_, row) => Array.from({ length: width }, (_, i) => flat[row * width + i]!));

/** The step that was computed before this one; undefined for the first. */
export function stepBefore({ backwards, inputs }: PicturedLayer, step: number): number | undefined {
  const before = backwards ? step + 1 : step - 1;
  return before >= 0 && before < inputs.length ? before : undefined;
}

/** A value one step earlier in the order of computing: what the state starts from before the first. */
export function valueBefore(layer: PicturedLayer, name: "h" | "c", step: number, unit: number): number {
  const before = stepBefore(layer, step);
  return before === undefined ? layer.start : layer.values[name]![before]![unit]!;
}

/** What goes into a gate or candidate of a unit: from the input, from the old hidden state, and its bias. */
export interface Sums {
  readonly input: number;
  readonly memory: number;
  readonly bias: number;
}

/** The sums before a gate's sigmoid or a candidate's tanh. A GRU's candidate sees the old state through its reset gate. */
export function sumsOf(layer: PicturedLayer, name: string, step: number, unit: number): Sums {
  const { kind, units, kernel, recurrentKernel, bias } = layer;
  const column = (parts[kind].blocks as readonly string[]).indexOf(name) * units + unit;
  const before = stepBefore(layer, step);
  const state = (i: number) => (before === undefined ? layer.start : layer.values.h![before]![i]!);
  const input = layer.inputs[step]!.reduce((sum, x, i) => sum + x * kernel[i]![column]!, 0);
  const recurred = recurrentKernel.reduce((sum, row, i) => sum + state(i) * row[column]!, 0);
  if (kind !== "gru") return { input, memory: recurred, bias: bias[0]![column]! };
  // resetAfter: the recurrent product has a bias of its own, and is reset with it
  const share = name === "candidate" ? layer.values.r![step]![unit]! : 1;
  return { input, memory: share * (recurred + (bias[1]?.[column] ?? 0)), bias: bias[0]![column]! };
}
