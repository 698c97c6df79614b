/** The trace of one row: its layers, and how far back gradients of the loss reach. */
import { ConfigError, type Model } from "../../index.ts";
import type { Data } from "../read-data.ts";
import { numbered, type Part, partsOf } from "./parts.ts";
import type { TracedRow } from "./traced-row.ts";

/** The gradient of the loss at the steps of a layer. */
export interface Reach {
  layer: string;
  className: string;
  /** The gradient's size after each step. */
  sizes: readonly number[];
}

/** The whole trace of a row. */
export interface Traced {
  model: string;
  data: string;
  row: number;
  rows: number;
  /** The label of each step, if the data are texts. */
  steps?: readonly string[];
  parts: readonly Part[];
  loss?: number;
  gradients?: readonly Reach[];
}

/** The selection; by default everything. */
interface Asked {
  layer: string | undefined;
  units: readonly number[] | undefined;
  loss: string | undefined;
}

/** @throws ConfigError when there is no such layer, unit or loss; ShapeError when data do not fit */
export function traceRow(
  model: Model<any>,
  { x, targets, row, batch }: TracedRow,
  { layer, units, loss }: Asked,
): Pick<Traced, "parts" | "loss" | "gradients"> {
  const all = partsOf(model.trace(x), model.inputNames, { row, batch, units });
  const shown = layer === undefined ? all : partsNamed(layer, all);
  checkUnits(units, shown);
  const parts = shown.map((part) => ({ ...part, maps: part.maps.filter(({ lines }) => lines.length > 0) }));
  return targets === undefined ? { parts } : { parts, ...reachOf(model, x, targets, row, loss, parts) };
}

/** The calls of a layer and those inside them. @throws ConfigError when the model has no such layer */
function partsNamed(name: string, parts: readonly Part[]): Part[] {
  const roots = parts.filter(({ layer, path }) => layer === name || path === name);
  const found = parts.filter(({ path }) =>
    roots.some((root) => path === root.path || path.startsWith(`${root.path}/`)),
  );
  if (found.length > 0) return found;
  throw new ConfigError({
    what: `The model has no layer "${name}".`,
    expected: parts.map(({ path }) => path).join(", "),
    received: name,
  });
}

/** The number of units of each map. */
const unitCounts = ({ maps }: Part) => maps.flatMap(({ line, lineCount }) => (line === "unit" ? [lineCount] : []));

/** @throws ConfigError when no layer that is shown has one of the units */
function checkUnits(units: readonly number[] | undefined, parts: readonly Part[]): void {
  if (!units) return;
  const most = Math.max(0, ...parts.flatMap((part) => [part.lineCount ?? 0, ...unitCounts(part)]));
  if (units.every((unit) => unit < most)) return;
  throw new ConfigError({
    what: "No layer that is shown has all these units.",
    expected: most === 0 ? "layers with units" : `--unit from 0 to ${most - 1}`,
    received: units.join(", "),
  });
}

/** The gradients at the layers that are shown. */
function reachOf(
  model: Model<any>,
  x: Data,
  targets: Data,
  row: number,
  loss: string | undefined,
  parts: readonly Part[],
) {
  if (loss !== undefined) model.compile({ loss: loss as "meanSquaredError" });
  else if (!model.optimizer) {
    throw new ConfigError({
      what: "The model's file has no loss, which a gradient needs.",
      hint: "name one: --loss meanSquaredError",
    });
  }
  const { loss: value, layers } = model.traceGradient(x, targets);
  const names = numbered(layers.map(({ layer }) => layer));
  const gradients = layers.flatMap(({ layer, className, size }, i): Reach[] => {
    if (!parts.some((part) => part.layer === layer)) return [];
    const steps = size.shape[1]!;
    return [{ layer: names[i]!, className, sizes: Array.from(size.dataSync()).slice(row * steps, (row + 1) * steps) }];
  });
  return { loss: value, gradients };
}
