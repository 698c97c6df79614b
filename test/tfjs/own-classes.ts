/** A program with classes of its own, for TensorFlow.js and for Recurve. */

/** The class that one of a room of parts, such as `tf.initializers`, is of: what a class of one's own extends. */
const kindOf = (part: object): any => Object.getPrototypeOf(part.constructor);

/** Classes of layers, cells and parts, registered with a package. */
export function ownClasses(tf: any) {
  class Scale extends tf.layers.Layer {
    static className = "Scale";
    constructor(config: any) {
      super(config);
      this.factor = config.factor;
      this.way = config.way ?? "everyElement";
      this.notes = config.notes ?? { someKey: 1 };
    }
    build(shape: any) {
      this.w = this.addWeight("w", [shape.at(-1)], "float32", tf.initializers.ones());
      super.build(shape);
    }
    computeOutputShape(shape: any) {
      return shape;
    }
    call(inputs: any) {
      return tf.tidy(() => (Array.isArray(inputs) ? inputs[0] : inputs).mul(this.w.read()).mul(this.factor));
    }
    getConfig() {
      return { ...super.getConfig(), factor: this.factor, way: this.way, notes: this.notes };
    }
  }
  class Sum extends tf.layers.RNNCell {
    static className = "SumCell";
    constructor(config: any) {
      super(config);
      this.units = config.units;
      this.stateSize = config.units;
    }
    build(shape: any) {
      this.k = this.addWeight("k", [shape.at(-1), this.units], null, tf.initializers.ones());
      this.built = true;
    }
    call(inputs: any) {
      const next = tf.tanh(tf.add(tf.matMul(inputs[0], this.k.read()), inputs[1]));
      return [next, next];
    }
    getConfig() {
      return { ...super.getConfig(), units: this.units };
    }
  }
  class Fill extends kindOf(tf.initializers.zeros()) {
    static className = "Fill";
    constructor(readonly options: { value: number }) {
      super();
    }
    apply(shape: number[]) {
      return tf.fill(shape, this.options.value);
    }
    getConfig() {
      return { ...this.options };
    }
  }
  class Absolute extends kindOf(tf.regularizers.l1()) {
    static className = "Absolute";
    constructor(readonly options: { factor: number }) {
      super();
    }
    apply(x: any) {
      return tf.mul(this.options.factor, tf.sum(tf.abs(x)));
    }
    getConfig() {
      return { ...this.options };
    }
  }
  class Bounded extends kindOf(tf.constraints.nonNeg()) {
    static className = "Bounded";
    constructor(readonly options: { most: number }) {
      super();
    }
    apply(w: any) {
      return tf.clipByValue(w, -this.options.most, this.options.most);
    }
    getConfig() {
      return { ...this.options };
    }
  }
  const classes = { Scale, Sum, Fill, Absolute, Bounded };
  for (const each of Object.values(classes)) tf.serialization.registerClass(each);
  return classes;
}

/** A model with all of them: inside a wrapper, as a cell alone and stacked, as layers, as options. */
export function modelOf(tf: any, { Scale, Sum, Fill, Absolute, Bounded }: ReturnType<typeof ownClasses>): any {
  const { layers } = tf;
  return tf.sequential({
    layers: [
      layers.timeDistributed({ layer: new Scale({ factor: 0.5, way: "firstElement" }), inputShape: [3, 2] }),
      layers.rnn({ cell: new Sum({ units: 2 }), returnSequences: true }),
      layers.rnn({ cell: [new Sum({ units: 2 }), layers.lstmCell({ units: 2 })] }),
      new Scale({ factor: 2, notes: { innerKey: "x", more: [{ otherKey: 2 }] } }),
      layers.dense({
        units: 2,
        kernelInitializer: new Fill({ value: 0.25 }),
        kernelRegularizer: new Absolute({ factor: 0.1 }),
        kernelConstraint: new Bounded({ most: 0.5 }),
      }),
    ],
  });
}

/** What a model says of itself: its answer, and the options that its classes took. */
export const told = (tf: any, model: any) => ({
  answer: Array.from(model.predict(tf.ones([2, 3, 2])).dataSync() as Float32Array, (y) => Number(y.toFixed(4))),
  layers: model.layers.map((layer: any) => layer.getClassName()),
  inner: model.layers[0].layer.way,
  factor: model.layers[3].factor,
  way: model.layers[3].way,
  notes: model.layers[3].notes,
  kernel: model.layers[4].getConfig().kernelInitializer,
  penalty: model.layers[4].getConfig().kernelRegularizer,
  bound: model.layers[4].getConfig().kernelConstraint,
});

/** A model as artifacts. */
export async function saved(tf: any, model: any): Promise<any> {
  let artifacts: any;
  await model.save(tf.io.withSaveHandler(async (given: any) => ({ modelArtifactsInfo: (artifacts = given) })));
  return artifacts;
}
