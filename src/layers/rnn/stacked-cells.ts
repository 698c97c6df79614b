/** Several cells as one: at every step, each takes the output of the previous one. */
import { ConfigError, type Declared, readOptions, type Shape, type Tensor, takes } from "../../tensor/index.ts";
import { type LayerConfig, layerOptions } from "../config.ts";
import type { OpenShape } from "../symbolic.ts";
import type { CellValues } from "../trace-values.ts";
import {
  type CellPath,
  type CellSize,
  type CellStack,
  type CellStep,
  RNNCell,
  type SequenceContext,
  type SequenceStart,
} from "./cell.ts";

/** Options of `layers.stackedRNNCells`: the cells that together make one. */
export interface StackedRNNCellsOptions extends LayerConfig {
  /** The cells, the first one nearest to the input. */
  cells: readonly RNNCell[];
}

const stackedCellsOptions = {
  ...layerOptions,
  cells: takes.required(takes.list),
} satisfies Declared<StackedRNNCellsOptions>;

/** A stack of cells. States are those of the first cell, then of the second, and so on. */
export class StackedRNNCells extends RNNCell implements CellStack {
  override readonly className = "StackedRNNCells";
  override readonly config: Readonly<StackedRNNCellsOptions>;

  constructor(options: StackedRNNCellsOptions) {
    super();
    this.config = readOptions("StackedRNNCells", options, stackedCellsOptions);
    if (this.cells.length === 0 || this.cells.some((cell) => !(cell instanceof RNNCell))) {
      throw new ConfigError({
        what: "StackedRNNCells needs a list of cells.",
        expected: "one or more cells, for example layers.lstmCell({ units: 8 })",
        received: this.cells.length === 0 ? "an empty list" : "something that is not a cell",
        hint: "to stack layers rather than cells, put them one after another in a model, all but the last with returnSequences",
      });
    }
  }

  /** The cells, the first one nearest to the input. */
  get cells(): readonly RNNCell[] {
    return this.config.cells;
  }

  override get children(): readonly RNNCell[] {
    return this.cells;
  }

  get stateSizes(): readonly CellSize[] {
    return this.cells.flatMap((cell) => cell.stateSizes);
  }

  override get stateShapes(): readonly Shape[] {
    return this.cells.flatMap((cell) => cell.stateShapes);
  }

  override get outputSize(): number | readonly CellSize[] {
    return this.cells.at(-1)!.outputSize;
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    let given = inputs;
    for (const cell of this.cells) given = cell.computeOutputShapes(given).slice(0, cell.outputShapes.length);
    return super.computeOutputShapes(inputs);
  }

  protected override build(inputs: readonly OpenShape[]): void {
    let given = inputs;
    for (const cell of this.cells) {
      cell.ensureBuilt(given);
      given = cell.outputShapes.map((shape) => [inputs[0]![0]!, ...shape]);
    }
  }

  override initialStates(batch: number): Tensor[] {
    return this.cells.flatMap((cell) => cell.initialStates(batch));
  }

  override startSequence(batch: number, features: number, start: SequenceStart): SequenceContext {
    const widths = [features, ...this.cells.map((cell) => cell.outputShapes[0]!.at(-1)!)];
    return {
      training: start.training,
      inner: this.cells.map((cell, i) => cell.startSequence(batch, widths[i]!, start)),
    };
  }

  step(x: Tensor, states: readonly Tensor[], sequence: SequenceContext): CellStep {
    const own = this.splitStates(states);
    const next: Tensor[] = [];
    let output = x;
    for (const [i, cell] of this.cells.entries()) {
      const result = cell.step(output, own[i]!, sequence.inner![i]!);
      output = result.output;
      next.push(...result.states);
    }
    return { output, states: next };
  }

  override inside(
    x: Tensor,
    before: readonly Tensor[],
    after: readonly Tensor[],
    sequence: SequenceContext,
  ): CellValues {
    const [from, to] = [this.splitStates(before), this.splitStates(after)];
    // a built-in cell's output is its first state
    const cells = this.cells.map((cell, i) =>
      cell.inside(i === 0 ? x : to[i - 1]![0]!, from[i]!, to[i]!, sequence.inner![i]!),
    );
    return { kind: "stack", cells };
  }

  splitStates(states: readonly Tensor[]): Tensor[][] {
    let from = 0;
    return this.cells.map((cell) => states.slice(from, (from += cell.stateSizes.length)));
  }

  override path(): CellPath {
    return this.cells.map((cell) => cell.path()).find((path) => !path.fused) ?? { fused: true, stack: this };
  }

  override clone(): this {
    return new StackedRNNCells({ ...this.config, cells: this.cells.map((cell) => cell.clone()) }) as this;
  }
}

/** Several cells as one cell; see {@link StackedRNNCells}. */
export function stackedRNNCells(options: StackedRNNCellsOptions): StackedRNNCells {
  return new StackedRNNCells(options);
}
