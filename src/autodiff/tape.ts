/**
 * Reverse-mode differentiation. While a tape is open (one of the global states that ARCHITECTURE.md lists), operations
 * on tracked tensors append how to pull a gradient back through them; walking the entries in reverse gives gradients.
 */
import { run } from "../backend/current.ts";
import { ConfigError, formatShape, ShapeError, shown, Tensor } from "../tensor/index.ts";

/** Pulls the gradients of an operation's outputs (absent where none arrives) back to those inputs that are wanted. */
type Pullback = (
  upstream: readonly (Tensor | undefined)[],
  wanted: readonly boolean[],
) => readonly (Tensor | undefined)[];

interface Entry {
  inputs: readonly Tensor[];
  outputs: readonly Tensor[];
  pullback: Pullback;
}

class Tape {
  readonly entries: Entry[] = [];
  readonly tracked: Set<Tensor>;
  constructor(
    readonly sources: Tensor[],
    /** Whether a tensor becomes a source when an operation uses it. */
    private readonly joins?: (tensor: Tensor) => boolean,
  ) {
    this.tracked = new Set(sources);
  }

  tracks(tensor: Tensor): boolean {
    if (this.tracked.has(tensor)) return true;
    if (!this.joins?.(tensor)) return false;
    this.tracked.add(tensor);
    this.sources.push(tensor);
    return true;
  }
}

let current: Tape | undefined;

/**
 * Records that `output` was computed from `inputs`; `pullback` gives, for each input, a function that computes its
 * gradient from `dy`. Only those of tracked inputs are called. Returns `output`.
 */
export function record(
  output: Tensor,
  inputs: readonly Tensor[],
  pullback: (dy: Tensor) => readonly (() => Tensor)[],
): Tensor {
  recordMany([output], inputs, ([dy], wanted) =>
    pullback(dy!).map((gradient, i) => (wanted[i] ? gradient() : undefined)),
  );
  return output;
}

/** {@link record} for an operation of several outputs, of which any may receive no gradient. */
export function recordMany(outputs: readonly Tensor[], inputs: readonly Tensor[], pullback: Pullback): void {
  // all are checked, since a check may add a source
  if (!current || inputs.filter((input) => current!.tracks(input)).length === 0) return;
  for (const output of outputs) current.tracked.add(output);
  current.entries.push({ inputs, outputs, pullback });
}

/** Whether an operation on these tensors would be recorded, so that a kernel must keep what its backward needs. */
export function isTracked(inputs: readonly (Tensor | undefined)[]): boolean {
  return current !== undefined && inputs.some((input) => input !== undefined && current!.tracks(input));
}

/** Computes without recording: gradients do not flow through what happens inside. */
export function withoutTape<T>(compute: () => T): T {
  const outer = current;
  current = undefined;
  try {
    return compute();
  } finally {
    current = outer;
  }
}

/**
 * The result of `compute`, and the gradients of its loss with respect to `sources`; undefined for those it does not depend on.
 * @param joins tells which other tensors become sources when the computation uses them; `sources` of the result has all
 * @throws ShapeError when the loss is not of one element; ConfigError inside the computation of another gradient
 */
export function differentiate<R>(
  compute: () => R,
  sources: readonly Tensor[],
  lossOf: (result: R) => Tensor,
  joins?: (tensor: Tensor) => boolean,
): { result: R; gradients: (Tensor | undefined)[]; sources: readonly Tensor[] } {
  if (current) {
    throw new ConfigError({
      what: "A gradient was requested inside the computation of another gradient.",
      hint: "gradients of gradients are not supported; compute the inner gradient outside",
    });
  }
  const tape = new Tape([...sources], joins);
  current = tape;
  try {
    const result = compute();
    const loss = lossOf(result);
    if (!((loss as unknown) instanceof Tensor)) {
      throw new ShapeError({ what: "A gradient needs a tensor to differentiate.", received: shown(loss) });
    }
    if (loss.size !== 1) {
      throw new ShapeError({
        what: "A gradient needs a single number to differentiate.",
        expected: "a tensor of size 1",
        received: `shape ${formatShape(loss.shape)}`,
        hint: "reduce it first, for example with ops.sum or ops.mean",
      });
    }
    current = undefined;
    return { result, gradients: pullBack(tape, loss, tape.sources), sources: tape.sources };
  } finally {
    current = undefined;
  }
}

function pullBack(tape: Tape, loss: Tensor, sources: readonly Tensor[]): (Tensor | undefined)[] {
  const gradients = new Map<Tensor, Tensor>([[loss, run((engine) => engine.broadcastTo(one(), loss.shape))]]);
  for (let i = tape.entries.length - 1; i >= 0; i--) {
    const { inputs, outputs, pullback } = tape.entries[i]!;
    if (!outputs.some((output) => gradients.has(output))) continue;
    const upstream = outputs.map((output) => gradients.get(output));
    const wanted = inputs.map((input) => tape.tracked.has(input));
    const pulled = pullback(upstream, wanted);
    for (const [k, input] of inputs.entries()) {
      const gradient = pulled[k];
      if (!wanted[k] || !gradient) continue;
      const sofar = gradients.get(input);
      gradients.set(input, sofar ? run((engine) => engine.binary("add", sofar, gradient)) : gradient);
    }
    for (const output of outputs) if (!sources.includes(output)) gradients.delete(output);
  }
  return sources.map((source) => gradients.get(source));
}

const one = () => new Tensor([], "float32", { plain: true, read: () => Float32Array.of(1) });
