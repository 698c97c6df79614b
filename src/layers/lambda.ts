/** A function of your own as a layer. */
import { type Complete, ConfigError, type Declared, readOptions, shown, type Tensor, takes } from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import type { CallContext } from "./context.ts";
import { Layer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** What a lambda computes: a tensor from the layer's input, or from all of its inputs. It must be made of `ops`. */
export type LambdaFunction = (x: Tensor, ...more: Tensor[]) => Tensor;

/** Options of `layers.lambda`: the function, and the shape of its output. */
export interface LambdaOptions extends LayerConfig {
  /** What the layer computes, made of `ops`. */
  function: LambdaFunction;
  /** The shape of one result, without the batch axis. By default found by calling the function on zeros. */
  outputShape?: OpenShape | null | undefined;
}

const lambdaOptions = {
  ...layerOptions,
  function: takes.required(takes.anything),
  outputShape: takes.byDefaultNull(takes.listOf(takes.orNull(takes.positiveInteger))),
} satisfies Declared<LambdaOptions>;

/** The layer of {@link lambda}. */
export class Lambda extends Layer {
  override readonly className = "Lambda";
  override readonly config: Complete<LambdaOptions, typeof lambdaOptions>;

  constructor(options: LambdaOptions) {
    super();
    this.config = readOptions("Lambda", options, lambdaOptions);
    if (typeof this.config.function !== "function") {
      throw new ConfigError({
        what: "Lambda needs to know which function to apply.",
        expected: "for example { function: (x) => ops.square(x) }",
        received: shown(this.config.function),
      });
    }
  }

  /** A function may do anything with the rows. */
  override mixesRows(): boolean {
    return true;
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    const { outputShape } = this.config;
    if (outputShape) return [[inputs[0]![0]!, ...outputShape]];
    return super.computeOutputShapes(inputs);
  }

  protected override get hasShapeRule(): boolean {
    return this.config.outputShape !== null;
  }

  override call(inputs: readonly Tensor[], _context: CallContext): Tensor[] {
    return [this.config.function(...(inputs as [Tensor, ...Tensor[]]))];
  }
}

/**
 * A function of your own as a layer: `layers.lambda({ function: (x) => ops.square(x) })`; several inputs are several
 * arguments. As in Keras, the mask is not passed on.
 *
 * Files hold no code: a model with a lambda cannot be saved, only its weights can. To save it, write a class that
 * extends `Layer`, and give it to `loadModel` in `customLayers`.
 */
export function lambda(options: LambdaOptions): Lambda {
  return new Lambda(options);
}
