/** The WebAssembly backend: which operations have kernels; the `js` backend computes the rest. The files beside this one call the kernels. */
import {
  broadcastShapes,
  bytesPerElement,
  type DType,
  type Shape,
  sameShape,
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
  PredictionResult,
  Recording,
  RecurrentPrediction,
  RecurrentProblem,
  RecurrentResult,
  RecurrentUpstream,
  ReduceName,
  UpdateRule,
} from "../backend.ts";
import { JsBackend } from "../js/js-backend.ts";
import type { UnaryName } from "../pointwise.ts";
import type { Windows } from "../windows.ts";
import { broadcastBlocks, contiguousRange, lastAxes, repeated, withLast } from "./broadcast.ts";
import { binaryCodes, unaryCodes } from "./codes.ts";
import { binary, broadcast, hasUnaryKernel, select, truncate, unary, unaryGradient } from "./elementwise.ts";
import { type EngineOptions, WasmEngine } from "./engine.ts";
import { gather, scatterAdd } from "./gather.ts";
import { concatenate, copyBytes, pad, reverse, slice, transpose } from "./layout.ts";
import { matmul } from "./product.ts";
import { dropoutMask } from "./random.ts";
import { recordCalls } from "./recording.ts";
import {
  hasRecurrentKernel,
  projectsWithin,
  recurrentBackward,
  recurrentForward,
  recurrentPrediction,
} from "./recurrent.ts";
import { extremeGradient, reduce } from "./reduce.ts";
import {
  argRows,
  crossEntropy,
  crossEntropyGradient,
  normalize,
  normalizeGradient,
  softmax,
  softmaxGradient,
} from "./rows.ts";
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
    const [to, from] = [this.engine.address(variable), this.engine.address(value)];
    copyBytes(this.engine, bytes, from, to);
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
    return binary(this.engine, code, a, b, blocks);
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
    return isFloat(x) ? argRows(this.engine, x, name) : this.js.argReduce(name, x);
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

  part(x: Tensor, offset: number, shape: Shape): Tensor | undefined {
    return isFloat(x) ? this.engine.at(this.engine.address(x) + 4 * offset, shape) : undefined;
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
    return isFloat(x) ? broadcast(this.engine, x, blocks) : repeated(x, blocks);
  }

  gather(x: Tensor, ids: Tensor): Tensor {
    return isFloat(x) ? gather(this.engine, x, ids) : this.js.gather(x, ids);
  }

  scatterAdd(ids: Tensor, dy: Tensor, rows: number): Tensor {
    return scatterAdd(this.engine, ids, dy, rows);
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
    return dropoutMask(this.engine, shape, rate, seed, stream);
  }

  recurrentForward(problem: RecurrentProblem, keep: boolean): RecurrentResult {
    if (!hasRecurrentKernel(problem)) return this.js.recurrentForward(problem, keep);
    return recurrentForward(this.engine, problem, keep);
  }

  projectsWithin(steps: number, rows: number, columns: number): boolean {
    return projectsWithin(this.engine, steps, rows, columns);
  }

  recurrentPrediction(problem: RecurrentPrediction): PredictionResult | undefined {
    return hasRecurrentKernel(problem) ? recurrentPrediction(this.engine, problem) : undefined;
  }

  recurrentBackward(problem: RecurrentProblem, result: RecurrentResult, upstream: RecurrentUpstream) {
    if (!hasRecurrentKernel(problem)) return this.js.recurrentBackward(problem, result, upstream);
    return recurrentBackward(this.engine, problem, result, upstream);
  }

  cast(x: Tensor, dtype: DType): Tensor {
    return isFloat(x) && dtype === "int32" ? truncate(this.engine, x) : this.js.cast(x, dtype);
  }

  select(condition: Tensor, a: Tensor, b: Tensor): Tensor {
    return isFloat(a, b) ? select(this.engine, condition, a, b) : this.js.select(condition, a, b);
  }
}
