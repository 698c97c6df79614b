/** The graph of an ONNX file as it is run. */
import type { OpenShape } from "../../layers/symbolic.ts";
import type { DType, Tensor } from "../../tensor/index.ts";
import type { Attributes } from "./attributes.ts";

/** One operation. */
export interface OnnxNode {
  /** The operator, such as "LSTM". */
  readonly op: string;
  /** The node by name and operator, for errors. */
  readonly title: string;
  /** Names of values; "" where an optional input is left out. */
  readonly inputs: readonly string[];
  /** Names of values; "" where an output is not wanted. */
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
  /** The element types of the inputs, where the file tells them. */
  readonly elementTypes: readonly (string | undefined)[];
  /** What to run in place of an operator, for a function that the file defines. */
  readonly body?: ParsedGraph;
}

/** What a file says about an input or output. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: DType;
  /** Undefined where the file does not say; `null` for an open length. */
  readonly shape: OpenShape | undefined;
}

/** A graph, a branch inside a node, or the body of a function. */
export interface ParsedGraph {
  readonly name: string;
  /** The operator set in which it is written. */
  readonly opset: number;
  /** Without those that have an initializer of the same name. */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Each after those whose outputs it takes. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** Names that a branch takes from the graph around it. */
  readonly captured: ReadonlySet<string>;
}
