/** Optimizers and learning-rate schedules, by factory. */
import { Adadelta, type AdadeltaOptions } from "./adadelta.ts";
import { Adagrad, type AdagradOptions } from "./adagrad.ts";
import { Adam, type AdamOptions } from "./adam.ts";
import { Adamax, type AdamaxOptions } from "./adamax.ts";
import { AdamW } from "./adamw.ts";
import { ASGD, type ASGDOptions } from "./asgd.ts";
import { Ftrl, type FtrlOptions } from "./ftrl.ts";
import { GroupedOptimizer, type OptimizerGroup } from "./groups.ts";
import { LBFGS, type LBFGSOptions } from "./lbfgs.ts";
import { Lion, type LionOptions } from "./lion.ts";
import { Nadam, type NadamOptions } from "./nadam.ts";
import type { Optimizer } from "./optimizer.ts";
import { RMSprop, type RMSpropOptions } from "./rmsprop.ts";
import { SGD, type SGDOptions } from "./sgd.ts";

export type { AdadeltaOptions } from "./adadelta.ts";
export type { AdagradOptions } from "./adagrad.ts";
export type { AdamOptions } from "./adam.ts";
export type { AdamaxOptions } from "./adamax.ts";
export type { ASGDOptions } from "./asgd.ts";
export type { FtrlOptions } from "./ftrl.ts";
export type { GroupedOptimizer, OptimizerGroup } from "./groups.ts";
export type { LBFGSOptions } from "./lbfgs.ts";
export type { LionOptions } from "./lion.ts";
export type { NadamOptions } from "./nadam.ts";
export { type Evaluate, type LayerTree, type Move, Optimizer, type OptimizerVariable } from "./optimizer.ts";
export type { OptimizerConfig, OptimizerOptions } from "./options.ts";
export type { RMSpropOptions } from "./rmsprop.ts";
export {
  type CosineDecayOptions,
  type CosineDecayRestartsOptions,
  cosineDecay,
  cosineDecayRestarts,
  type DecayOptions,
  exponentialDecay,
  inverseTimeDecay,
  type PiecewiseConstantDecayOptions,
  type PolynomialDecayOptions,
  piecewiseConstantDecay,
  polynomialDecay,
  type Schedule,
} from "./schedules.ts";
export type { SGDOptions } from "./sgd.ts";

/** Stochastic gradient descent; learning rate 0.01. */
export const sgd = (options?: SGDOptions): Optimizer => new SGD(options);
/** RMSprop; learning rate 0.001. */
export const rmsprop = (options?: RMSpropOptions): Optimizer => new RMSprop(options);
/** Adam; learning rate 0.001. */
export const adam = (options?: AdamOptions): Optimizer => new Adam(options);
/** Adam with decoupled weight decay; learning rate 0.001, weight decay 0.004. */
export const adamw = (options?: AdamOptions): Optimizer => new AdamW(options);
/** Adam with Nesterov's momentum; learning rate 0.001. */
export const nadam = (options?: NadamOptions): Optimizer => new Nadam(options);
/** Adam in the infinity norm; learning rate 0.001. */
export const adamax = (options?: AdamaxOptions): Optimizer => new Adamax(options);
/** Adagrad; learning rate 0.001. */
export const adagrad = (options?: AdagradOptions): Optimizer => new Adagrad(options);
/** Adadelta; learning rate 0.001. */
export const adadelta = (options?: AdadeltaOptions): Optimizer => new Adadelta(options);
/** Lion; learning rate 0.001. */
export const lion = (options?: LionOptions): Optimizer => new Lion(options);
/** Follow the regularized leader; learning rate 0.001. */
export const ftrl = (options?: FtrlOptions): Optimizer => new Ftrl(options);
/** Averaged stochastic gradient descent, PyTorch's `ASGD`; learning rate 0.01. Keras's files cannot hold it. */
export const asgd = (options?: ASGDOptions): Optimizer => new ASGD(options);
/** L-BFGS, for all samples in one batch, PyTorch's `LBFGS`; learning rate 1. Keras's files cannot hold it. */
export const lbfgs = (options?: LBFGSOptions): Optimizer => new LBFGS(options);
/**
 * Several optimizers by layer: `groups([{ layers: ["embedding"], optimizer: "sgd" }, { optimizer: "adam" }])`. Each clips and decays
 * the weights of its own layers. Files of models cannot hold it; `fit`'s checkpoint keeps its state.
 * @throws ConfigError for groups that do not go together; in `compile` for a layer that the model does not have
 */
export const groups = (list: readonly OptimizerGroup[]): GroupedOptimizer => new GroupedOptimizer(list);

export type { OptimizerName, OptimizerSpec } from "./by-name.ts";
