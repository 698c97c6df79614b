/** What layers receive when they run, besides their inputs. */
import { Random, randomSeed, type Tensor } from "../tensor/index.ts";
import type { CallOptions } from "./symbolic.ts";
import type { Observer } from "./trace-values.ts";

/** What one run of a model (or one eager call) shares among its layers. */
export class RunContext {
  /** Penalties on activations that the layers added in this run. */
  readonly losses: Tensor[] = [];
  /**
   * States that recurrent layers take over from the previous run and leave for the next one; absent: each run starts
   * from zeros.
   */
  carried: Map<object, readonly Tensor[]> | undefined;
  /** The observer of the run, if there is one. */
  observer: Observer | undefined;
  private draws = 0;

  /** @param seed and stream fix all randomness of the run; give every run its own stream, 2^16 apart */
  constructor(
    /** Whether the run trains, so that dropout and the like are active. */
    readonly training: boolean,
    private readonly seed: number = randomSeed(),
    private readonly stream = 0,
  ) {}

  /** A separate stream for the next random draw in this run; a layer's own seed replaces the run's. */
  nextRandom(seed?: number | null): Random {
    return new Random(seed ?? this.seed, this.stream + this.draws++);
  }
}

/** A run that finds shapes: nothing in it is random, and stateful layers leave their states alone. */
export function probingRun(): RunContext {
  const run = new RunContext(false, 0);
  run.carried = new Map();
  return run;
}

/** What a layer's `call` receives besides its inputs. */
export interface CallContext extends Omit<CallOptions<Tensor>, "mask" | "ignoreMask" | "initialState" | "training"> {
  /** Whether the run trains, so that dropout and the like are active. */
  readonly training: boolean;
  /** What all layers of this run share: random numbers, states, penalties. */
  readonly run: RunContext;
  /** The mask of each input, bool (batch, time). */
  readonly masks: readonly (Tensor | undefined)[];
  /** The states that a recurrent layer starts from, each (B, U). Absent: zeros. */
  readonly initialState: readonly Tensor[] | undefined;
}

/** A layer's `call` in progress. */
export interface RunningCall {
  /** The layer that is called; none in a training step written by the user. */
  readonly layer: object | undefined;
  readonly context: CallContext;
}

let running: RunningCall | undefined;

/** The innermost `call` in progress: `apply` joins its pass. */
export function runningCall(): RunningCall | undefined {
  return running;
}

/** Runs a layer's `call`, visible to {@link runningCall}. */
export function withinCall<R>(layer: object | undefined, context: CallContext, call: () => R): R {
  const outer = running;
  running = { layer, context };
  try {
    return call();
  } finally {
    running = outer;
  }
}
