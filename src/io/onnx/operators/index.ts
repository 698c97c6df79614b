/** All operators that Recurve reads, by name. */
import type { Operator } from "./call.ts";
import { control } from "./control.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { making } from "./making.ts";
import { matrices } from "./matrices.ts";
import { normalizing } from "./normalizing.ts";
import { recurrence } from "./recurrent.ts";
import { reducing } from "./reducing.ts";
import { sequences } from "./sequences.ts";
import { shapes } from "./shapes.ts";
import { windows } from "./windows.ts";

/** Operators of the standard domain, operator set 7 and later. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  [
    control,
    elementwise,
    indexing,
    making,
    matrices,
    normalizing,
    recurrence,
    reducing,
    sequences,
    shapes,
    windows,
  ].flatMap((table) => Object.entries<Operator>(table)),
);
