/** The order in which the nodes of a graph run. */
import { fileError } from "./errors.ts";
import type { OnnxNode } from "./parsed-graph.ts";

/**
 * The nodes, each after those whose outputs it takes, and the names that the graph takes from outside.
 * @param given names that are there before any node runs
 * @param wanted names of the graph's outputs
 * @throws FormatError for a cycle, or a name that is given to two values
 */
export function arrange(
  nodes: readonly OnnxNode[],
  given: readonly string[],
  wanted: readonly string[],
): { order: OnnxNode[]; captured: Set<string> } {
  const makers = makersOf(nodes, given);
  const captured = new Set(wanted.filter((name) => !makers.has(name)));
  const waiting = new Map<OnnxNode, number>();
  const waiters = new Map<OnnxNode, OnnxNode[]>();
  for (const node of nodes) {
    const before = new Set<OnnxNode>();
    for (const name of sourcesOf(node)) {
      const maker = makers.get(name);
      if (maker) before.add(maker);
      else if (!makers.has(name)) captured.add(name);
    }
    waiting.set(node, before.size);
    for (const maker of before) {
      const list = waiters.get(maker);
      if (list) list.push(node);
      else waiters.set(maker, [node]);
    }
  }
  const order = nodes.filter((node) => waiting.get(node) === 0);
  for (const node of order) {
    for (const waiter of waiters.get(node) ?? []) {
      waiting.set(waiter, waiting.get(waiter)! - 1);
      if (waiting.get(waiter) === 0) order.push(waiter);
    }
  }
  if (order.length === nodes.length) return { order, captured };
  const stuck = nodes.find((node) => waiting.get(node)! > 0)!;
  throw fileError("its graph has a cycle.", "nodes that wait only for earlier ones", `${stuck.title} waits for itself`);
}

/** The node that gives each name; undefined for names that are there from the start. */
function makersOf(nodes: readonly OnnxNode[], given: readonly string[]): Map<string, OnnxNode | undefined> {
  const makers = new Map<string, OnnxNode | undefined>();
  const claim = (name: string, maker?: OnnxNode) => {
    if (makers.has(name)) throw fileError(`the name "${name}" is given to two values.`, "a name of its own for each");
    makers.set(name, maker);
  };
  for (const name of given) claim(name);
  for (const node of nodes) for (const name of node.outputs) if (name !== "") claim(name, node);
  return makers;
}

/** What a node takes, itself and through its branches. */
function sourcesOf(node: OnnxNode): string[] {
  const own = node.inputs.filter((name) => name !== "");
  return [...own, ...node.attributes.graphs().flatMap((branch) => [...branch.captured])];
}
