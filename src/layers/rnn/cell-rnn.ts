/** The recurrent layer around any cell: your own, several built-in ones, or one with several inputs and outputs. */
import { logicalAnd } from "../../ops/index.ts";
import {
  alikeTolerant,
  ConfigError,
  checkIsRecord,
  formatShape,
  readOptions,
  ShapeError,
  sameShape,
  shown,
  type Tensor,
} from "../../tensor/index.ts";
import type { CallContext } from "../context.ts";
import { type CallOptions, listOf, type OpenShape } from "../symbolic.ts";
import { RNNCell, type SequenceContext } from "./cell.ts";
import { GatedCell } from "./gated-cell.ts";
import { RNN, type RNNOptions, rnnOptions, type StatesCount, stepOf } from "./rnn.ts";
import { StackedRNNCells } from "./stacked-cells.ts";

/** A recurrent layer around any cell; see {@link rnn}. */
export class CellRNN<Count extends number = 1> extends RNN<Count, number> {
  override readonly inputCount: number | undefined;
  override readonly callOptions: readonly (keyof CallOptions)[] = ["initialState", "ignoreMask", "constants"];
  private constantShapes: readonly OpenShape[] | undefined;

  constructor(config: RNN["config"], cell: RNNCell<any, any>) {
    super(config, cell);
    this.inputCount = cellsIn(cell)[0] instanceof GatedCell ? 1 : undefined;
  }

  override computeOutputShapes(inputs: readonly OpenShape[], options: CallOptions = {}): OpenShape[] {
    this.takeConstants(options);
    const shapes = super.computeOutputShapes(inputs);
    const other = inputs.find(([batch, time]) => differ(batch, inputs[0]![0]) || differ(time, inputs[0]![1]));
    if (other) throw this.inputError(`batch and time as in the first input, ${formatShape(inputs[0]!)}`, other);
    return shapes;
  }

  override getConfig(): this["config"] & { name: string; cell: RNNCell<any, any> } {
    return { ...super.getConfig(), cell: this.cell };
  }

  override clone(changes: Partial<RNNOptions>): RNN<number> {
    return new CellRNN({ ...this.config, ...changes }, this.cell.clone());
  }

  /** The shapes of constants, which the cell's `build` gets after those of its inputs. */
  private takeConstants({ constants }: CallOptions): void {
    if (constants === undefined) return;
    if (cellsIn(this.cell).every((cell) => cell instanceof GatedCell)) {
      throw new ConfigError({
        what: `The cell of RNN "${this.name}" uses no constants.`,
        expected: "a cell of your own, whose `step` reads `sequence.constants`",
        received: this.cell.className,
      });
    }
    this.constantShapes = listOf(constants).map(({ shape }) => shape);
  }

  protected override build(inputs: readonly OpenShape[]): void {
    let given = inputs.map(stepOf);
    for (const cell of cellsIn(this.cell)) {
      cell.ensureBuilt([...given, ...(this.constantShapes ?? [])]);
      given = cell.outputShapes.map((shape) => [inputs[0]![0]!, ...shape]);
    }
    super.build(inputs);
  }

  protected override startSequence(x: Tensor, context: CallContext): SequenceContext {
    const { constants } = context;
    const sequence = super.startSequence(x, context);
    return constants === undefined ? sequence : withConstants(sequence, listOf<Tensor>(constants as Tensor));
  }

  /** A step counts where it counts in every input that has a mask. */
  override call(inputs: readonly Tensor[], context: CallContext): Tensor[] {
    const outputs = super.call(inputs, { ...context, masks: jointMask(context.masks) });
    this.checkStep(outputs);
    return outputs;
  }

  override computeMasks(inputs: readonly Tensor[], context: CallContext): (Tensor | undefined)[] {
    return super.computeMasks(inputs, { ...context, masks: jointMask(context.masks) });
  }

