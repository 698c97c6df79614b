/** Gradients and optimizers. Each row runs on TensorFlow.js and on Recurve. */
import { type Row, row } from "../compare.ts";

const optimizers: Record<string, number[]> = {
  sgd: [0.1],
  momentum: [0.1, 0.9],
  rmsprop: [0.1],
  adam: [0.1],
  adamax: [0.1],
  adagrad: [0.1],
  adadelta: [0.5],
};
let count = 0;
const named = (prefix: string) => `${prefix}${count++}`;

export const rows: Row[] = [
  (tf) => tf.grad((x: any) => x.square())(tf.tensor([1, 2, 3])),
  (tf) => tf.grad((x: any) => x.square())(tf.tensor([1, 2, 3]), tf.tensor([1, 0, 2])),
  (tf) => tf.grad((x: any) => tf.sum(tf.mul(tf.exp(x), 2)))(tf.scalar(1)),
  (tf) => tf.grads((a: any, b: any) => a.mul(b))([tf.tensor([1, 2]), tf.tensor([3, 4])]),
  (tf) => tf.grads((a: any, b: any) => tf.matMul(a, b))([tf.ones([2, 3]), tf.ones([3, 1])]),
  (tf) => tf.valueAndGrad((x: any) => x.square())(tf.tensor([3])),
  (tf) => tf.valueAndGrads((a: any, b: any) => a.div(b))([tf.scalar(1), tf.scalar(2)]),
  (tf) => tf.grad(() => tf.scalar(1))(tf.scalar(2)),
  (tf) => tf.variableGrads(() => tf.scalar(1)),
  (tf) => {
    const v = tf.variable(tf.tensor([1, 2]), true, named("vg"));
    const { value, grads } = tf.variableGrads(() => v.square().sum());
    return [value, grads[v.name]];
  },
  (tf) => {
    const [a, b] = [tf.variable(tf.scalar(2), true, named("vl")), tf.variable(tf.scalar(3), true, named("vl"))];
    const { grads } = tf.variableGrads(() => a.mul(b).asScalar(), [a]);
    return [Object.keys(grads).length, grads[a.name]];
  },
  (tf) => {
    const [a, b] = [tf.variable(tf.scalar(2), true, named("vf")), tf.variable(tf.scalar(3), false, named("vf"))];
    const { grads } = tf.variableGrads(() => a.mul(b).asScalar());
    return [grads[a.name], grads[b.name] === undefined];
  },
  (tf) => {
    const twice = tf.customGrad((x: any, save: any) => {
      save([x]);
      return { value: x.square(), gradFunc: (dy: any, saved: any) => dy.mul(saved[0].mul(10)) };
    });
    return tf.grad((x: any) => twice(x).sum())(tf.tensor([1, 2]));
  },
  (tf) => tf.grad((x: any) => tf.gather(x, [0, 0, 1]).sum())(tf.tensor([1, 2, 3])),
  (tf) =>
    tf.grad((x: any) =>
      tf
        .concat([x, x.mul(3)])
        .square()
        .sum(),
    )(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => x.slice([1], [1]).sum())(tf.tensor([1, 2, 3])),
  (tf) => tf.grad((x: any) => tf.stack([x, x]).mean())(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => tf.split(x, 2)[1].square().sum())(tf.tensor([1, 2, 3, 4])),
  (tf) => tf.grad((x: any) => x.reshape([2, 1]).transpose().tile([2, 1]).sum())(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => x.softmax().slice([0], [1]).sum())(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => x.max())(tf.tensor([1, 3, 2])),
  (tf) => tf.grad((x: any) => tf.where([true, false], x, x.mul(5)).sum())(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => x.clipByValue(0, 1).sum())(tf.tensor([-1, 0.5, 2])),
  (tf) => tf.grad((x: any) => x.norm())(tf.tensor([3, 4])),
  (tf) => tf.grad((x: any) => x.prod())(tf.tensor([2, 3, 4])),
  (tf) => tf.grad((x: any) => tf.cumsum(x).square().sum())(tf.tensor([1, 2])),
  (tf) =>
    tf.grad((x: any) =>
      x
        .pad([[1, 1]])
        .square()
        .sum(),
    )(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => x.expandDims(0).squeeze([0]).unstack()[0])(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => x.cast("float32").clone().sum())(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => tf.logSumExp(x))(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => tf.pow(x, 3).sum())(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => tf.prelu(x, [0.1, 0.1]).sum())(tf.tensor([-1, 2])),
  (tf) => tf.grad((x: any) => tf.einsum("i,i->", x, x))(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => tf.gatherND(x, tf.tensor2d([[1]], [1, 1], "int32")).sum())(tf.tensor([1, 2])),
  (tf) => tf.grad((x: any) => tf.batchNorm(x, [0, 0], [1, 1]).sum())(tf.tensor([[1, 2]])),
  (tf) => tf.grad((x: any) => tf.moments(x).variance)(tf.tensor([1, 2, 4])),
  (tf) =>
    tf.grad((x: any) =>
      tf
        .conv1d(x.reshape([1, 4, 1]), tf.ones([2, 1, 1]), 1, "valid")
        .square()
        .sum(),
    )(tf.range(0, 4)),
  (tf) => tf.grad((x: any) => tf.maxPool(x.reshape([1, 2, 2, 1]), 2, 1, "valid").sum())(tf.tensor([1, 4, 2, 3])),
  ...Object.entries(optimizers).map(([name, args]) =>
    row(`tf.train.${name}(…).minimize, three steps`, (tf) => {
      const w = tf.variable(tf.tensor([1, -2]), true, named(name));
      const optimizer = tf.train[name](...args);
      const costs = [1, 2, 3].map(() => optimizer.minimize(() => w.square().sum(), true, [w]));
      return [w, costs];
    }),
  ),
  ...Object.entries(optimizers).map(([name, args]) =>
    row(`tf.train.${name}(…).getConfig()`, (tf) => tf.train[name](...args).getConfig()),
  ),
  ...Object.entries(optimizers).map(([name, args]) =>
    row(`tf.train.${name}(…).getClassName()`, (tf) => tf.train[name](...args).getClassName()),
  ),
  row("tf.train.rmsprop with momentum, centered", (tf) => {
    const w = tf.variable(tf.tensor([1, -2]), true, named("rms"));
    const optimizer = tf.train.rmsprop(0.01, 0.8, 0.5, 1e-6, true);
    for (let i = 0; i < 3; i++) optimizer.minimize(() => w.square().sum());
    return w;
  }),
  row("tf.train.momentum with Nesterov", (tf) => {
    const w = tf.variable(tf.tensor([1, -2]), true, named("nest"));
    const optimizer = tf.train.momentum(0.01, 0.9, true);
    for (let i = 0; i < 3; i++) optimizer.minimize(() => w.square().sum());
    return w;
  }),
  row("tf.train.adamax with decay", (tf) => {
    const w = tf.variable(tf.tensor([1, -2]), true, named("amax"));
    const optimizer = tf.train.adamax(0.1, 0.9, 0.999, 1e-7, 0.5);
    for (let i = 0; i < 3; i++) optimizer.minimize(() => w.square().sum());
    return w;
  }),
  row("optimizer.computeGradients, applyGradients", (tf) => {
    const w = tf.variable(tf.tensor([1, -2]), true, named("apply"));
    const optimizer = tf.train.sgd(0.1);
    const { value, grads } = optimizer.computeGradients(() => w.square().sum());
    optimizer.applyGradients(grads);
    optimizer.applyGradients([{ name: w.name, tensor: tf.tensor([1, 1]) }]);
    return [value, w, optimizer.iterations];
  }),
  row("minimize without returnCost", (tf) => {
    const w = tf.variable(tf.scalar(1), true, named("cost"));
    return tf.train.sgd(0.1).minimize(() => w.square());
  }),
  row("minimize by tiny gradients", (tf) => {
    const w = tf.variable(tf.tensor([1, -2]), true, named("tiny"));
    const optimizer = tf.train.adam(0.1);
    for (let i = 0; i < 3; i++) optimizer.minimize(() => w.mul(1e-7).sum());
    return w;
  }),
  (tf) => tf.train.sgd(0.1) instanceof tf.SGDOptimizer,
  (tf) => tf.train.adam(0.1) instanceof tf.Optimizer,
  async (tf) => (await tf.train.sgd(0.1).getWeights()).map(({ name }: any) => name),
];
