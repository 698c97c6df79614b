/** The table that `summary()` prints, in TensorFlow.js's form. */

import type { Model } from "../../index.ts";
import { checkOption, takes } from "../../tensor/index.ts";
import type { Layer } from "../layers/layer.ts";
import { symbolic, takenBy } from "../layers/symbolic.ts";

/** A model as far as its summary knows it. */
type Summarized = Layer & { readonly core: Model<any>; readonly layers: readonly Layer[] };

/** Options of {@link printSummary}. */
interface SummaryArgs {
  lineLength: number | null | undefined;
  positions: readonly number[] | null | undefined;
  printFn(line: string): void;
}

/** A column of a line, or a share of its length. */
const column = /* @__PURE__ */ takes.check<number>("a number from 0 to 10,000", (value) => {
  return typeof value === "number" && value >= 0 && value <= 10_000;
});

/** Prints a line for each layer, and the numbers of weights. */
export function printSummary(model: Summarized, { lineLength, positions, printFn }: SummaryArgs): void {
  checkOption("summary", "lineLength", lineLength ?? null, takes.orNull(takes.integerFrom(1, 10_000)));
  checkOption("summary", "positions", positions ?? null, takes.orNull(takes.listOf(column)));
  checkOption("summary", "printFn", printFn, takes.callable);
  const isChain = isLine(model);
  const length = lineLength ?? (isChain ? 90 : 115);
  const shares = positions ?? (isChain ? [0.32, 0.61, 0.89, 1] : [0.24, 0.48, 0.7, 0.8, 1]);
  const ends = shares.at(-1)! <= 1 ? shares.map((share) => Math.floor(length * share)) : shares;
  const print = (cells: readonly string[]) => printFn(rowOf(cells, ends));
  printFn("_".repeat(length));
  print(["Layer (type)", "Input Shape", "Output shape", "Param #", ...(isChain ? [] : ["Receives inputs"])]);
  printFn("=".repeat(length));
  const { layers } = model;
  for (const [i, layer] of layers.entries()) {
    const [first = "", ...more] = isChain ? [] : sourcesOf(model, layer);
    print([...cellsOf(layer), ...(isChain ? [] : [first])]);
    for (const source of more) print(["", "", "", "", source]);
    printFn((i === layers.length - 1 ? "=" : "_").repeat(length));
  }
  const count = (weights: readonly { shape: readonly number[] }[]) =>
    weights.reduce((sum, { shape }) => sum + shape.reduce((size, each) => size * each, 1), 0);
  const [total, trained] = [model.core.countParams(), count(model.trainableWeights)];
  printFn(`Total params: ${total}`);
  printFn(`Trainable params: ${trained}`);
  printFn(`Non-trainable params: ${total - trained}`);
  printFn("_".repeat(length));
}

function rowOf(cells: readonly string[], ends: readonly number[]): string {
  let line = "";
  for (const [i, cell] of cells.entries()) {
    if (i > 0) line = `${line.slice(0, -1)} `;
    line = (line + cell).slice(0, ends[i]).padEnd(ends[i] ?? 0);
  }
  return line;
}

function cellsOf(layer: Layer): string[] {
  const { calls } = layer;
  const shapes = (tensors: readonly { shape: readonly (number | null)[] }[]) =>
    JSON.stringify(tensors.map(({ shape }) => shape));
  const inputs = calls.map((each) => shapes(each.inputs.length === 0 ? each.outputs : takenBy(each))).join(",");
  const outputs = new Set(calls.map((each) => shapes(each.outputs)));
  // as TensorFlow.js writes what differs from call to call
  const output = outputs.size === 1 ? JSON.stringify(layer.outputShape) : "multiple";
  return [`${layer.name} (${layer.getClassName()})`, inputs || "multiple", output, `${layer.core.countParams()}`];
}

function sourcesOf(model: Summarized, { core }: Layer): string[] {
  const nodes = new Set(model.core.graph?.nodes);
  return core.inboundNodes
    .filter((node) => nodes.has(node))
    .flatMap((node) => takenBy(node).map((each) => `${each.layer.name}[${symbolic(each).nodeIndex}][${each.index}]`));
}

/** Whether each layer has one call, that of the layer before it. */
function isLine({ core }: Summarized): boolean {
  const nodes = core.graph?.nodes ?? [];
  const { length } = new Set(nodes.map(({ layer }) => layer)).size === nodes.length ? nodes : { length: -1 };
  return (
    length >= 0 &&
    nodes.every((node) => takenBy(node).length === 1) &&
    (core.graph?.inputs.length ?? 1) === 1 &&
    isUnbranched(nodes)
  );
}

function isUnbranched(nodes: readonly { inputs: readonly object[] }[]): boolean {
  const all = nodes.flatMap(({ inputs }) => inputs);
  return new Set(all).size === all.length;
}
