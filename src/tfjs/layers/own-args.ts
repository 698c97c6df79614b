/** Options that every layer has. */
import { checkIsRecord, checkOption, takes } from "../../tensor/index.ts";
import type { DataType, Like } from "../types.ts";

/** Options of every layer. */
export interface LayerArgs {
  /** For the first layer of a model: the shape of one sample. */
  inputShape?: readonly (number | null)[] | number | null;
  /** The same with the batch size in front. */
  batchInputShape?: readonly (number | null)[] | null;
  /** The batch size, beside `inputShape`. */
  batchSize?: number | null;
  /** The type of the inputs. Layers compute in float32. */
  dtype?: DataType | null;
  /** The name, unique within a model. */
  name?: string | null;
  /** Whether training changes the weights. Default true. */
  trainable?: boolean | null;
  /** The values that the weights begin with. */
  weights?: readonly Like[] | null;
  /** An older name of `dtype`. */
  inputDType?: DataType | null;
}

/** Further arguments of a call: `mask`, `training`, `initialState`, and those of your own class. */
export type Kwargs = Record<string, any>;

const aLength = takes.orNull(takes.positiveInteger);
/** What an option takes that is a shape, or the only length of one. */
export const aShape = takes.either(aLength, takes.check("a list of lengths", Array.isArray)) as takes.Check<any>;

/** The shape of the first layer's input in Recurve's words. */
export function inputShapeOf(args: LayerArgs): { inputShape?: unknown; batchInputShape?: unknown } {
  const { inputShape, batchInputShape, batchSize } = args;
  checkOption("a layer", "batchInputShape", batchInputShape ?? null, takes.orNull(takes.list));
  checkOption("a layer", "inputShape", inputShape ?? null, aShape);
  checkOption("a layer", "batchSize", batchSize ?? null, aLength);
  if (batchInputShape) return { batchInputShape: [...(batchInputShape as readonly (number | null)[])] };
  if (inputShape === undefined || inputShape === null) return {};
  const shape = typeof inputShape === "number" ? [inputShape] : [...inputShape];
  return batchSize ? { batchInputShape: [batchSize, ...shape] } : { inputShape: shape };
}

const ownChecks = {
  name: takes.orNull(takes.text),
  trainable: takes.orNull(takes.flag),
  weights: takes.orNull(takes.list),
};

/** The options of every layer that a layer of the user's own hands to the class that it extends. */
export function ownArgs(args: LayerArgs | null | undefined): object {
  const given = args ?? {};
  checkIsRecord("a layer", given);
  const { name, trainable, weights } = given;
  for (const [option, check] of Object.entries(ownChecks))
    checkOption<unknown>("a layer", option, given[option as "name"] ?? null, check);
  return {
    ...inputShapeOf(given),
    ...(typeof name === "string" && { name }),
    ...(typeof trainable === "boolean" && { trainable }),
    ...(weights && { weights }),
  };
}
