/** Operations of Keras between layers as ONNX: a table from their class to the nodes that compute them. */
import type { OpenShape } from "../../../../layers/symbolic.ts";
import type { Operation } from "../../../keras-json/operations/operation.ts";
import type { OperationName } from "../../../keras-json/operations/table.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import { cannotHold, type Value } from "../layer-writer.ts";
import { OperationCall, type OperationWriter } from "./call.ts";
import { elementwise } from "./elementwise.ts";
import { reductions } from "./reductions.ts";
import { shapes } from "./shapes.ts";

const writers: Readonly<Partial<Record<OperationName, OperationWriter>>> = { ...elementwise, ...reductions, ...shapes };

/** Writes a call of an operation; masks end there. @throws FormatError for what only a run could tell */
export function writeOperation(operation: Operation, inputs: readonly Value[], graph: GraphBuilder): Value[] {
  return graph.within(operation.name, () => {
    const outputs: readonly OpenShape[] = operation.computeOutputShapes(inputs.map(({ shape }) => shape));
    const write = writers[operation.className as OperationName];
    if (!write) throw cannotHold(operation, `Keras's operation ${operation.className} is not written as ONNX`);
    const written = write(new OperationCall(graph, operation, inputs, outputs));
    return [written].flat().map((name, i): Value => {
      return { name, shape: outputs[i]!, dtype: operation.computeOutputDtype(i) };
    });
  });
}
