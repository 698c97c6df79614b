/** A layer applied to every step of a sequence. */
import { any, cast, concatenate, expandDims, reshape, sliceAxis, squeeze } from "../../ops/index.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  formatShape,
  readOptions,
  ShapeError,
  sameShape,
  shown,
  type Tensor,
  takes,
} from "../../tensor/index.ts";
import { type LayerConfig, layerOptions } from "../config.ts";
import type { CallContext } from "../context.ts";
import { Layer, UnaryLayer } from "../layer.ts";
import type { OpenShape } from "../symbolic.ts";

/** Options of `layers.timeDistributed`: the layer that runs on each step, (B, T, ...). */
export interface TimeDistributedOptions<Inner extends Layer<number> = Layer<number>> extends LayerConfig {
  /** The layer to apply to each step; the same weights for all. */
  layer: Inner;
}

const timeDistributedOptions = {
  ...layerOptions,
  layer: takes.required(takes.anything),
} satisfies Declared<TimeDistributedOptions>;

/** Applies a layer to each step; see {@link timeDistributed}. */
export class TimeDistributed<Count extends number = 1> extends UnaryLayer<Count> {
  override readonly className = "TimeDistributed";
  override readonly supportsMasking = true;
  override readonly config: Complete<TimeDistributedOptions, typeof timeDistributedOptions>;

  constructor(options: TimeDistributedOptions) {
    super();
    this.config = readOptions("TimeDistributed", options, timeDistributedOptions);
    if (!(this.layer instanceof Layer)) {
      throw new ConfigError({
        what: "TimeDistributed wraps a layer.",
        expected: "{ layer: layers.dense({ units: 8 }) } or another layer",
        received: shown(this.layer),
      });
    }
  }

  /** The layer inside. */
  get layer(): Layer<number> {
    return this.config.layer;
  }

  override get children(): readonly Layer<number>[] {
    return [this.layer];
  }

  override get outputCount(): Count {
    return this.layer.outputCount as Count;
  }

  override countParams(): number {
    return this.layer.countParams();
  }

  override get worksPerStep(): boolean {
    return this.layer.worksPerStep && this.layer.children.length === 0;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length < 3) throw this.inputError("at least 3 axes (batch, time, ...)", x!);
    return this.layer.computeOutputShapes([[x![0]!, ...x!.slice(2)]]).map((step) => [x![0]!, x![1]!, ...step.slice(1)]);
  }

  protected override build([x]: readonly OpenShape[]): void {
    this.layer.ensureBuilt([[x![0]!, ...x!.slice(2)]]);
  }

  override call([x]: readonly Tensor[], context: CallContext): Tensor[] {
    const [batch, time] = x!.shape as [number, number];
    const mask = context.masks[0];
    if (mask && !sameShape(mask.shape.slice(0, 2), [batch, time])) {
      throw new ShapeError({
        what: "The `mask` passed to the `TimeDistributed` layer does not fit its input.",
        expected: `shape ${formatShape([batch, time])}, one entry per step, or further axes for the inner layer`,
        received: `shape ${formatShape(mask.shape)}`,
      });
    }
    const inTurn = carriesState(this.layer) || this.layer.mixesRows(context.training) || regularizesInside(this.layer);
    return inTurn ? this.callInTurn(x!, mask, context) : this.callAtOnce(x!, mask, context);
  }

  /** All steps together: the layer sees them as rows of one long batch, (B·T, ...). */
  private callAtOnce(x: Tensor, mask: Tensor | undefined, context: CallContext): Tensor[] {
    const outputs = this.callInner(mergeTime(x), innerMask(x, mask) ?? null, context);
    return outputs.map((output) => reshape(output, [...x.shape.slice(0, 2), ...output.shape.slice(1)]));
  }

  /**
   * One step after the other, (B, ...) each: for layers that carry states from call to call, or whose rows depend on
   * each other.
   */
  private callInTurn(x: Tensor, mask: Tensor | undefined, context: CallContext): Tensor[] {
    const at = (t: Tensor, step: number) => squeeze(sliceAxis(t, 1, step, step + 1), 1);
    const steps = Array.from({ length: x.shape[1]! }, (_, t) => {
      const stepMask = mask && concernsSteps(x, mask) ? cast(at(mask, t), "bool") : null;
      return this.callInner(at(x, t), stepMask, context);
    });
    return steps[0]!.map((_, k) =>
      concatenate(
        steps.map((outputs) => expandDims(outputs[k]!, 1)),
        1,
      ),
    );
  }

  /** The layer's own penalty of its outputs does not count, as in Keras; that of layers inside it does, at every step. */
  private callInner(x: Tensor, mask: Tensor | null, { training, run }: CallContext): Tensor[] {
    const outputs = this.layer.run([x], { training, mask }, run);
    if (this.layer.regularizesActivity) run.losses.splice(-outputs.length);
    return outputs;
  }

  /**
   * A mask of steps passes through unchanged. A mask with further axes becomes what the inner layer makes of it; where
   * that layer drops it, a step counts if anything in it did.
   */
  override computeMasks([x]: readonly Tensor[], context: CallContext): (Tensor | undefined)[] {
    const mask = context.masks[0];
    if (!mask || mask.rank === 2) return Array.from({ length: this.outputCount }, () => mask);
    const steps = any(
      mask,
      mask.shape.map((_, axis) => axis).filter((axis) => axis > 1),
    );
    const inner = this.layer.computeMasks([mergeTime(x!)], { ...context, masks: [innerMask(x!, mask)] });
    return Array.from({ length: this.outputCount }, (_, k) =>
      inner[k] ? reshape(inner[k], [...mask.shape.slice(0, 2), ...inner[k].shape.slice(1)]) : steps,
    );
  }
}

