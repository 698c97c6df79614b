/** The codes of functions and cells in kernels, which `kernels/` lists. */
import type { BinaryName, CellName } from "../backend.ts";
import type { UnaryName } from "../pointwise.ts";
import { codes } from "./kernels.generated.ts";

/** Functions that have a kernel; the others are computed by the `js` backend. */
export const unaryCodes: Partial<Record<UnaryName, number>> = codes.unary;

export const binaryCodes: Partial<Record<BinaryName, number>> = codes.pairs;

export const cellCodes: Record<CellName, number> = codes.cells;
