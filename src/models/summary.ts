/** The table that `summary()` prints, in Keras's form. */

import type { Layer } from "../layers/layer.ts";
import { type Node, symbolicSources } from "../layers/symbolic.ts";
import { nodeProcess } from "../platform.ts";
import {
  bytesPerElement,
  type DType,
  formatShape,
  readOptions,
  roundHalfToEven,
  takes,
  visibleLine,
} from "../tensor/index.ts";
import type { AnyModelLayer } from "./model-layer.ts";

/** Options of `model.summary`: the width of the table, and its destination. */
export interface SummaryOptions {
  /** Width of the table. By default that of the terminal, at most 88 (108 with connections). */
  lineLength?: number | undefined;
  /** Receives the text. Default console.log. */
  print?: ((text: string) => void) | undefined;
}

interface Column {
  header: string;
  width: number;
  isNumber?: boolean;
}

/** Prints and returns the table. */
export function summarize(model: AnyModelLayer, options: SummaryOptions): string {
  readOptions("summary", options, { lineLength: takes.integerFrom(1, 10_000), print: takes.callable });
  const connected = !isChain(model);
  const terminal = nodeProcess()?.stdout?.columns || 80;
  const length = options.lineLength ?? Math.min(connected ? 108 : 88, terminal - 4);
  const columns = makeColumns(connected, length);
  const rows = model.layers.map((layer) => cellsOf(model, layer, connected));
  const text = [`Model: "${visibleLine(model.name)}"`, ...table(columns, rows), ...totals(model)].join("\n");
  (options.print ?? console.log)(text);
  return text;
}

function makeColumns(connected: boolean, length: number): Column[] {
  const headers = ["Layer (type)", "Output Shape", "Param #", ...(connected ? ["Connected to"] : [])];
  const ends = (connected ? [0.3, 0.56, 0.74, 1] : [0.45, 0.8, 1]).map((share) => Math.floor(share * length));
  // a space on either side of each column, then the excess width removed evenly
  const widths = ends.map((end, i) => end - (i === 0 ? 0 : ends[i - 1]!) + 2);
  let surplus = widths.reduce((sum, width) => sum + width, 0) - (length - (widths.length + 1));
  return headers.map((header, i) => {
    const cut = roundHalfToEven(surplus / (widths.length - i));
    surplus -= cut;
    return { header, width: Math.max(widths[i]! - cut, 3), isNumber: header === "Param #" };
  });
}

function cellsOf(model: AnyModelLayer, layer: Layer<number>, connected: boolean): string[] {
  const calls = model.graph ? callsOf(model, layer) : [];
  const shapes = calls[0]?.outputs.map(({ shape }) => formatShape(shape)) ?? [];
  const shape = shapes.length > 1 ? `[${shapes.join(", ")}]` : (shapes[0] ?? "?");
  const params = layer.built || calls.length > 0 ? grouped(layer.countParams()) : "0 (unbuilt)";
  const cells = [`${layer.name} (${layer.className})`, shape, params];
  return (connected ? [...cells, calls.flatMap(connectionsOf).join(", ") || "-"] : cells).map(visibleLine);
}

/** The calls of a layer that belong to a model's graph, those of its input layers included. */
function callsOf(model: AnyModelLayer, layer: Layer<number>): Node[] {
  const { nodes, inputs } = model.graph!;
  return layer.inboundNodes.filter((node) => nodes.includes(node) || inputs.some((input) => input.node === node));
}

function connectionsOf(node: Node): string[] {
  return symbolicSources(node).map((source) => {
    const { layer } = source;
    return `${layer.name}[${layer.inboundNodes.indexOf(source.node)}][${source.index}]`;
  });
}

/** Whether each layer has one call, on the output of the previous layer. */
function isChain(model: AnyModelLayer): boolean {
  if (model.className === "Sequential" || !model.graph) return true;
  const { inputs, nodes, layers } = model.graph;
  if (inputs.length > 1 || layers.length !== nodes.length + 1) return false;
  return nodes.every((node, i) => {
    const sources = symbolicSources(node);
    return sources.length === 1 && sources[0]!.node === (nodes[i - 1] ?? inputs[0]!.node);
  });
}

function table(columns: readonly Column[], rows: readonly string[][]): string[] {
  const rule = (left: string, line: string, cross: string, right: string) =>
    left + columns.map(({ width }) => line.repeat(width)).join(cross) + right;
  const headers = columns.map(({ header }) => header);
  const lines = [rule("┏", "━", "┳", "┓"), ...tableRow(columns, headers, "┃"), rule("┡", "━", "╇", "┩")];
  for (const [i, cells] of rows.entries()) {
    if (i > 0) lines.push(rule("├", "─", "┼", "┤"));
    lines.push(...tableRow(columns, cells, "│"));
  }
  return [...lines, rule("└", "─", "┴", "┘")];
}

function tableRow(columns: readonly Column[], cells: readonly string[], edge: string): string[] {
  const wrapped = columns.map(({ width }, i) => wrapWords(cells[i]!, width - 2));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = columns.map(({ width, isNumber }, i) => {
      const text = wrapped[i]![line] ?? "";
      return ` ${isNumber ? text.padStart(width - 2) : text.padEnd(width - 2)} `;
    });
    return edge + parts.join(edge) + edge;
  });
}

/** Lines of at most `width` characters, broken at spaces; a longer word is cut. */
function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((full) => (full.length > width ? `${full.slice(0, width - 1)}…` : full));
}

function totals(model: AnyModelLayer): string[] {
  const all = model.weights;
  const trainable = new Set(model.trainableWeights);
  const { optimizer } = model;
  const weights = sizeOf(all);
  // an optimizer has no state before its first step; its count of steps is a 64-bit integer in Keras
  const state =
    optimizer && optimizer.iterations > 0 ? sizeOf(optimizer.variables.map(({ value }) => value)) : undefined;
  const kept = { count: state?.count ?? 0, bytes: state ? state.bytes + 4 : 0 };
  const lines = [
    total("Total", { count: weights.count + kept.count, bytes: weights.bytes + kept.bytes }),
    total("Trainable", sizeOf(all.filter((weight) => trainable.has(weight)))),
    total("Non-trainable", sizeOf(all.filter((weight) => !trainable.has(weight)))),
  ];
  return kept.count > 0 ? [...lines, total("Optimizer", kept)] : lines;
}

interface Size {
  count: number;
  bytes: number;
}

function sizeOf(variables: readonly { size: number; dtype: DType }[]): Size {
  const count = variables.reduce((sum, { size }) => sum + size, 0);
  return { count, bytes: variables.reduce((sum, { size, dtype }) => sum + size * bytesPerElement(dtype), 0) };
}

function total(kind: string, { count, bytes }: Size): string {
  return ` ${kind} params: ${grouped(count)} (${formatBytes(bytes)})`;
}

const grouped = (count: number) => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");

function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB", "PB"];
  const power = bytes === 0 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${(bytes / 1024 ** power).toFixed(2)} ${units[power]}`;
}
