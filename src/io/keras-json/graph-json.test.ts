/** Graphs in Keras's JSON: how inputs and outputs are listed. */
import { expect, it } from "vitest";
import { readEnds } from "./graph-json.ts";

it("lists within records are followed by the sorted names, as Keras 3.15 does", () => {
  const value = {
    z: ["a", 0, 0],
    m: [
      ["b", 0, 0],
      ["c", 0, 0],
    ],
  };
  // keras.Model({"z": a, "m": [b, c]}, y).inputs
  expect(Object.values(readEnds(value, "The model")).map((each) => each.layer)).toEqual(["b", "c", "a"]);
});
