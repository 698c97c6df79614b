/** Classes of one's own as TypeScript's users of TensorFlow.js write them; compiled with the declarations of both packages. */
import * as tf from "@tensorflow/tfjs";

interface ScaleArgs {
  factor: number;
  name?: string;
}

export class Scale extends tf.layers.Layer {
  static className = "Scale";
  private readonly factor: number;
  private weight!: tf.LayerVariable;

  constructor(args: ScaleArgs) {
    super({ name: args.name });
    this.factor = args.factor;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    const last = shape[shape.length - 1]!;
    this.weight = this.addWeight("scale", [last], "float32", tf.initializers.ones(), tf.regularizers.l1(), true);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: any): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return x.mul(this.weight.read()).mul(this.factor);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const base = super.getConfig();
    return Object.assign({ factor: this.factor }, base);
  }
}
tf.serialization.registerClass(Scale);

export class LastStep extends tf.layers.Layer {
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [inputShape[0]!, inputShape[2]!];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
    return x.slice([0, x.shape[1] - 1, 0], [-1, 1, -1]).squeeze([1]);
  }
  override getClassName(): string {
    return "LastStep";
  }
  static get className(): string {
    return "LastStep";
  }
}

export class MinimalCell extends tf.layers.RNNCell {
  static readonly className: string = "MinimalCell";
  readonly stateSize: number;
  private kernel: tf.LayerVariable | null = null;
  private recurrent: tf.LayerVariable | null = null;

  constructor(private readonly units: number) {
    super({});
    this.stateSize = units;
  }
  override build(inputShape: tf.Shape): void {
    this.kernel = this.addWeight(
      "kernel",
      [inputShape[inputShape.length - 1]!, this.units],
      null as any,
      tf.initializers.glorotUniform({ seed: 1 }),
    );
    this.recurrent = this.addWeight(
      "recurrent",
      [this.units, this.units],
      "float32",
      tf.initializers.identity({ gain: 0.5 }),
    );
    this.built = true;
  }
  override call(inputs: tf.Tensor | tf.Tensor[], _kwargs: { [key: string]: any }): tf.Tensor[] {
    const [x, h] = inputs as tf.Tensor2D[];
    const next = tf.tanh(
      tf.add(tf.matMul(x!, this.kernel!.read() as tf.Tensor2D), h!.matMul(this.recurrent!.read() as tf.Tensor2D)),
    );
    return [next, next];
  }
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units };
  }
}

export const rnn = (units: number): tf.RNN =>
  tf.layers.rnn({ cell: new MinimalCell(units), returnSequences: true }) as tf.RNN;

export class MeanMask extends tf.layers.Layer {
  override computeMask(_inputs: tf.Tensor | tf.Tensor[], _mask?: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return null as unknown as tf.Tensor;
  }
  override call(inputs: tf.Tensor[], kwargs: { mask?: tf.Tensor; training?: boolean }): tf.Tensor {
    const x = inputs[0]!;
    if (kwargs.mask) {
      const m = tf.cast(tf.expandDims(kwargs.mask, -1), "float32");
      return tf.div(tf.sum(tf.mul(x, m), 1), tf.sum(m, 1));
    }
    return tf.mean(x, 1);
  }
}

export class Noise extends tf.layers.Layer {
  constructor(
    readonly stddev: number,
    config?: tf.serialization.ConfigDict,
  ) {
    super(config ?? {});
  }
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = inputs instanceof tf.Tensor ? inputs : inputs[0]!;
    return kwargs.training ? x.add(tf.randomNormal(x.shape, 0, this.stddev)) : x.clone();
  }
  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(config.stddev as any);
  }
}

export class GradualOptimizer extends tf.SGDOptimizer {
  static override get className(): string {
    return "Gradual";
  }
  private count = 0;
  override applyGradients(gradients: Parameters<tf.Optimizer["applyGradients"]>[0]): void {
    this.count++;
    this.setLearningRate(0.1 / this.count);
    super.applyGradients(gradients);
  }
}

export function use(x: tf.SymbolicTensor): tf.SymbolicTensor {
  const scaled = new Scale({ factor: 2 }).apply(x) as tf.SymbolicTensor;
  const layers: tf.layers.Layer[] = [new LastStep({}), new Noise(0.1)];
  return layers.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, scaled);
}

export const loaded = async (path: string): Promise<tf.LayersModel> => {
  tf.serialization.registerClass(MinimalCell as any);
  return tf.loadLayersModel(path, { strict: true, onProgress: (fraction: number) => console.log(fraction) });
};
