/**
 * Masks in graphs of Keras 3, which lists them: as operations (NotEqual, Any, ...) whose result a call is given. Here masks
 * flow by themselves, so that what computes them is left out, after a check that the same mask arrives.
 */
import { Embedding } from "../../layers/embedding.ts";
import type { Layer } from "../../layers/layer.ts";
import { Masking } from "../../layers/masking.ts";
import type { CallOptions, SymbolicTensor } from "../../layers/symbolic.ts";
import { Model } from "../../models/model.ts";
import { FormatError } from "../../tensor/index.ts";
import { type Argument, type CallJson, type EntryJson, Reference, referencesIn } from "./arguments.ts";
import { carriesMask, maskedInputs } from "./mask-paths.ts";

/** The tensors by whose padding a tensor is masked; "unknown" after a model whose inside may mask. */
type Origins = ReadonlySet<SymbolicTensor> | "unknown";

const none: Origins = new Set();

export class MaskFlow {
  private readonly origins = new Map<SymbolicTensor, Origins>();

  constructor(
    private readonly entries: ReadonlyMap<string, EntryJson>,
    private readonly tensor: (reference: Reference) => SymbolicTensor,
  ) {}

  /** What a call waits for: its tensors, and in place of a computed mask what that is computed from. */
  needs({ args, kwargs }: CallJson): Reference[] {
    const { mask, ...rest } = kwargs;
    return [...referencesIn(args), ...referencesIn(rest), ...maskParts(mask).flatMap((part) => this.needsOfMask(part))];
  }

  private needsOfMask(part: Argument): Reference[] {
    if (!(part instanceof Reference)) return [];
    return this.isComputed(part) ? this.paddingOf(part) : [part];
  }

  /** How to call a layer on masks: nothing where they arrive by themselves. @throws FormatError for one that does not arrive */
  optionsFor(
    layer: Layer<number>,
    inputs: readonly SymbolicTensor[],
    { tellsMasks, kwargs }: CallJson,
    given: Argument | undefined,
  ): Pick<CallOptions, "mask" | "ignoreMask"> {
    const parts = maskParts(given);
    if (parts.every((part) => part === null || part === undefined)) {
      // Keras fills in the mask of a call on one tensor; beside initial states, it runs unmasked and passes the mask on
      const ignores = tellsMasks && kwargs.initial_state !== undefined && kwargs.initial_state !== null;
      return ignores && inputs.some((input) => this.isMasked(input)) ? { ignoreMask: true } : {};
    }
    if (parts.every((part) => part === null || !(part instanceof Reference) || !this.isComputed(part))) {
      const tensors = parts.map((part) => (part instanceof Reference ? this.tensor(part) : null));
      return { mask: tensors.length === 1 ? tensors[0] : tensors };
    }
    const arrives = parts.every((part, i) => this.arrives(part, inputs[i]));
    if (arrives) return {};
    throw new FormatError({
      what: `The layer "${layer.name}" of the file is given a mask that is computed in the graph.`,
      expected: "the mask that its input has from Embedding or Masking",
      hint: "in Keras, compute the mask in a layer before saving",
    });
  }

  /** Notes what masks the outputs of a call. */
  follow(
    layer: Layer<number>,
    inputs: readonly SymbolicTensor[],
    options: CallOptions,
    outputs: readonly SymbolicTensor[],
  ): void {
    const found = this.originsAfter(layer, inputs, options);
    for (const [i, output] of outputs.entries()) this.origins.set(output, carriesMask(layer, i) ? found : none);
  }

  private originsAfter(layer: Layer<number>, inputs: readonly SymbolicTensor[], options: CallOptions): Origins {
    if (options.reverse) return none;
    if (layer instanceof Masking || (layer instanceof Embedding && layer.config.maskZero)) return new Set([inputs[0]!]);
    if (layer instanceof Model) return "unknown";
    const passed = maskedInputs(layer, inputs, options.mask, (input) => this.isMasked(input));
    const all = passed.map((input) => this.originsOf(input));
    if (all.includes("unknown")) return "unknown";
    return new Set(all.flatMap((origins) => [...(origins as ReadonlySet<SymbolicTensor>)]));
  }

  private originsOf(tensor: SymbolicTensor | undefined): Origins {
    return (tensor && this.origins.get(tensor)) ?? none;
  }

  private isMasked(tensor: SymbolicTensor): boolean {
    const origins = this.originsOf(tensor);
    return origins === "unknown" || origins.size > 0;
  }

  private arrives(part: Argument, input: SymbolicTensor | undefined): boolean {
    const origins = this.originsOf(input);
    if (origins === "unknown") return true;
    const wanted = new Set(part instanceof Reference ? this.paddingOf(part).map((each) => this.tensor(each)) : []);
    return wanted.size === origins.size && [...wanted].every((each) => origins.has(each));
  }

  private isComputed({ layer }: Reference): boolean {
    return this.entries.get(layer)?.isOperation === true;
  }

  /** What the operations behind a mask compare with the value of padding. */
  private paddingOf(mask: Reference): Reference[] {
    const open = [mask];
    const met = new Set<string>();
    const found: Reference[] = [];
    for (const { layer, call } of open) {
      const entry = this.entries.get(layer);
      if (!entry?.isOperation || met.has(layer)) continue;
      met.add(layer);
      const parts = referencesIn(entry.calls[call]?.args);
      if (entry.object.class_name === "NotEqual") found.push(...parts);
      else open.push(...parts);
    }
    return found;
  }
}

const maskParts = (mask: Argument | undefined): readonly Argument[] => (Array.isArray(mask) ? mask : [mask ?? null]);
