/** All operators that Recurve reads, by name. */
import type { Operator } from "./call.ts";
import { control } from "./control.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { making } from "./making.ts";
import { matrices } from "./matrices.ts";
import { microsoft } from "./microsoft.ts";
import { normalizing } from "./normalizing.ts";
import { quantizing } from "./quantizing.ts";
import { recurrence } from "./recurrent.ts";
import { reducing } from "./reducing.ts";
import { resizing } from "./resizing.ts";
import { sequences } from "./sequences.ts";
import { shapes } from "./shapes.ts";
import { inEitherOrder } from "./turned.ts";
import { windows } from "./windows.ts";

/** Operators of the standard domain, as since operator set 7; those of other domains with the domain before their names. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  [
    control,
    Object.fromEntries(Object.entries(elementwise).map(([name, operator]) => [name, inEitherOrder(operator)])),
    indexing,
    making,
    matrices,
    microsoft,
    normalizing,
    quantizing,
    recurrence,
    reducing,
    resizing,
    sequences,
    shapes,
    windows,
  ].flatMap((table) => Object.entries<Operator>(table)),
);
