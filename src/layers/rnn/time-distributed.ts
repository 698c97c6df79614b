/** A layer applied to every step of a sequence alike. */
import { reshape } from "../../ops/index.ts";
import { ConfigError, formatShape, ShapeError, sameShape, type Tensor } from "../../tensor/index.ts";
import { type CallContext, Layer, type LayerConfig, withDefaults } from "../layer.ts";
import type { OpenShape } from "../symbolic.ts";

export interface TimeDistributedOptions extends LayerConfig {
  /** The layer to apply to each step; the same weights for all. */
  layer: Layer<1>;
}

/** See {@link timeDistributed}. */
export class TimeDistributed extends Layer {
  readonly className = "TimeDistributed";
  override readonly supportsMasking = true;
  readonly config: Readonly<TimeDistributedOptions>;

  constructor(options: TimeDistributedOptions) {
    super();
    this.config = withDefaults("TimeDistributed", options, { layer: undefined as unknown as Layer<1> });
    if (!(this.layer instanceof Layer)) {
      throw new ConfigError({
        what: "TimeDistributed wraps a layer.",
        expected: "{ layer: layers.dense({ units: 8 }) } or another layer",
        received: String(this.layer),
      });
    }
  }

  get layer(): Layer<1> {
    return this.config.layer;
  }

  override get children(): readonly Layer<number>[] {
    return [this.layer as unknown as Layer<number>];
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length < 3) throw this.inputError("at least 3 axes (batch, time, ...)", x!);
    const [step] = this.layer.computeOutputShapes([[x![0]!, ...x!.slice(2)]]);
    return [[x![0]!, x![1]!, ...step!.slice(1)]];
  }

  protected override build([x]: readonly OpenShape[]): void {
    this.layer.ensureBuilt([[x![0]!, ...x!.slice(2)]]);
  }

  /** All steps at once: the layer sees them as rows of one long batch. */
  override call([x]: readonly Tensor[], { masks, run, training }: CallContext): Tensor[] {
    const [batch, time] = x!.shape as [number, number];
    const mask = masks[0];
    if (mask && !sameShape(mask.shape, [batch, time])) {
      throw new ShapeError({
        what: "The `mask` passed to the `TimeDistributed` layer does not fit its input.",
        expected: `shape ${formatShape([batch, time])}`,
        received: `shape ${formatShape(mask.shape)}`,
      });
    }
    const rows = reshape(x!, [batch * time, ...x!.shape.slice(2)]);
    const [output] = this.layer.run([rows], { training, mask: null }, run);
    return [reshape(output!, [batch, time, ...output!.shape.slice(1)])];
  }
}

/** A layer applied to every step: (batch, time, ...) gives (batch, time, what the layer gives). */
export function timeDistributed(options: TimeDistributedOptions): TimeDistributed {
  return new TimeDistributed(options);
}
