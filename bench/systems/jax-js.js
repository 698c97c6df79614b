/** jax-js on its wasm backend, one thread. It has no loop over time, so each case is unrolled and compiled whole by `jit`. */
import { readFileSync } from "node:fs";
import { init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { serve } from "./serve.js";

await init("wasm");

const array = (values, shape) => np.array(values).reshape(shape);

/** One step of each cell from z = x W + b (B, width) to the next state; every array that is given is used up. */
const cells = {
  simpleRNN: ({ h }, z, { recurrent }) => ({ h: np.tanh(z.add(np.matmul(h, recurrent))) }),
  lstm({ h, c }, z, { recurrent }) {
    const [i, f, g, o] = np.split(z.add(np.matmul(h, recurrent)), 4, -1);
    const next = nn.sigmoid(f).mul(c).add(nn.sigmoid(i).mul(np.tanh(g)));
    return { h: nn.sigmoid(o).mul(np.tanh(next.ref)), c: next };
  },
  gru({ h }, z, { recurrent, recurrentBias }) {
    const [xz, xr, xh] = np.split(z, 3, -1);
    const [hz, hr, hh] = np.split(np.matmul(h.ref, recurrent).add(recurrentBias), 3, -1);
    const update = nn.sigmoid(xz.add(hz));
    const candidate = np.tanh(xh.add(nn.sigmoid(xr.add(hr)).mul(hh)));
    return { h: update.ref.mul(h).add(np.array(1).sub(update).mul(candidate)) };
  },
};

function parametersOf({ cell, D, H, width, kernel, recurrent, bias }) {
  const [first, second] = [bias.subarray(0, width), bias.subarray(width)];
  return {
    kernel: array(kernel, [D, width]),
    recurrent: array(recurrent, [H, width]),
    bias: np.array(first),
    ...(cell === "gru" ? { recurrentBias: np.array(second) } : {}),
  };
}

const zeroState = ({ cell, B, H }) => {
  const zeros = () => np.zeros([B, H]);
  return cell === "lstm" ? { h: zeros(), c: zeros() } : { h: zeros() };
};

/** x (T, B, D) to outputs (T, B, H). */
function walk(given, { kernel, bias, ...rest }, x) {
  const z = np.unstack(np.matmul(x, kernel).add(bias));
  const outputs = [];
  let state = zeroState(given);
  for (const step of z) {
    state = cells[given.cell](state, step, tree.ref(rest));
    outputs.push(state.h.ref);
  }
  tree.dispose(rest);
  tree.dispose(state);
  return np.stack(outputs);
}

const turned = (values, [a, b, c]) => array(values, [a, b, c]).transpose([1, 0, 2]);

await serve({
  version: JSON.parse(readFileSync(new URL("../node_modules/@jax-js/jax/package.json", import.meta.url), "utf8")).version,

  layer(given) {
    const { B, T, D, H } = given;
    if (T * B > 32 * 100) return "compiling the unrolled layer takes minutes";
    let parameters = parametersOf(given);
    const x = turned(given.x, [B, T, D]);
    const target = turned(given.target, [B, T, H]);
    const run = jit((p, x) => walk(given, p, x));
    const lossAndGradients = valueAndGrad((p, x, y) => np.square(walk(given, p, x).sub(y)).mean());
    const update = jit((p, m, v, rate, x, y) => {
      const [loss, g] = lossAndGradients(p, x, y);
      const first = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), m, tree.ref(g));
      const second = tree.map((v, g) => v.mul(0.999).add(np.square(g).mul(0.001)), v, g);
      return { loss, p, first, second, rate };
    });
    void update;
    return {
      forward: () => run(tree.ref(parameters), x.ref).data(),
      inOrder: (output) => turned(output, [T, B, H]).data(),
    };
  },
});
