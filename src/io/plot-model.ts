/** A picture of a model's graph as SVG, drawn by Graphviz, which is loaded for the first picture. */
import type { Layer } from "../layers/layer.ts";
import { type Node, type SymbolicTensor, symbolicSources } from "../layers/symbolic.ts";
import { checkModel } from "../models/check-model.ts";
import type { Graph } from "../models/graph.ts";
import { type AnyModel, Model } from "../models/index.ts";
import { ConfigError, type Declared, formatShape, readOptions, takes } from "../tensor/index.ts";
import { layersInside } from "./layer-classes.ts";

/** Options of `plotModel`: the content of the boxes. */
export interface PlotOptions {
  /** Whether boxes show shapes. Default true. */
  shapes?: boolean | undefined;
  /** "down" or "right". Default "down". */
  direction?: "down" | "right" | undefined;
  /** Whether models inside the model are drawn with their layers. Default false. */
  expandNested?: boolean | undefined;
}

const directions = { down: "TB", right: "LR" } as const;

/** What {@link PlotOptions} take. */
export const plotOptions = {
  shapes: true,
  direction: takes.withDefault(takes.oneOf("down", "right"), "down"),
  expandNested: false,
} satisfies Declared<PlotOptions>;

/**
 * Draws the graph of a model, as Keras's `plot_model` does: a box for each layer with its name, class and shapes, an arrow
 * for each tensor.
 * @returns the SVG as text
 * @throws ConfigError while a sequential model has no input shape yet
 */
export async function plotModel(model: AnyModel, options: PlotOptions = {}): Promise<string> {
  checkModel("plotModel", model);
  const dot = describeGraph(model, options);
  const { instance } = await import("@viz-js/viz");
  const svg = (await instance()).renderString(dot, { format: "svg" });
  return svg.slice(svg.indexOf("<svg"));
}

/** The graph in Graphviz's language. */
export function describeGraph(model: AnyModel, options: PlotOptions = {}): string {
  const { shapes, direction, expandNested } = readOptions("plotModel", options, plotOptions);
  const drawing = new Drawing(shapes, expandNested);
  drawing.draw(model, "");
  return [
    "digraph {",
    `rankdir=${directions[direction]}; bgcolor="white";`,
    'node [shape=plain, fontname="Helvetica", fontsize=11]; edge [color="#555555", arrowsize=0.7];',
    ...drawing.lines,
    "}",
  ].join("\n");
}

class Drawing {
  readonly lines: string[] = [];

  constructor(
    private readonly shapes: boolean,
    private readonly expandNested: boolean,
  ) {}

  /** Boxes and arrows of a model; `path` is a prefix of the names of its layers. */
  draw(model: AnyModel, path: string): void {
    const graph = graphOf(model);
    for (const layer of graph.layers) {
      if (this.isExpanded(layer)) this.drawInside(layer as Model, path);
      else this.lines.push(`${idOf(path, layer)} [label=<${this.box(layer, graph)}>];`);
    }
    for (const node of graph.nodes) {
      const targets = this.entrances(node, path);
      for (const [i, source] of symbolicSources(node).entries()) {
        this.lines.push(`${this.exit(source, path)} -> ${targets[i] ?? targets[0]};`);
      }
    }
  }

  private isExpanded(layer: Layer<number>): boolean {
    return this.expandNested && layer instanceof Model;
  }

  private drawInside(model: AnyModel, path: string): void {
    const inside = `${path}${model.name}/`;
    this.lines.push(
      `subgraph ${quoted(`cluster ${inside}`)} {`,
      `label=${quoted(model.name)}; fontname="Helvetica"; fontsize=11; style=rounded; color="#999999";`,
    );
    this.draw(model, inside);
    this.lines.push("}");
  }

  /** Where the arrows of a call end: at the layer, or at the inputs of a nested model. */
  private entrances({ layer }: Node, path: string): string[] {
    if (!this.isExpanded(layer)) return [idOf(path, layer)];
    return graphOf(layer as Model).inputs.map((input) => idOf(`${path}${layer.name}/`, input.layer));
  }

  private exit(source: SymbolicTensor, path: string): string {
    if (!this.isExpanded(source.layer)) return idOf(path, source.layer);
    const output = graphOf(source.layer as Model).outputs[source.index]!;
    return this.exit(output, `${path}${source.layer.name}/`);
  }

  private box(layer: Layer<number>, graph: Graph): string {
    const head = `<b>${escaped(layer.name)}</b>  ${escaped(classOf(layer))}`;
    const call = [...graph.nodes, ...graph.inputs.map(({ node }) => node)].find((node) => node.layer === layer);
    const rows = [`<tr><td colspan="2" bgcolor="#1f3a5f"><font color="white">${head}</font></td></tr>`];
    if (this.shapes && call) {
      const cell = (title: string, tensors: readonly { shape: readonly (number | null)[] }[]) =>
        tensors.length === 0
          ? ""
          : `<td${call.inputs.length === 0 ? ' colspan="2"' : ""}>${title}: ${tensors.map(({ shape }) => escaped(formatShape(shape))).join("<br/>")}</td>`;
      rows.push(`<tr>${cell("Input", call.inputs)}${cell("Output", call.outputs)}</tr>`);
    }
    return `<table border="0" cellborder="1" cellspacing="0" cellpadding="6" color="#1f3a5f">${rows.join("")}</table>`;
  }
}

function graphOf(model: AnyModel): Graph {
  if (model.graph) return model.graph;
  throw new ConfigError({
    what: `The model "${model.name}" has no input shape yet, so it has no graph to draw.`,
    hint: "give inputShape to its first layer, or call it on data once",
  });
}

/** The class of a layer, with that of the layer inside: Bidirectional(LSTM). */
function classOf(layer: Layer<number>): string {
  const { layer: inner } = layersInside(layer);
  return inner ? `${layer.className}(${classOf(inner as Layer<number>)})` : layer.className;
}

const idOf = (path: string, layer: Layer<number>) => quoted(path + layer.name);
const quoted = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (character) => entities[character]!);
