/** The WebAssembly backend: kernels for what training and prediction spend their time on, the `js` backend for the rest. */
import {
  broadcastShapes,
  bytesPerElement,
  type DType,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
  type TypedArray,
  wrap,
} from "../../tensor/index.ts";
import type {
  Backend,
  BackendDescription,
  BinaryName,
  ConvolveOptions,
  MatmulOptions,
  PoolName,
  Recording,
  RecurrentPrediction,
  RecurrentProblem,
  RecurrentResult,
  RecurrentUpstream,
  ReduceName,
  UpdateRule,
} from "../backend.ts";
import { wrongIndex } from "../indices.ts";
import { JsBackend } from "../js/js-backend.ts";
import type { UnaryName } from "../pointwise.ts";
import type { Windows } from "../windows.ts";
import { broadcastBlocks, contiguousRange, lastAxes, repeated, withLast } from "./broadcast.ts";
import { binaryCodes, unaryCodes } from "./codes.ts";
import { hasUnaryKernel, select, unary, unaryGradient } from "./elementwise.ts";
import { type EngineOptions, WasmEngine } from "./engine.ts";
import { concatenate, pad, reverse, slice, transpose } from "./layout.ts";
import { matmul } from "./product.ts";
import { recordCalls } from "./recording.ts";
import {
  hasRecurrentKernel,
  projectsWithin,
  recurrentBackward,
  recurrentForward,
  recurrentPrediction,
} from "./recurrent.ts";
import { extremeGradient, reduce } from "./reduce.ts";
import { crossEntropy, crossEntropyGradient, normalize, normalizeGradient, softmax, softmaxGradient } from "./rows.ts";
import { update } from "./update.ts";
import {
  convolve,
  convolveInputGradient,
  convolveKernelGradient,
  hasWindowKernel,
  pool,
  poolGradient,
} from "./windows.ts";

const isFloat = (...tensors: readonly Tensor[]) => tensors.every(({ dtype }) => dtype === "float32");

export class WasmBackend implements Backend {
  readonly name = "wasm";
  private readonly js = new JsBackend();
  private readonly engine: WasmEngine;

  constructor(options: EngineOptions = {}) {
    this.engine = new WasmEngine(options);
  }

  describe(): BackendDescription {
    const { level, instructions, threadCount, obstacles, memory } = this.engine;
    return {
      name: this.name,
      kernels: level,
      ...(instructions !== undefined && { instructions }),
      threads: threadCount,
      bytes: memory.bytes,
      stepBytes: memory.mostTaken,
      obstacles,
    };
  }

  stop(): void {
    this.engine.stop();
  }

  beginStep(): void {}

  endStep(): void {
    this.engine.endStep();
  }

  detach(tensor: Tensor): void {
    if (!tensor.storage.plain) tensor.storage = this.engine.memory.plain(tensor.dtype, tensor.dataSync());
  }

  makeVariable(values: TypedArray, shape: Shape, dtype: DType): Tensor {
    return this.engine.makeVariable(values, shape, dtype);
  }

  release(variable: Tensor): void {
    this.engine.release(variable);
  }

  assign(variable: Tensor, value: Tensor): void {
    const bytes = variable.size * bytesPerElement(variable.dtype);
    const isCopy = this.engine.owns(variable) && !value.storage.plain && value.dtype === variable.dtype;
    if (!isCopy || bytes % 4 !== 0) {
      this.js.assign(variable, value);
      this.engine.forget(variable);
      return;
    }
    const [to, from] = this.addresses(variable, value);
    this.engine.call("copyRows", 1, bytes, from!, 0, to!, 0);
    variable.storage.changed?.();
  }

  record(compute: () => void): Recording | undefined {
    return recordCalls(this.engine, compute);
  }

  update(rule: UpdateRule, variable: Tensor, gradient: Tensor, slots: readonly Tensor[]): void {
    if (!this.engine.owns(variable, ...slots)) {
      this.js.update(rule, variable, gradient, slots);
      return;
    }
    update(this.engine, rule, variable, gradient, slots);
  }

  unary(name: UnaryName, x: Tensor): Tensor {
    return hasUnaryKernel(name) && isFloat(x) ? unary(this.engine, name, x) : this.js.unary(name, x);
  }

