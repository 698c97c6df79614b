/** Rectifiers with parameters. */
import type { ELU, LeakyReLU, ReLU } from "../../../layers/rectifiers.ts";
import { float } from "./graph-builder.ts";
import { type LayerWriter, only, writeWeight } from "./layer-writer.ts";

const relu: LayerWriter = (call) => {
  const { graph } = call;
  const { name } = call.inputs[0]!;
  const { maxValue, negativeSlope, threshold } = (call.layer as unknown as ReLU).config;
  const least = graph.number(threshold);
  const kept =
    threshold === 0
      ? graph.node("Relu", [name])
      : graph.node("Where", [graph.node("Greater", [name, least]), name, graph.number(0)]);
  const limited = maxValue === null ? kept : graph.node("Clip", [kept, graph.number(0), graph.number(maxValue)]);
  if (negativeSlope === 0) return only(call, limited);
  const below = graph.node("Relu", [graph.node("Sub", [least, name])]);
  return only(call, graph.node("Sub", [limited, graph.node("Mul", [below, graph.number(negativeSlope)])]));
};

/** Writers of rectifiers. */
export const rectifiers: Readonly<Record<string, LayerWriter>> = {
  ELU: (call) => {
    const alpha = float((call.layer as unknown as ELU).config.alpha);
    return only(call, call.graph.node("Elu", [call.inputs[0]!.name], { alpha }));
  },
  LeakyReLU: (call) => {
    const alpha = float((call.layer as unknown as LeakyReLU).config.negativeSlope);
    return only(call, call.graph.node("LeakyRelu", [call.inputs[0]!.name], { alpha }));
  },
  PReLU: (call) => only(call, call.graph.node("PRelu", [call.inputs[0]!.name, writeWeight(call, "alpha")!])),
  ReLU: relu,
};
