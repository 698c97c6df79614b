/**
 * Masks in graphs of Keras 3, which lists them: as operations (NotEqual, Any, ...) whose result a call is given. Here masks
 * flow by themselves, so that what computes them is left out where the same mask arrives; any other is computed.
 */
import type { AnyTensor, CallOptions, SymbolicTensor } from "../../layers/symbolic.ts";
import { Model } from "../../models/model.ts";
import type { JsonRecord } from "../json.ts";
import { type Argument, type CallJson, type EntryJson, Reference, referencesIn } from "./arguments.ts";
import { type MaskedCall, MaskOperations, makesMask } from "./mask-operations.ts";

/** How many operations a mask may be made of, one after the other, and still be known as one that flows. */
const longestChain = 500;

export class MaskFlow {
  /** The masks that flow, each a sign: equal masks have equal signs. */
  private readonly flowing: MaskOperations<string>;
  /** Signs of tensors, and of operations on signs. */
  private readonly signs = new Map<SymbolicTensor | string, string>();
  /** Tensors that a model inside may have masked. */
  private readonly uncertain = new Set<AnyTensor>();

  constructor(
    private readonly entries: ReadonlyMap<string, EntryJson>,
    private readonly tensor: (reference: Reference) => SymbolicTensor,
    /** The same, made with all that it waits for if it is not there yet. */
    private readonly computed: (reference: Reference) => SymbolicTensor,
  ) {
    this.flowing = new MaskOperations({
      tensor: (of) => this.signOf(of as SymbolicTensor),
      operation: (className, args, config) => this.signOf(describe(className, args, config)),
    });
  }

  /** What a call waits for: its tensors, and in place of a computed mask what that is computed from. */
  needs({ args, kwargs }: CallJson): Reference[] {
    const { mask, ...rest } = kwargs;
    return [...referencesIn(args), ...referencesIn(rest), ...this.beginnings(mask)];
  }

  /**
   * How to call a layer on masks: nothing where they arrive by themselves.
   * @param given the mask of the call, or those of its inputs, undefined where an input keeps its own
   * @param changes for inputs whose masks Keras has changed when it makes the call, the one that is there; null for none
   */
  optionsFor(
    inputs: readonly SymbolicTensor[],
    { tellsMasks, kwargs }: CallJson,
    given: Argument | undefined | readonly (Argument | undefined)[],
    changes: readonly (Reference | null | undefined)[],
  ): Pick<CallOptions, "mask" | "ignoreMask"> {
    const parts: readonly (Argument | undefined)[] = Array.isArray(given) ? given : [given ?? null];
    const kept = inputs.map((input, i) => this.changedTo(input, changes[i]));
    const isChanged = kept.some((mask) => mask !== undefined);
    if (parts.every((part) => part === null)) {
      const isMasked = kept.some(Boolean) || (!isChanged && inputs.some((input) => this.mayBeMasked(input)));
      // Keras fills in the mask of a call on one tensor; beside initial states, it runs unmasked and passes the mask on
      const ignores = tellsMasks && kwargs.initial_state !== undefined && kwargs.initial_state !== null && isMasked;
      return {
        ...(isChanged && { mask: kept.length === 1 ? kept[0] : kept }),
        ...(ignores && { ignoreMask: true }),
      };
    }
    if (parts.every((part, i) => (part !== undefined || kept[i] === undefined) && this.arrives(part, inputs[i])))
      return {};
    const tensors = parts.map((part, i) =>
      part instanceof Reference ? this.compute(part) : part === undefined ? kept[i] : null,
    );
    return { mask: tensors.length === 1 ? tensors[0] : tensors };
  }

  /** What a mask that Keras has changed is here: null for one that is gone, undefined where the tensor's own is the same. */
  changedTo(tensor: SymbolicTensor, mask: Reference | null | undefined): SymbolicTensor | null | undefined {
    if (mask === null) return this.mayBeMasked(tensor) ? null : undefined;
    return mask === undefined || this.arrives(mask, tensor) ? undefined : this.compute(mask);
  }

  /** Notes that a tensor may come with a mask from outside. */
  doubt(tensor: AnyTensor): void {
    this.uncertain.add(tensor);
  }

  /** Notes what masks the outputs of a call. */
  follow(call: MaskedCall): void {
    // what a model inside makes of masks is seen as it runs
    if (!(call.layer instanceof Model)) this.flowing.follow(call);
    if (makesMask(call.layer)) return;
    if (call.layer instanceof Model || call.inputs.some((input) => this.uncertain.has(input))) {
      for (const output of call.outputs) this.uncertain.add(output);
    }
  }

  private arrives(part: Argument | undefined, input: SymbolicTensor | undefined): boolean {
    if (part === undefined) return true;
    if (part instanceof Reference && input && this.uncertain.has(input)) return false;
    const sign = part instanceof Reference ? this.signIn(part, 0) : undefined;
    return sign === (input && this.flowing.maskOf(input));
  }

  /** Whether a tensor has a mask that is known as the graph is made. */
  isMasked(tensor: SymbolicTensor): boolean {
    return this.flowing.isMasked(tensor);
  }

  private mayBeMasked(tensor: SymbolicTensor): boolean {
    return this.isMasked(tensor) || this.uncertain.has(tensor);
  }

  private compute(part: Reference): SymbolicTensor {
    const tensor = this.computed(part);
    this.signs.set(tensor, this.signIn(part, 0));
    return tensor;
  }

  /** The sign of a tensor, or of what an operation makes of others. */
  private signIn(part: Reference, depth: number): string {
    const entry = this.operation(part);
    const call = entry?.calls[part.call];
    if (!entry || !call) return this.signOf(this.tensor(part));
    const place = `${part.call} ${part.output} ${part.layer}`;
    const known = this.signs.get(place);
    if (known !== undefined) return known;
    const isLong = depth === longestChain;
    const args = isLong ? [] : call.args.map((each) => this.signed(each, depth + 1));
    const sign = this.signOf(isLong ? `long ${place}` : describe(entry.object.class_name, args, entry.object.config));
    this.signs.set(place, sign);
    return sign;
  }

  private signed(value: Argument, depth: number): unknown {
    if (Array.isArray(value)) return value.map((each) => this.signed(each, depth));
    return value instanceof Reference ? this.signIn(value, depth) : value;
  }

  private signOf(what: SymbolicTensor | string): string {
    const sign = this.signs.get(what) ?? `#${this.signs.size}`;
    this.signs.set(what, sign);
    return sign;
  }

  private operation({ layer }: Reference): EntryJson | undefined {
    const entry = this.entries.get(layer);
    return entry?.isOperation ? entry : undefined;
  }

  /** The tensors from which operations make a mask. */
  private beginnings(mask: Argument | undefined): Reference[] {
    const open = referencesIn(mask);
    const met = new Set<string>();
    const found: Reference[] = [];
    for (const part of open) {
      const call = this.operation(part)?.calls[part.call];
      if (!call) found.push(part);
      else if (!met.has(part.layer)) open.push(...referencesIn(call.args), ...referencesIn(call.kwargs));
      met.add(part.layer);
    }
    return found;
  }
}

/** An operation in words in which two that give the same are equal. */
function describe(className: string, args: readonly unknown[], { axis = null, keepdims = false }: JsonRecord): string {
  return JSON.stringify([className, args, axis, keepdims]);
}
