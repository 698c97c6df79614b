/** The node that stands for a model of a user's class in its own graph. */
import type { Variable } from "../autodiff/variable.ts";
import type { CallContext } from "../layers/context.ts";
import { Layer } from "../layers/layer.ts";
import type { Tensor } from "../tensor/index.ts";

/** The `call` of a model of a user's class, as the only layer of its graph. */
export class CallOf extends Layer<number> {
  override readonly className: string;

  constructor(private readonly model: Layer<number>) {
    super();
    this.className = model.className;
    this.rename(model.name);
  }

  override get children(): readonly Layer<number>[] {
    return this.model.children;
  }

  override get takesTexts(): boolean {
    return this.model.takesTexts;
  }

  override get weights(): readonly Variable[] {
    return this.model.weights;
  }

  override call(inputs: readonly Tensor[], context: CallContext): Tensor[] {
    return this.model.call(inputs, context);
  }
}
