/** The plain reference, which defines correct results; simple and slow. */
import {
  convertArray,
  type DType,
  PlainStorage,
  type Shape,
  type Storage,
  Tensor,
  type TypedArray,
  wrap,
} from "../../tensor/index.ts";
import type { Backend, BackendDescription, RecurrentProblem, RecurrentResult, RecurrentUpstream } from "../backend.ts";
import { convLstmBackward, convLstmForward, isOverGrids } from "./conv-lstm.ts";
import { dropoutMask } from "./dropout-mask.ts";
import { binary, select, unary, unaryGradient } from "./elementwise.ts";
import { gather, scatterAdd } from "./gather.ts";
import { broadcastTo, concatenate, pad, reverse, slice, transpose } from "./layout.ts";
import { matmul } from "./matmul.ts";
import { normalize, normalizeGradient } from "./normalize.ts";
import { recurrentBackward } from "./recurrent-backward.ts";
import { recurrentForward } from "./recurrent-forward.ts";
import {
  argReduce,
  crossEntropy,
  crossEntropyGradient,
  extremeGradient,
  reduce,
  softmax,
  softmaxGradient,
} from "./reduce.ts";
import { update } from "./update.ts";
import { convolve, convolveInputGradient, convolveKernelGradient, pool, poolGradient } from "./windows.ts";

/** A variable's elements: they change in place, so a result that shares them must be copied. */
class VariableStorage implements Storage {
  readonly plain = false;
  constructor(private readonly values: TypedArray) {}

  read(): TypedArray {
    return this.values;
  }
}

/** Computes in JavaScript, sums in double precision. */
export class JsBackend implements Backend {
  readonly name = "js";

  describe(): BackendDescription {
    return { name: this.name, threads: 1, obstacles: {} };
  }

  stop(): void {}
  beginStep(): void {}
  endStep(): void {}

  detach(tensor: Tensor): void {
    if (!tensor.storage.plain) tensor.storage = new PlainStorage(tensor.read().slice());
  }

  makeVariable(values: TypedArray, shape: Shape, dtype: DType): Tensor {
    return new Tensor(shape, dtype, new VariableStorage(values.slice()));
  }

  release(): void {}

  assign(variable: Tensor, value: Tensor): void {
    variable.read().set(convertArray(value.read(), variable.dtype));
    variable.storage.changed?.();
  }

  cast(x: Tensor, dtype: DType): Tensor {
    return wrap(convertArray(x.read(), dtype), x.shape, dtype);
  }

  update = update;
  unary = unary;
  unaryGradient = unaryGradient;
  binary = binary;
  select = select;
  matmul = matmul;
  normalize = normalize;
  normalizeGradient = normalizeGradient;
  reduce = reduce;
  extremeGradient = extremeGradient;
  argReduce = argReduce;
  softmax = softmax;
  softmaxGradient = softmaxGradient;
  crossEntropy = crossEntropy;
  crossEntropyGradient = crossEntropyGradient;
  transpose = transpose;
  slice = slice;
  pad = pad;
  concatenate = concatenate;
  broadcastTo = broadcastTo;
  reverse = reverse;
  gather = gather;
  scatterAdd = scatterAdd;
  convolve = convolve;
  convolveInputGradient = convolveInputGradient;
  convolveKernelGradient = convolveKernelGradient;
  pool = pool;
  poolGradient = poolGradient;
  dropoutMask = dropoutMask;
  recurrentForward(problem: RecurrentProblem, keep: boolean): RecurrentResult {
    return isOverGrids(problem) ? convLstmForward(problem, keep) : recurrentForward(problem, keep);
  }

  recurrentBackward(problem: RecurrentProblem, result: RecurrentResult, upstream: RecurrentUpstream) {
    if (isOverGrids(problem)) return convLstmBackward(problem, result, upstream);
    return recurrentBackward(problem, result, upstream);
  }
}
