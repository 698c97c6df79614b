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
    const next = nn
      .sigmoid(f)
      .mul(c)
      .add(nn.sigmoid(i).mul(np.tanh(g)));
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
  version: JSON.parse(readFileSync(new URL("../node_modules/@jax-js/jax/package.json", import.meta.url), "utf8"))
    .version,

  layer(given) {
    const { B, T, D, H } = given;
    const x = turned(given.x, [B, T, D]);
    const target = turned(given.target, [B, T, H]);
    const run = jit((parameters, x) => walk(given, parameters, x));
    const gradients = valueAndGrad((parameters, x, target) => np.square(walk(given, parameters, x).sub(target)).mean());
    /** Adam: parameters, their averages and the rate with its correction to the next ones. */
    const update = jit((parameters, averages, squares, rate, x, target) => {
      const [loss, g] = gradients(tree.ref(parameters), x, target);
      const nextAverages = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), averages, tree.ref(g));
      const nextSquares = tree.map((v, g) => v.mul(0.999).add(np.square(g).mul(0.001)), squares, g);
      const move = (p, m, v) => p.sub(rate.ref.mul(m).div(np.sqrt(v).add(1e-14)));
      const next = tree.map(move, parameters, tree.ref(nextAverages), tree.ref(nextSquares));
      rate.dispose();
      return [loss, next, nextAverages, nextSquares];
    });
    const zeros = () => tree.map((p) => np.zerosLike(p), tree.ref(state[0]));
    let state = [parametersOf(given)];
    state.push(zeros(), zeros());
    let steps = 0;
    return {
      forward: () => run(tree.ref(state[0]), x.ref).data(),
      inOrder: (output) => turned(output, [T, B, H]).data(),
      async train() {
        steps++;
        const rate = np.array((0.001 * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps));
        const [loss, ...next] = update(...state, rate, x.ref, target.ref);
        state = next;
        return (await loss.data())[0];
      },
    };
  },

  step(given) {
    const { cell, B, D, x } = given;
    const { kernel, bias, ...rest } = parametersOf(given);
    const run = jit((state, x, kernel, bias, rest) => {
      return cells[cell](state, np.matmul(x, kernel).add(bias), rest);
    });
    const inputs = Array.from({ length: x.length / (B * D) }, (_, i) =>
      array(x.slice(i * B * D, (i + 1) * B * D), [B, D]),
    );
    let state = zeroState(given);
    return {
      step(i) {
        state = run(state, inputs[i].ref, kernel.ref, bias.ref, tree.ref(rest));
        return state.h.ref.dataSync();
      },
    };
  },
});