  unaryGradient(name: UnaryName, dy: Tensor, x: Tensor, y: Tensor): Tensor {
    if (name === "log") return this.binary("divide", dy, x);
    if (name === "erf") {
      const bell = this.unary("exp", this.unary("negative", this.unary("square", x)));
      const factor = wrap(Float32Array.of(2 / Math.sqrt(Math.PI)), [], "float32");
      return this.binary("multiply", dy, this.binary("multiply", bell, factor));
    }
    const code = unaryCodes[name];
    return code === undefined ? this.js.unaryGradient(name, dy, x, y) : unaryGradient(this.engine, code, dy, x, y);
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
      this.engine.call(
        "binary",
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

  matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
    return matmul(this.engine, a, b, options);
  }

  reduce(name: ReduceName, x: Tensor, axes: readonly number[]): Tensor {
    if (!isFloat(x) || axes.length === 0 || name === "any" || name === "all") return this.js.reduce(name, x, axes);
    const range = contiguousRange(x.shape, axes);
    if (!range) return this.reduce(name, this.transpose(x, withLast(x, axes)), lastAxes(x, axes));
    const shape = x.shape.filter((_, axis) => !axes.includes(axis));
    return reduce(this.engine, name, x, range, shape);
  }

  extremeGradient(dy: Tensor, x: Tensor, y: Tensor, axes: readonly number[]): Tensor {
    if (!isFloat(dy, x) || axes.length === 0) return this.js.extremeGradient(dy, x, y, axes);
    const range = contiguousRange(x.shape, axes);
    if (!range) {
      const order = withLast(x, axes);
      const gradient = this.extremeGradient(dy, this.transpose(x, order), y, lastAxes(x, axes));
      return this.transpose(
        gradient,
        order.map((_, axis) => order.indexOf(axis)),
      );
    }
    return extremeGradient(this.engine, dy, x, y, range);
  }

  argReduce(name: "max" | "min", x: Tensor): Tensor {
    if (!isFloat(x)) return this.js.argReduce(name, x);
    const width = x.shape.at(-1)!;
    const from = this.engine.address(x);
    const run = (to: number) => this.engine.call("argRows", x.size / width, width, from, to, Number(name === "min"));
    return this.engine.result(x.shape.slice(0, -1), run, "int32");
  }

  softmax(x: Tensor, log: boolean): Tensor {
    return softmax(this.engine, x, log);
  }

  softmaxGradient(dy: Tensor, y: Tensor, log: boolean): Tensor {
    return softmaxGradient(this.engine, dy, y, log);
  }

  crossEntropy(logits: Tensor, labels: Tensor): Tensor {
    return crossEntropy(this.engine, logits, labels);
  }

  crossEntropyGradient(dy: Tensor, logits: Tensor, labels: Tensor): Tensor {
    return crossEntropyGradient(this.engine, dy, logits, labels);
  }

  normalize(x: Tensor, epsilon: number) {
    return normalize(this.engine, x, epsilon);
  }

  normalizeGradient(dn: Tensor, normalized: Tensor, scale: Tensor): Tensor {
    return normalizeGradient(this.engine, dn, normalized, scale);
  }

  transpose(x: Tensor, permutation: readonly number[]): Tensor {
    return isFloat(x) ? transpose(this.engine, x, permutation) : this.js.transpose(x, permutation);
  }

  reverse(x: Tensor, axis: number): Tensor {
    return isFloat(x) ? reverse(this.engine, x, axis) : this.js.reverse(x, axis);
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
    const blocks = x.dtype === "string" ? undefined : broadcastBlocks(x.shape, shape);
    if (!blocks || !sameShape(blocks.shape, shape)) return this.js.broadcastTo(x, shape);
    if (!isFloat(x)) return repeated(x, blocks);
    // x + 0 in the shape of the zeros
    const zero = this.engine.zeros(sizeOf(shape));
    const { outer, inner, a } = blocks;
    const from = this.engine.address(x);
    return this.engine.result([...shape], (to) =>
      this.engine.call("binary", binaryCodes.add!, outer, inner, from, a.step, Number(a.stretch), zero, inner, 0, to),
    );
  }

  gather(x: Tensor, ids: Tensor): Tensor {
    if (!isFloat(x)) return this.js.gather(x, ids);
    const [from, numbers] = this.addresses(x, ids);
    const [rows, ...inner] = x.shape as [number];
    const check = (wrong: number) => {
      if (wrong >= 0) throw wrongIndex(this.engine.memory.view("int32", numbers! + 4 * wrong, 1)[0]!, rows);
    };
    return this.engine.result([...ids.shape, ...inner], (to) =>
      this.engine.checkedCall(check, "gather", ids.size, rows, sizeOf(inner), from!, numbers!, to),
    );
  }

  scatterAdd(ids: Tensor, dy: Tensor, rows: number): Tensor {
    const inner = dy.shape.slice(ids.rank);
    const [numbers, d] = this.addresses(ids, dy);
    return this.engine.result([rows, ...inner], (to) => {
      this.engine.memory.clear(to, rows * sizeOf(inner));
      this.engine.call("scatterAdd", ids.size, sizeOf(inner), numbers!, d!, to);
    });
  }

  convolve(x: Tensor, kernel: Tensor, windows: Windows, options: ConvolveOptions = {}): Tensor {
    if (!hasWindowKernel(windows)) return this.js.convolve(x, kernel, windows, options);
    return convolve(this.engine, x, kernel, windows, options);
  }

  convolveInputGradient(dy: Tensor, kernel: Tensor, windows: Windows, channels: number): Tensor {
    if (!hasWindowKernel(windows)) return this.js.convolveInputGradient(dy, kernel, windows, channels);
    return convolveInputGradient(this.engine, dy, kernel, windows, channels);
  }

  convolveKernelGradient(x: Tensor, dy: Tensor, windows: Windows, groups: number): Tensor {
    if (!hasWindowKernel(windows)) return this.js.convolveKernelGradient(x, dy, windows, groups);
    return convolveKernelGradient(this.engine, x, dy, windows, groups);
  }

  pool(name: PoolName, x: Tensor, windows: Windows): Tensor {
    if (!hasWindowKernel(windows)) return this.js.pool(name, x, windows);
    return pool(this.engine, name, x, windows);
  }

  poolGradient(name: PoolName, dy: Tensor, x: Tensor, y: Tensor, windows: Windows): Tensor {
    if (!hasWindowKernel(windows)) return this.js.poolGradient(name, dy, x, y, windows);
    return poolGradient(this.engine, name, dy, x, y, windows);
  }

  dropoutMask(shape: Shape, rate: number, seed: number, stream: number): Tensor {
    const high = (value: number) => Math.floor(value / 2 ** 32);
    return this.engine.result(shape, (to) =>
      this.engine.call("dropoutMask", sizeOf(shape), to, rate, 1 / (1 - rate), seed, high(seed), stream, high(stream)),
    );
  }

  recurrentForward(problem: RecurrentProblem, keep: boolean): RecurrentResult {
    if (!hasRecurrentKernel(problem)) return this.js.recurrentForward(problem, keep);
    return recurrentForward(this.engine, problem, keep);
  }

  projectsWithin(steps: number, rows: number, columns: number): boolean {
    return projectsWithin(this.engine, steps, rows, columns);
  }

  recurrentPrediction(problem: RecurrentPrediction): RecurrentResult | undefined {
    return hasRecurrentKernel(problem) ? recurrentPrediction(this.engine, problem) : undefined;
  }

  recurrentBackward(problem: RecurrentProblem, result: RecurrentResult, upstream: RecurrentUpstream) {
    if (!hasRecurrentKernel(problem)) return this.js.recurrentBackward(problem, result, upstream);
    return recurrentBackward(this.engine, problem, result, upstream);
  }

  cast(x: Tensor, dtype: DType): Tensor {
    if (!isFloat(x) || dtype !== "int32") return this.js.cast(x, dtype);
    const from = this.engine.address(x);
    return this.engine.result(x.shape, (to) => this.engine.call("truncate", x.size, from, to), dtype);
  }

  select(condition: Tensor, a: Tensor, b: Tensor): Tensor {
    return isFloat(a, b) ? select(this.engine, condition, a, b) : this.js.select(condition, a, b);
  }

  private addresses(...tensors: readonly Tensor[]): number[] {
    return tensors.map((tensor) => this.engine.address(tensor));
  }
}
