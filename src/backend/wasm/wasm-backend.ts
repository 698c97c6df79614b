/** The WebAssembly backend: kernels for what training and prediction spend their time on, the `js` backend for the rest. */
import {
  broadcastShapes,
  type DType,
  PlainStorage,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
  type TypedArray,
} from "../../tensor/index.ts";
import type {
  Backend,
  BinaryName,
  MatmulOptions,
  RecurrentProblem,
  RecurrentResult,
  RecurrentUpstream,
  ReduceName,
  UpdateRule,
} from "../backend.ts";
import { JsBackend } from "../js/js-backend.ts";
import type { UnaryName } from "../pointwise.ts";
import { broadcastBlocks, contiguousRange } from "./broadcast.ts";
import { binaryCodes, unaryCodes } from "./codes.ts";
import { WasmEngine } from "./engine.ts";
import { hasSimd } from "./kernels.ts";
import { concatenate, pad, slice } from "./layout.ts";
import { hasRecurrentKernel, recurrentBackward, recurrentForward } from "./recurrent.ts";

/** Whether this engine can run the backend. */
export function isWasmSupported(): boolean {
  return hasSimd();
}

const isFloat = (...tensors: readonly Tensor[]) => tensors.every(({ dtype }) => dtype === "float32");

export class WasmBackend implements Backend {
  readonly name = "wasm";
  private readonly js = new JsBackend();
  private readonly engine = new WasmEngine();

  /** What the kernels were built for, and how much memory they hold. */
  get info() {
    return { level: this.engine.level, bytes: this.engine.memory.bytes };
  }

  beginStep(): void {}

  endStep(): void {
    this.engine.endStep();
  }

  detach(tensor: Tensor): void {
    if (!tensor.storage.plain) tensor.storage = new PlainStorage(tensor.read().slice());
  }

  makeVariable(values: TypedArray, shape: Shape, dtype: DType): Tensor {
    return this.engine.makeVariable(values, shape, dtype);
  }

  release(variable: Tensor): void {
    this.engine.release(variable);
  }

  assign(variable: Tensor, value: Tensor): void {
    this.js.assign(variable, value);
  }

  update(rule: UpdateRule, variable: Tensor, gradient: Tensor, slots: readonly Tensor[]): void {
    if (!this.engine.owns(variable, ...slots)) {
      this.js.update(rule, variable, gradient, slots);
      return;
    }
    const { kernels } = this.engine;
    const n = variable.size;
    const [w, g, ...s] = [variable, gradient, ...slots].map((tensor) => this.engine.address(tensor)) as [
      number,
      number,
    ];
    const slot = (index: number): number => (s as number[])[index] ?? 0;
    if (rule.kind === "sgd") kernels.sgd(n, w, g, slot(0), rule.rate, rule.momentum, Number(rule.nesterov));
    else if (rule.kind === "adam") {
      kernels.adam(n, w, g, slot(0), slot(1), slot(2), rule.rate, 1 - rule.beta1, 1 - rule.beta2, rule.epsilon);
    } else {
      const average = rule.centered ? slot(slots.length - 1) : 0;
      const momentum = rule.momentum > 0 ? slot(1) : 0;
      kernels.rmsprop(
        n,
        w,
        g,
        slot(0),
        momentum,
        average,
        rule.rate,
        rule.rho,
        1 - rule.rho,
        rule.momentum,
        rule.epsilon,
      );
    }
    for (const written of [variable, ...slots]) written.storage.changed?.();
  }

  unary(name: UnaryName, x: Tensor): Tensor {
    const code = unaryCodes[name];
    if (code === undefined || !isFloat(x)) return this.js.unary(name, x);
    return this.engine.result(x.shape, (y) => this.engine.kernels.unary(code, x.size, this.engine.address(x), y));
  }

  unaryGradient(name: UnaryName, dy: Tensor, x: Tensor, y: Tensor): Tensor {
    const code = unaryCodes[name];
    if (code === undefined) return this.js.unaryGradient(name, dy, x, y);
    const [d, from, to] = this.addresses(dy, x, y);
    return this.engine.result(x.shape, (dx) => this.engine.kernels.unaryGradient(code, x.size, d!, from!, to!, dx));
  }

  binary(name: BinaryName, a: Tensor, b: Tensor): Tensor {
    const code = binaryCodes[name];
    if (code === undefined || !isFloat(a, b)) return this.js.binary(name, a, b);
    const blocks = broadcastBlocks(a.shape, b.shape);
    if (!blocks) {
      const full = broadcastShapes(a.shape, b.shape);
      return this.binary(name, this.broadcastTo(a, full), this.broadcastTo(b, full));
    }
    const { shape, outer, inner } = blocks;
    const [x, y] = this.addresses(a, b);
    return this.engine.result(shape, (z) =>
      this.engine.kernels.binary(
        code,
        outer,
        inner,
        x!,
        blocks.a.step,
        Number(blocks.a.stretch),
        y!,
        blocks.b.step,
        Number(blocks.b.stretch),
        z,
      ),
    );
  }

  matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false, bias }: MatmulOptions = {}): Tensor {
    const { engine } = this;
    const [count, rowsA, columnsA] = a.shape as [number, number, number];
    const [countB, rowsB, columnsB] = b.shape as [number, number, number];
    const [M, K] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
    const N = transposeB ? rowsB : columnsB;
    const [rowStride, columnStride] = transposeB ? [1, K] : [N, 1];
    const [from, added] = [engine.address(a), bias ? engine.address(bias) : 0];
    const strides: readonly [number, number] = transposeA ? [1, M] : [K, 1];
    // one matrix for all: the batch is more rows
    const joined = countB === 1 && !transposeA;
    const [products, rows] = joined ? [1, count * M] : [count, M];
    const isKept = engine.owns(b);
    return engine.result([count, M, N], (to) => {
      for (let p = 0; p < products; p++) {
        const offset = countB === 1 ? 0 : p * K * N;
        // a variable's panels serve more than once; another matrix is packed on the way
        const [place, ...bStrides]: readonly [number, number, number] = isKept
          ? [engine.packed(b, K, N, rowStride, columnStride, [offset]), 0, 0]
          : [engine.address(b) + 4 * offset, rowStride, columnStride];
        const [x, y] = [from + 4 * p * M * K, to + 4 * p * M * N];
        engine.kernels.gemm(rows, N, K, x, ...strides, place, ...bStrides, added, 0, y, N, engine.scratch);
      }
    });
  }

  reduce(name: ReduceName, x: Tensor, axes: readonly number[]): Tensor {
    const range = contiguousRange(x.shape, axes);
    if (!isFloat(x) || !range || (name !== "sum" && name !== "mean")) return this.js.reduce(name, x, axes);
    const { before, length, after } = range;
    const { kernels } = this.engine;
    const from = this.engine.address(x);
    const scale = name === "mean" ? 1 / length : 1;
    const shape = x.shape.filter((_, axis) => !axes.includes(axis));
    return this.engine.result(shape, (to) => {
      if (after === 1) return kernels.sumColumns(before, length, from, to, scale);
      for (let i = 0; i < before; i++)
        kernels.sumRows(length, after, from + 4 * i * length * after, to + 4 * i * after, scale);
    });
  }

  argReduce(name: "max" | "min", x: Tensor): Tensor {
    if (!isFloat(x)) return this.js.argReduce(name, x);
    const width = x.shape.at(-1)!;
    const from = this.engine.address(x);
    const run = (to: number) => this.engine.kernels.argRows(x.size / width, width, from, to, Number(name === "min"));
    return this.engine.result(x.shape.slice(0, -1), run, "int32");
  }

  softmax(x: Tensor, log: boolean): Tensor {
    if (log) return this.js.softmax(x, log);
    const width = x.shape.at(-1)!;
    return this.engine.result(x.shape, (to) =>
      this.engine.kernels.softmax(x.size / width, width, this.engine.address(x), to),
    );
  }

  softmaxGradient(dy: Tensor, y: Tensor, log: boolean): Tensor {
    if (log) return this.js.softmaxGradient(dy, y, log);
    const width = y.shape.at(-1)!;
    const [d, from] = this.addresses(dy, y);
    return this.engine.result(y.shape, (to) =>
      this.engine.kernels.softmaxGradient(y.size / width, width, d!, from!, to),
    );
  }

  crossEntropy(logits: Tensor, labels: Tensor): Tensor {
    const { engine } = this;
    const [rows, width] = logits.shape as [number, number];
    const [shifts, sums, scratch] = [rows, rows, width].map((length) => engine.memory.take(4 * length)) as [
      number,
      number,
      number,
    ];
    engine.kernels.expSums(rows, width, engine.address(logits), shifts, sums, scratch);
    return engine.result(labels.shape, (to) => {
      // views only now: taking memory may have moved it
      const [scores, classes] = [logits.read(), labels.read()];
      const [shift, sum] = [engine.memory.view("float32", shifts, rows), engine.memory.view("float32", sums, rows)];
      const losses = engine.memory.view("float32", to, rows);
      for (let r = 0; r < rows; r++) losses[r] = shift[r]! - scores[r * width + classes[r]!]! + Math.log(sum[r]!);
    });
  }

  crossEntropyGradient(dy: Tensor, logits: Tensor, labels: Tensor): Tensor {
    const [rows, width] = logits.shape as [number, number];
    const [d, from, ids] = this.addresses(dy, logits, labels);
    return this.engine.result(logits.shape, (to) =>
      this.engine.kernels.crossEntropyGradient(rows, width, d!, from!, ids!, to),
    );
  }

  transpose(x: Tensor, permutation: readonly number[]): Tensor {
    const swapsFirstTwo = permutation.length >= 2 && permutation.every((axis, i) => axis === (i < 2 ? 1 - i : i));
    if (!swapsFirstTwo || !isFloat(x)) return this.js.transpose(x, permutation);
    const [A, B, ...rest] = x.shape as [number, number];
    return this.engine.result([B, A, ...rest], (to) =>
      this.engine.kernels.swapAxes(A, B, sizeOf(rest), this.engine.address(x), to),
    );
  }

  reverse(x: Tensor, axis: number): Tensor {
    if (!isFloat(x)) return this.js.reverse(x, axis);
    const [before, after] = [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis + 1))];
    const from = this.engine.address(x);
    return this.engine.result(x.shape, (to) => this.engine.kernels.reverse(before, x.shape[axis]!, after, from, to));
  }

  slice(x: Tensor, begin: Shape, size: Shape): Tensor {
    return isFloat(x) ? slice(this.engine, x, begin, size) : this.js.slice(x, begin, size);
  }

  pad(x: Tensor, before: Shape, shape: Shape): Tensor {
    return isFloat(x) ? pad(this.engine, x, before, shape) : this.js.pad(x, before, shape);
  }

  concatenate(xs: readonly Tensor[], axis: number): Tensor {
    return isFloat(...xs) ? concatenate(this.engine, xs, axis) : this.js.concatenate(xs, axis);
  }

  broadcastTo(x: Tensor, shape: Shape): Tensor {
    if (!isFloat(x)) return this.js.broadcastTo(x, shape);
    const blocks = broadcastBlocks(x.shape, shape);
    if (!blocks || !sameShape(blocks.shape, shape)) return this.js.broadcastTo(x, shape);
    // x + 0 in the shape of the zeros
    const zero = this.engine.zeros(sizeOf(shape));
    const { outer, inner, a } = blocks;
    const from = this.engine.address(x);
    return this.engine.result([...shape], (to) =>
      this.engine.kernels.binary(binaryCodes.add!, outer, inner, from, a.step, Number(a.stretch), zero, inner, 0, to),
    );
  }

  gather(x: Tensor, ids: Tensor): Tensor {
    if (!isFloat(x)) return this.js.gather(x, ids);
    const [from, rows] = this.addresses(x, ids);
    const width = sizeOf(x.shape.slice(1));
    return this.engine.result([...ids.shape, ...x.shape.slice(1)], (to) =>
      this.engine.kernels.gather(ids.size, width, from!, rows!, to),
    );
  }

  scatterAdd(ids: Tensor, dy: Tensor, rows: number): Tensor {
    const inner = dy.shape.slice(ids.rank);
    const [numbers, d] = this.addresses(ids, dy);
    return this.engine.result([rows, ...inner], (to) => {
      this.engine.memory.view("float32", to, rows * sizeOf(inner)).fill(0);
      this.engine.kernels.scatterAdd(ids.size, sizeOf(inner), numbers!, d!, to);
    });
  }

  dropoutMask(shape: Shape, rate: number, seed: number, stream: number): Tensor {
    const high = (value: number) => Math.floor(value / 2 ** 32);
    return this.engine.result(shape, (to) =>
      this.engine.kernels.dropoutMask(sizeOf(shape), to, rate, 1 / (1 - rate), seed, high(seed), stream, high(stream)),
    );
  }

  recurrentForward(problem: RecurrentProblem, keep: boolean): RecurrentResult {
    if (!hasRecurrentKernel(problem)) return this.js.recurrentForward(problem, keep);
    return recurrentForward(this.engine, problem, keep);
  }

  recurrentBackward(problem: RecurrentProblem, result: RecurrentResult, upstream: RecurrentUpstream) {
    if (!hasRecurrentKernel(problem)) return this.js.recurrentBackward(problem, result, upstream);
    return recurrentBackward(this.engine, problem, result, upstream);
  }

  cast(x: Tensor, dtype: DType): Tensor {
    return this.js.cast(x, dtype);
  }

  select(condition: Tensor, a: Tensor, b: Tensor): Tensor {
    return this.js.select(condition, a, b);
  }

  private addresses(...tensors: readonly Tensor[]): number[] {
    return tensors.map((tensor) => this.engine.address(tensor));
  }
}