/** (B, T, ...) as (B·T, ...). */
function mergeTime(x: Tensor): Tensor {
  return reshape(x, [x.shape[0]! * x.shape[1]!, ...x.shape.slice(2)]);
}

/** The mask that the layer gets with the rows of one long batch. */
function innerMask(x: Tensor, mask: Tensor | undefined): Tensor | undefined {
  return mask && concernsSteps(x, mask) ? mergeTime(mask) : undefined;
}

/** Whether a mask also applies inside steps. One entry per step does so for vectors, but not for inner sequences. */
function concernsSteps(x: Tensor, mask: Tensor): boolean {
  return mask.rank > 2 || x.rank === 3;
}

/** Whether a layer, or one inside it, carries states from call to call. */
function carriesState(layer: Layer<number>): boolean {
  return ("stateful" in layer.config && layer.config.stateful === true) || layer.children.some(carriesState);
}

/** Whether layers inside a layer add penalties of their outputs. */
function regularizesInside(layer: Layer<number>): boolean {
  return layer.children.some((child) => child.regularizesActivity || regularizesInside(child));
}

/** How many tensors a layer returns. */
type CountOf<Inner> = Inner extends Layer<infer Count> ? Count : number;

/**
 * A layer applied to every step of a sequence: (batch, time, ...) gives (batch, time, what the layer gives).
 *
 * Any layer will do: with a recurrent one, (batch, time, inner time, features) gives (batch, time, units). Steps are
 * computed together, as rows of one long batch; one after the other where the layer is stateful, or looks across rows
 * (batch normalization in training: each step has its own statistics and updates the moving averages). A mask (batch,
 * time) is passed on to the output; a mask with further axes is passed to the layer, step by step. The layer's
 * `activityRegularizer` has no effect here, as in Keras.
 * @throws ShapeError when the mask does not fit
 */
export function timeDistributed<Inner extends Layer<any>>(
  options: TimeDistributedOptions<Inner>,
): TimeDistributed<CountOf<Inner>> {
  return new TimeDistributed(options as unknown as TimeDistributedOptions);
}
