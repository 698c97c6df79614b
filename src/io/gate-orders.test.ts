import { expect, it } from "vitest";
import { type GatedLayer, type GateSystem, gateOrder, gateOrders } from "./gate-orders.ts";

const layers = Object.keys(gateOrders) as GatedLayer[];
const systems: GateSystem[] = ["keras", "pytorch", "onnx"];

it.each(layers)("%s: every order has the same gates, and there and back is where one began", (layer) => {
  for (const from of systems) {
    for (const to of systems) {
      expect([...gateOrders[layer][from]].sort()).toEqual([...gateOrders[layer][to]].sort());
      const there = gateOrder(layer, from, to);
      const back = gateOrder(layer, to, from);
      expect(back.map((block) => there[block])).toEqual(back.map((_, i) => i));
    }
  }
});

it("takes ONNX's i o f c apart for Keras's i f c o, and PyTorch's r z n for Keras's z r h", () => {
  expect(gateOrder("LSTM", "onnx", "keras")).toEqual([0, 2, 3, 1]);
  expect(gateOrder("GRU", "pytorch", "keras")).toEqual([1, 0, 2]);
  expect(gateOrder("LSTM", "pytorch", "keras")).toEqual([0, 1, 2, 3]);
});
