/** The fully connected layer. */
import { type Activation, type ActivationSpec, activatedLength, resolveActivation } from "../activations.ts";
import type { Variable } from "../autodiff/variable.ts";
import { matmul } from "../ops/index.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  formatShape,
  readOptions,
  type Shape,
  ShapeError,
  sameShape,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { activation, type KernelOptions, kernelOptions, knownLength, layerOptions } from "./config.ts";
import { Layer, UnaryLayer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.dense`: (..., F) becomes (..., units). */
export interface DenseOptions extends KernelOptions {
  /** Width of the output. */
  units: number;
  /** Default none. */
  activation?: ActivationSpec | undefined;
  /** Default true. */
  useBias?: boolean | undefined;
  /**
   * Use the transposed matrix of this layer instead of a kernel (weight tying: Press & Wolf 2017; Inan et al. 2017):
   * an embedding of inputDim = units, or a dense layer that takes `units` features. Both layers must be in the same model.
   */
  tiedTo?: TyingLayer | undefined;
}

/** A layer that another may be tied to. */
export type TyingLayer = Layer<number> & {
  /** The matrix (rows, columns), once the layer is built. */
  readonly matrix: Variable | undefined;
};

const tyingLayer = /* @__PURE__ */ takes.check<TyingLayer>("an embedding or a dense layer", (layer) => {
  return layer instanceof Layer && "matrix" in layer;
});

const denseOptions = {
  ...layerOptions,
  units: takes.required(takes.positiveInteger),
  activation: activation(null),
  useBias: true,
  ...kernelOptions,
  tiedTo: tyingLayer,
} satisfies Declared<DenseOptions>;

/** A fully connected layer; see {@link dense}. */
export class Dense extends UnaryLayer {
  override readonly className = "Dense";
  override readonly supportsMasking = true;
  override readonly config: Complete<DenseOptions, typeof denseOptions>;
  private readonly activation: Activation;
  private kernel: Variable | undefined;
  private bias: Variable | undefined;

  constructor(options: DenseOptions) {
    super();
    this.config = readOptions("Dense", options, denseOptions);
    this.activation = resolveActivation(this.config.activation);
    const { tiedTo, kernelInitializer, kernelRegularizer, kernelConstraint } = this.config;
    const own =
      kernelRegularizer ?? kernelConstraint ?? (kernelInitializer !== denseOptions.kernelInitializer.default || null);
    if (tiedTo && own !== null) {
      throw new ConfigError({
        what: `Dense "${this.name}" has no kernel of its own to initialize, regularize or constrain.`,
        expected: `such options on "${tiedTo.name}", which it is tied to`,
        received: "a kernelInitializer, kernelRegularizer or kernelConstraint beside tiedTo",
      });
    }
  }

  /** The kernel, once the layer is built: its own, or the transposed matrix of the layer it is tied to. */
  get matrix(): Variable | undefined {
    return this.config.tiedTo ? this.config.tiedTo.matrix : this.kernel;
  }

  override get children(): readonly Layer<number>[] {
    return [];
  }

  protected override ownVariables(): readonly Variable[] {
    const shared = this.config.tiedTo?.matrix;
    return [...(shared && this.built ? [shared] : []), ...super.ownVariables()];
  }

  /** Number of elements of the weights; a matrix that belongs to another layer is counted there. */
  override countParams(): number {
    return super.countParams() - (this.built ? (this.config.tiedTo?.matrix?.size ?? 0) : 0);
  }

  override get worksPerStep(): boolean {
    return true;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length < 2) {
      throw this.inputError(
        "at least 2 axes (batch, ..., features)",
        x!,
        "one sample? Give it a batch axis of length 1",
      );
    }
    if (this.built) this.checkFeatures(x!, this.matrix!.shape[this.config.tiedTo ? 1 : 0]!);
    return [[...x!.slice(0, -1), activatedLength(this.activation, this.config.units)]];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    const features = knownLength(x!.at(-1), `Dense "${this.name}"`);
    if (config.tiedTo) this.checkTied(config.tiedTo, [config.units, features]);
    else {
      this.kernel = this.addWeight("kernel", [features, config.units], {
        initializer: config.kernelInitializer,
        regularizer: config.kernelRegularizer,
        constraint: config.kernelConstraint,
      });
    }
    if (!config.useBias) return;
    this.bias = this.addWeight("bias", [config.units], {
      initializer: config.biasInitializer,
      regularizer: config.biasRegularizer,
      constraint: config.biasConstraint,
    });
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const options = { transposeB: this.config.tiedTo !== undefined, bias: this.bias?.value };
    return [this.activation.apply(matmul(x!, this.matrix!.value, options))];
  }

  private checkTied(layer: TyingLayer, shape: Shape): void {
    if (layer.className.endsWith("Embedding")) layer.ensureBuilt([[null]]);
    if (layer.matrix && sameShape(layer.matrix.shape, shape)) return;
    throw new ShapeError({
      what: `Dense "${this.name}" cannot be tied to "${layer.name}".`,
      expected: `a matrix of (units, features), ${formatShape(shape)}`,
      received: layer.matrix ? formatShape(layer.matrix.shape) : "a layer without weights yet",
      hint: layer.matrix
        ? "between layers of other widths put a dense layer that brings features to the width of the embedding"
        : "call that layer first, or build it",
    });
  }
}

/**
 * A fully connected layer, act(x W + b).
 *
 * Input (batch, ..., features); output (batch, ..., units): on a sequence, the same weights at every step. A mask
 * passes through unchanged.
 */
export function dense(options: DenseOptions): Dense {
  return new Dense(options);
}
