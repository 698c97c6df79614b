/** Several optimizers for the layers of one model. */
import type { Variable } from "../autodiff/variable.ts";
import { step } from "../backend/current.ts";
import { ConfigError, type Declared, readOptions, type Tensor, takes, unknownName } from "../tensor/index.ts";
import { type OptimizerSpec, resolveOptimizer } from "./by-name.ts";
import { noGradients } from "./checks.ts";
import { type LayerTree, Optimizer, type OptimizerVariable } from "./optimizer.ts";
import { optimizerOptions, readOptimizerOptions } from "./options.ts";

/** The layers that one optimizer trains. */
export interface OptimizerGroup {
  /** Their names, at any depth. Default: all that no other group names. */
  layers?: readonly string[] | undefined;
  /** The optimizer that trains them: a name, or one of `optimizers.*`. */
  optimizer: OptimizerSpec;
}

const groupOptions = {
  layers: takes.listOf(takes.text),
  optimizer: takes.required(takes.anything),
} satisfies Declared<OptimizerGroup>;

/** Several optimizers by layer; see {@link groups}. */
export class GroupedOptimizer extends Optimizer {
  readonly className: string;
  /** Only the shared options; each group's optimizer has its own. */
  readonly config = readOptimizerOptions("groups", {}, optimizerOptions(0));
  /** The optimizers, in the order of the groups. */
  readonly optimizers: readonly Optimizer[];
  protected readonly slotGroups = [];
  private model: LayerTree | undefined;
  private readonly owners = new Map<Variable, number>();

  constructor(private readonly groups: readonly OptimizerGroup[]) {
    super();
    if (!Array.isArray(groups) || groups.length === 0) {
      throw new ConfigError({
        what: "optimizers.groups needs a list of groups.",
        expected: '[{ layers: ["embedding"], optimizer: "sgd" }, { optimizer: "adam" }]',
        received: Array.isArray(groups) ? "an empty list" : typeof groups,
      });
    }
    for (const group of groups) {
      readOptions("a group", group, groupOptions);
    }
    this.optimizers = groups.map(({ optimizer }) => resolveOptimizer(optimizer));
    const wrong = this.optimizers.find(({ minimize }) => minimize !== Optimizer.prototype.minimize);
    const isTwice = new Set(this.optimizers).size < groups.length;
    const rests = groups.filter(({ layers }) => !layers).length;
    if (wrong || isTwice || rests > 1) {
      throw new ConfigError({
        what: "These groups do not go together.",
        expected: "an optimizer of its own for each, none of them L-BFGS, and at most one group without layers",
        received: wrong ? wrong.className : isTwice ? "one optimizer in two groups" : `${rests} groups without layers`,
      });
    }
    this.className = `groups(${this.optimizers.map(({ className }) => className).join(", ")})`;
  }

  /** Updates done. */
  override get iterations(): number {
    return this.calls;
  }

  /** That of the first group. Setting it scales all groups alike. */
  override get learningRate(): number {
    return this.optimizers[0]!.learningRate;
  }

  override set learningRate(rate: number) {
    const factor = rate / this.learningRate;
    if (typeof rate !== "number" || !Number.isFinite(factor)) {
      throw new ConfigError({
        what: "The learning rates of groups are scaled alike, by what that of the first is set to.",
        expected: "a number, and a first group whose rate is not 0",
        received: typeof rate === "number" ? `${rate} in place of ${this.learningRate}` : typeof rate,
        hint: "set model.optimizer.optimizers[i].learningRate for each group alone",
      });
    }
    for (const optimizer of this.optimizers) optimizer.learningRate *= factor;
  }

  /** Takes the model whose layers the groups name. @throws ConfigError for a name that no layer has */
  override attach(model: LayerTree): void {
    this.model = model;
    this.owners.clear();
    const names = [...layersWithin(model)].map(({ name }) => name);
    if (names.length === 0) return;
    for (const name of this.groups.flatMap(({ layers }) => layers ?? [])) {
      if (!names.includes(name)) throw unknownName("layer", name, names);
    }
    this.split(model.trainableWeights);
  }

  override build(variables: readonly Variable[]): void {
    for (const [i, own] of this.split(variables).entries()) this.optimizers[i]!.build(own);
  }

  override apply(variables: readonly Variable[], gradients: readonly (Tensor | undefined)[]): void {
    const found = new Map(variables.map((variable, i) => [variable, gradients[i]]));
    if (variables.length > 0 && gradients.every((gradient) => !gradient)) throw noGradients(variables);
    step(() => {
      for (const [i, own] of this.split(variables).entries()) {
        const slopes = own.map((variable) => found.get(variable));
        if (slopes.some(Boolean)) this.optimizers[i]!.apply(own, slopes);
      }
    });
    this.calls++;
  }

  protected move(): void {
    throw new ConfigError("A group's optimizer moves its variables.");
  }

  override finalize(): void {
    for (const optimizer of this.optimizers) optimizer.finalize();
  }

  override excludeFromWeightDecay(names: readonly string[]): void {
    for (const optimizer of this.optimizers) optimizer.excludeFromWeightDecay(names);
  }

  /** Files hold the state of one optimizer; `fit`'s checkpoint that of all. */
  override get fitsFiles(): boolean {
    return false;
  }

  override get variables(): readonly OptimizerVariable[] {
    return this.optimizers.flatMap(({ variables }) => variables);
  }

  override stateOf(order: readonly Variable[]): readonly OptimizerVariable[] {
    return this.split(order).flatMap((own, i) => this.optimizers[i]!.stateOf(own));
  }

  override getState(order: readonly Variable[]): unknown {
    return { calls: this.calls, groups: this.split(order).map((own, i) => this.optimizers[i]!.getState(own)) };
  }

  override setState(order: readonly Variable[], state: unknown): void {
    const { calls, groups } = state as { calls: number; groups: unknown[] };
    for (const [i, own] of this.split(order).entries()) this.optimizers[i]!.setState(own, groups[i]);
    this.calls = calls;
  }

  /** The variables of each group. */
  private split(variables: readonly Variable[]): Variable[][] {
    const parts: Variable[][] = this.groups.map(() => []);
    for (const variable of variables) {
      const owner = this.owners.get(variable) ?? this.ownerOf(variable);
      this.owners.set(variable, owner);
      parts[owner]!.push(variable);
    }
    return parts;
  }

  /** The number of a variable's group. @throws ConfigError where it is in none, or in two */
  private ownerOf(variable: Variable): number {
    if (!this.model) {
      throw new ConfigError({
        what: "Groups name the layers of a model, and no model is compiled with them.",
        expected: "compile({ optimizer: optimizers.groups(...) }) first",
      });
    }
    const holders = [...layersWithin(this.model)].filter(({ weights }) => weights.includes(variable));
    const named = this.groups.flatMap(({ layers }, i) =>
      holders.some(({ name }) => layers?.includes(name)) ? [i] : [],
    );
    const owner = named[0] ?? this.groups.findIndex(({ layers }) => !layers);
    if (named.length <= 1 && owner >= 0) return owner;
    throw new ConfigError({
      what: `The weight "${variable.path}" of the layer "${holders.at(-1)?.name}" is in ${named.length > 1 ? "two groups" : "no group"}.`,
      expected: "one group for each weight",
      received: this.groups.map(({ layers }) => layers?.join(", ") ?? "the rest").join(" and "),
      hint: "a group without layers takes all that the others leave",
    });
  }
}

/** The layers inside, at any depth. */
function* layersWithin(layer: LayerTree): Generator<LayerTree> {
  for (const child of layer.children) {
    yield child;
    yield* layersWithin(child);
  }
}
