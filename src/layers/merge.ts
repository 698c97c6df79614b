/** Layers of several inputs: Concatenate, and the ones that join element by element. */
import {
  add as addTensors,
  concatenate as concatenateTensors,
  divide,
  maximum as larger,
  logicalOr,
  multiply as multiplyTensors,
  minimum as smaller,
  subtract as subtractTensors,
} from "../ops/index.ts";
import { formatShape, normalizeAxis, ones, ShapeError, type Tensor } from "../tensor/index.ts";
import { type CallContext, Layer, type LayerConfig, withDefaults } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** Joins inputs of one shape (or that broadcast) element by element. */
abstract class Merge extends Layer {
  readonly config;
  protected abstract join(inputs: readonly Tensor[]): Tensor;

  constructor(options: LayerConfig = {}) {
    super();
    this.config = withDefaults(new.target.name, options, {});
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    if (inputs.length < 2) {
      throw new ShapeError({
        what: `${this.className} joins several inputs.`,
        expected: "a list of two or more",
        received: `${inputs.length}`,
      });
    }
    return [inputs.reduce((a, b) => this.broadcast(a, b))];
  }

  private broadcast(a: OpenShape, b: OpenShape): OpenShape {
    const [long, short] = a.length >= b.length ? [a, b] : [b, a];
    // an input of fewer axes gets its missing ones after the batch, as in Keras
    const full = [short[0]!, ...new Array<1>(long.length - short.length).fill(1), ...short.slice(1)];
    return long.map((length, axis) => {
      const other = full[axis]!;
      if (length === other || other === 1) return length;
      if (length === 1) return other;
      if (length === null || other === null) return length ?? other;
      throw new ShapeError({
        what: `The inputs of ${this.className} "${this.name}" do not fit together.`,
        expected: "equal lengths, or 1",
        received: `${formatShape(a)} and ${formatShape(b)}`,
      });
    });
  }

  override call(inputs: readonly Tensor[]): Tensor[] {
    return [this.join(inputs)];
  }

  /** A step counts where it counts in any input; without a mask on every input there is none. */
  override computeMasks(_inputs: readonly Tensor[], { masks }: CallContext): (Tensor | undefined)[] {
    if (masks.some((mask) => mask === undefined)) return [];
    return [(masks as readonly Tensor[]).reduce((a, b) => logicalOr(a, b))];
  }
}

export class Add extends Merge {
  readonly className = "Add";
  protected join(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((a, b) => addTensors(a, b));
  }
}

export class Subtract extends Merge {
  readonly className = "Subtract";
  protected join([a, b]: readonly Tensor[]): Tensor {
    return subtractTensors(a!, b!);
  }
}

export class Multiply extends Merge {
  readonly className = "Multiply";
  protected join(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((a, b) => multiplyTensors(a, b));
  }
}

export class Average extends Merge {
  readonly className = "Average";
  protected join(inputs: readonly Tensor[]): Tensor {
    return divide(
      inputs.reduce((a, b) => addTensors(a, b)),
      inputs.length,
    );
  }
}

export class Maximum extends Merge {
  readonly className = "Maximum";
  protected join(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((a, b) => larger(a, b));
  }
}

export class Minimum extends Merge {
  readonly className = "Minimum";
  protected join(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((a, b) => smaller(a, b));
  }
}

/** The sum of several inputs. */
export const add = (options?: LayerConfig) => new Add(options);
/** The first input minus the second. */
export const subtract = (options?: LayerConfig) => new Subtract(options);
/** The product of several inputs, element by element. */
export const multiply = (options?: LayerConfig) => new Multiply(options);
/** The mean of several inputs. */
export const average = (options?: LayerConfig) => new Average(options);
/** The largest of several inputs, element by element. */
export const maximum = (options?: LayerConfig) => new Maximum(options);
/** The smallest of several inputs, element by element. */
export const minimum = (options?: LayerConfig) => new Minimum(options);

export interface ConcatenateOptions extends LayerConfig {
  /** Default the last one. */
  axis?: number;
}

/** See {@link concatenate}. */
export class Concatenate extends Layer {
  readonly className = "Concatenate";
  readonly config;

  constructor(options: ConcatenateOptions = {}) {
    super();
    this.config = withDefaults("Concatenate", options, { axis: -1 });
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    const first = inputs[0]!;
    const at = normalizeAxis(this.config.axis, first.length);
    for (const shape of inputs) {
      const fits =
        shape.length === first.length &&
        shape.every((length, axis) => axis === at || length === null || first[axis] === null || length === first[axis]);
      if (!fits) throw this.inputError(`the lengths of ${formatShape(first)} on every axis but ${at}`, shape);
    }
    const total = inputs.reduce<number | null>(
      (sum, shape) => (sum === null || shape[at] === null ? null : sum + shape[at]!),
      0,
    );
    return [first.map((length, axis) => (axis === at ? total : length))];
  }

  override call(inputs: readonly Tensor[]): Tensor[] {
    return [concatenateTensors(inputs, this.config.axis)];
  }

  /** Joined along time, masks are joined too; otherwise a step counts where it counts in any input. Missing masks are all true. */
  override computeMasks(inputs: readonly Tensor[], { masks }: CallContext): (Tensor | undefined)[] {
    if (masks.every((mask) => mask === undefined)) return [];
    const full = inputs.map((x, i) => masks[i] ?? ones(x.shape.slice(0, 2), "bool"));
    if (normalizeAxis(this.config.axis, inputs[0]!.rank) === 1) return [concatenateTensors(full, 1)];
    return [full.reduce((a, b) => logicalOr(a, b))];
  }
}

/** Several inputs one after the other along an axis. */
export function concatenate(options?: ConcatenateOptions): Concatenate {
  return new Concatenate(options);
}