  /** @throws ShapeError when `step` returns something else than `outputSize` and `stateSizes` say */
  private checkStep(outputs: readonly Tensor[]): void {
    const { cell, config } = this;
    const shapes = [...cell.outputShapes, ...(config.returnState ? cell.stateShapes : [])];
    const given = outputs.map(({ shape }, i) =>
      shape.slice(config.returnSequences && i < cell.outputShapes.length ? 2 : 1),
    );
    if (given.length === shapes.length && given.every((shape, i) => sameShape(shape, shapes[i]!))) return;
    throw new ShapeError({
      what: `A step of the cell ${cell.className} returns something else than its sizes say.`,
      expected: `for each row ${shapes.map(formatShape).join(", ")}, by \`outputSize\`${config.returnState ? " and `stateSizes`" : ""}`,
      received: given.map(formatShape).join(", "),
    });
  }
}

/** A cell, or those of a stack, starting with the one nearest to the input. */
function cellsIn(cell: RNNCell<any, any>): RNNCell<any, any>[] {
  return cell instanceof StackedRNNCells ? cell.cells.flatMap(cellsIn) : [cell];
}

/** A sequence's context with constants, for every cell of a stack. */
function withConstants(context: SequenceContext, constants: readonly Tensor[]): SequenceContext {
  const inner = context.inner?.map((each) => withConstants(each, constants));
  return { ...context, constants, ...(inner && { inner }) };
}

function jointMask(masks: readonly (Tensor | undefined)[]): (Tensor | undefined)[] {
  const given = [...new Set(masks.filter((mask) => mask !== undefined))];
  return given.length > 0 ? [given.reduce((joint, mask) => logicalAnd(joint, mask))] : [];
}

/** Whether two lengths, where both are known, are different. */
function differ(length: number | null | undefined, other: number | null | undefined): boolean {
  return typeof length === "number" && typeof other === "number" && length !== other;
}

/** Options of `layers.rnn`: a cell, and how the layer walks over time. */
export interface RNNLayerOptions extends RNNOptions {
  /** A cell, or several that become one {@link StackedRNNCells}. */
  cell: RNNCell<any, any> | readonly RNNCell<any, any>[];
}

/** Number of outputs of the cell in a layer's options, or of the last one. */
type CellOutputs<C> = C extends { cell: RNNCell<any, infer Output> | readonly [...any, RNNCell<any, infer Output>] }
  ? Output extends Tensor
    ? 1
    : number
  : 1;

/**
 * A recurrent layer around a cell: a built-in one, a list of them, or your own class (see {@link RNNCell}).
 *
 * Input (batch, time, ...); output (batch, width), or (batch, time, width) with `returnSequences`; with `returnState`
 * also every state of the cell after the last step. Where the cell takes several sequences, apply the layer to a list; where it
 * gives several outputs, each is one. `apply(x, { constants })` hands tensors to every step, as `sequence.constants`; the cell's
 * `build` is given their shapes behind those of its inputs.
 */
export function rnn<const C extends RNNLayerOptions>(
  options: C,
): CellRNN<C extends { returnState: true } ? number : CellOutputs<C> extends 1 ? StatesCount<C, number> : number> {
  checkIsRecord("rnn", options);
  const { cell, ...rest } = options;
  const list: readonly RNNCell[] = cell instanceof RNNCell ? [cell] : (cell as readonly RNNCell[]);
  if (!Array.isArray(list) || list.some((entry) => !(entry instanceof RNNCell))) {
    throw new ConfigError({
      what: "rnn needs a cell, or a list of cells.",
      expected: "for example { cell: layers.lstmCell({ units: 8 }) }",
      received: shown(cell),
    });
  }
  const whole = cell instanceof RNNCell ? cell : new StackedRNNCells({ cells: list });
  return new CellRNN(
    readOptions<RNNOptions, typeof rnnOptions>("rnn", alikeTolerant(options, rest), rnnOptions),
    whole,
  );
}
