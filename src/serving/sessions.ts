/** Sequences that come step by step, each with its states kept between requests. */
import type { AnyModel, Stepper } from "../models/index.ts";
import { type Shape, type Tensor, tensor } from "../tensor/index.ts";
import type { InferRequest } from "./protocol.ts";
import { Refusal } from "./refusal.ts";

/** How many evicted sequences are remembered, so that an error at their next step can say what happened. */
const REMEMBERED = 100_000;

/** Sequences of one model. */
export class Sessions {
  /** Least recently used first. */
  private readonly states = new Map<string, Tensor[]>();
  private readonly evicted = new Set<string>();
  private stepper: Stepper | undefined;
  /** Steps and evictions so far. */
  readonly counts = { steps: 0, evictions: 0 };

  constructor(
    private readonly model: AnyModel,
    private readonly most: number,
  ) {}

  /** Sequences that are kept. */
  get size(): number {
    return this.states.size;
  }

  /**
   * One step of a sequence: (1, features), or (1, 1, features) with the axis of time.
   * @throws Refusal 400 for anything but one step, 404 for a sequence that has not begun, 410 for one that was evicted
   */
  step({ inputs, sequence }: InferRequest): Tensor[] {
    const { id, starts, ends } = sequence!;
    const kept = this.states.get(id);
    if (!starts && !kept) {
      if (this.evicted.has(id))
        throw new Refusal(410, `The sequence "${id}" was given up for newer ones: begin it again with sequence_start.`);
      throw new Refusal(404, `The sequence "${id}" has not begun: its first request has sequence_start.`);
    }
    this.stepper ??= this.model.stream();
    const stepper = this.stepper;
    if (starts || !kept) stepper.reset();
    else stepper.setStates(kept);
    stepper.step(...inputs.map((input) => input.dataSync() as ArrayLike<number> as Float32Array));
    this.counts.steps++;
    this.evicted.delete(id);
    this.states.delete(id);
    if (!ends) this.keep(id, stepper.states);
    return stepper.outputs.map((output, i) => tensor(output.slice(), this.shapeOf(i, output.length)));
  }

  private shapeOf(i: number, size: number): number[] {
    const shape: Shape | readonly (number | null)[] = this.model.outputs[i]!.shape;
    const rest = shape.slice(1).map((length) => length ?? 1);
    const isWhole = rest.reduce((product, length) => product * length, 1) === size;
    return isWhole ? [1, ...rest] : [1, size];
  }

  private keep(id: string, states: Tensor[]): void {
    this.states.set(id, states);
    if (this.states.size <= this.most) return;
    const [oldest] = this.states.keys();
    this.states.delete(oldest!);
    this.counts.evictions++;
    this.evicted.add(oldest!);
    if (this.evicted.size <= REMEMBERED) return;
    const [first] = this.evicted;
    this.evicted.delete(first!);
  }
}
