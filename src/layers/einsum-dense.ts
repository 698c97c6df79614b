/** A dense layer over any axes. */
import { type Activation, type ActivationSpec, activatedLength, resolveActivation } from "../activations.ts";
import type { Variable } from "../autodiff/variable.ts";
import { resolveInitializer } from "../initializers/by-name.ts";
import type { Initializer, InitializerSpec } from "../initializers/index.ts";
import { add, einsum } from "../ops/index.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  readOptions,
  type Shape,
  shown,
  sizeOf,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { activation, type KernelOptions, kernelOptions, knownLength, layerOptions } from "./config.ts";
import { UnaryLayer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.einsumDense`: a dense layer by an equation of axis letters. */
export interface EinsumDenseOptions extends KernelOptions {
  /**
   * Letters for the axes of input, weights and output: "btf,fu->btu"; "..." in input and output for further axes, first
   * or last.
   */
  equation: string;
  /**
   * Lengths of the output's axes, without the batch and those of "..."; `null` where the input determines them (Keras
   * leaves these open).
   */
  outputShape: number | OpenShape;
  /** Default none. */
  activation?: ActivationSpec;
  /** Letters of the output's axes along which a bias is learned. Default `null`: no bias. */
  biasAxes?: string | null;
}

const length = /* @__PURE__ */ takes.orNull(takes.positiveInteger);

const einsumDenseOptions = {
  ...layerOptions,
  equation: takes.required(takes.text),
  outputShape: takes.required(takes.either(takes.positiveInteger, takes.listOf(length))),
  activation: activation(null),
  biasAxes: takes.byDefaultNull(takes.text),
  ...kernelOptions,
} satisfies Declared<EinsumDenseOptions>;

/** The layer of {@link einsumDense}. */
export class EinsumDense extends UnaryLayer {
  override readonly className = "EinsumDense";
  override readonly config: Complete<EinsumDenseOptions, typeof einsumDenseOptions>;
  private readonly activation: Activation;
  private readonly terms: readonly [input: string, weights: string, output: string];
  private kernel!: Variable;
  private bias: Variable | undefined;

  constructor(options: EinsumDenseOptions) {
    super();
    this.config = readOptions("EinsumDense", options, einsumDenseOptions);
    this.activation = resolveActivation(this.config.activation);
    this.terms = termsOf(this.config.equation);
    const [, , output] = this.terms;
    const unknown = [...(this.config.biasAxes ?? "")].find(
      (letter) => !/[a-zA-Z]/.test(letter) || !output.includes(letter),
    );
    if (unknown === undefined) return;
    throw new ConfigError({
      what: "EinsumDense: biasAxes must name axes of the output.",
      expected: `letters of ${output}`,
      received: shown(this.config.biasAxes),
    });
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const shape = this.fullShape(x!);
    return [[...shape.slice(0, -1), activatedLength(this.activation, shape.at(-1)!)]];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    const [input, weights, output] = this.terms;
    const inputs = lengthsOf(input, x!);
    const outputs = lengthsOf(output, this.fullShape(x!));
    const owner = `EinsumDense "${this.name}"`;
    const shape = [...weights].map((letter) => knownLength(outputs.get(letter) ?? inputs.get(letter), owner));
    const fans = [false, true].map((gives) => sizeOf(shape.filter((_, i) => outputs.has(weights[i]!) === gives)));
    this.kernel = this.addWeight("kernel", shape, {
      initializer: byFans(config.kernelInitializer, fans),
      regularizer: config.kernelRegularizer,
      constraint: config.kernelConstraint,
    });
    if (config.biasAxes === null) return;
    const bare = output.replace("...", "");
    const first = Math.min(...[...config.biasAxes].map((letter) => bare.indexOf(letter)));
    const own = [...bare.slice(first)].map((letter) =>
      config.biasAxes!.includes(letter) ? knownLength(outputs.get(letter), owner) : 1,
    );
    const behind = output.endsWith("...") ? x!.length - input.replace("...", "").length : 0;
    this.bias = this.addWeight("bias", [...own, ...new Array<number>(behind).fill(1)], {
      initializer: config.biasInitializer,
      regularizer: config.biasRegularizer,
      constraint: config.biasConstraint,
    });
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const product = einsum(this.config.equation, x!, this.kernel.value);
    return [this.activation.apply(this.bias ? add(product, this.bias.value) : product)];
  }

  /** The shape before the activation. */
  private fullShape(x: OpenShape): OpenShape {
    const [input, weights, output] = this.terms;
    const hidden = x.length - input.replace("...", "").length;
    if (input.includes("...") ? hidden < 0 : hidden !== 0) {
      throw this.inputError(`a letter of ${input} for each axis`, x);
    }
    const inputs = lengthsOf(input, x);
    const given = this.config.outputShape;
    const own = [...(typeof given === "number" ? [given] : given)];
    const lead = output.startsWith("...") ? x.slice(0, hidden) : [x[0]!];
    const behind = output.endsWith("...") ? x.slice(x.length - hidden) : [];
    const shape = [...lead, ...own, ...behind];
    if (shape.length !== output.replace("...", "").length + hidden) {
      throw new ConfigError({
        what: "EinsumDense: outputShape does not fit the equation.",
        expected: `the lengths of ${output} without the batch`,
        received: shown(given),
      });
    }
    for (const [letter, wanted] of lengthsOf(output, shape)) {
      const there = inputs.get(letter);
      if (wanted !== null && there != null && wanted !== there) {
        throw this.inputError(`length ${wanted} on the axis "${letter}", as outputShape says`, x);
      }
    }
    const known = this.built ? new Map([...weights].map((letter, i) => [letter, this.kernel.shape[i]!])) : undefined;
    for (const [letter, there] of inputs) {
      const wanted = known?.get(letter);
      if (wanted !== undefined && wanted !== there)
        throw this.inputError(`length ${wanted} on the axis "${letter}"`, x);
    }
    const filled = lettersOf(output, shape.length);
    return shape.map((wanted, axis) => wanted ?? inputs.get(filled[axis]!) ?? null);
  }
}

/** A letter for each axis, none for those of "...". */
function lettersOf(term: string, rank: number): string[] {
  const hidden = rank - term.replace("...", "").length;
  return term.split(/(\.{3})/).flatMap((part) => (part === "..." ? new Array<string>(hidden).fill("") : [...part]));
}

/** The lengths of a term's letters. */
function lengthsOf(term: string, shape: OpenShape): Map<string, number | null> {
  const letters = lettersOf(term, shape.length);
  return new Map(letters.flatMap((letter, axis) => (letter ? [[letter, shape[axis]!] as const] : [])));
}

function termsOf(equation: string): [string, string, string] {
  const found =
    /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$/.exec(equation) ??
    /^(\.{3}[a-zA-Z]+),([a-zA-Z]+)->(\.{3}[a-zA-Z]+)$/.exec(equation) ??
    /^([a-zA-Z]{2,}\.{3}),([a-zA-Z]+)->([a-zA-Z]+\.{3})$/.exec(equation);
  const [, input, weights, output] = found ?? [];
  const isKnown = (letter: string) => input!.includes(letter) || output!.includes(letter);
  const isMade = (letter: string) => letter === "." || input!.includes(letter) || weights!.includes(letter);
  if (found && [...weights!].every(isKnown) && [...output!].every(isMade)) return [input!, weights!, output!];
  throw new ConfigError({
    what: "EinsumDense: this is not an equation of an input, weights and an output.",
    expected:
      '"btf,fu->btu", "...f,fu->...u" or "bf...,fu->bu...", with letters of the input or the output for the weights',
    received: equation,
  });
}

/** The initializer with its fan-in and fan-out set, if it uses them. */
function byFans(spec: InitializerSpec, fans: Shape): Initializer {
  const initializer = resolveInitializer(spec);
  const isSet = initializer.config.inputAxes != null;
  if (isSet || !/^(Glorot|He|Lecun|VarianceScaling)/.test(initializer.className)) return initializer;
  return { ...initializer, draw: (_, random) => initializer.draw(fans, random) };
}

/**
 * act(einsum(equation, x, W) + b): a dense layer over any axes. Input and output have the axes that the equation names,
 * the batch first. As in Keras, the mask is not passed on.
 * @throws ConfigError for an equation or biasAxes that are not valid
 */
export function einsumDense(options: EinsumDenseOptions): EinsumDense {
  return new EinsumDense(options);
}
