import { expect, test } from "vitest";
import * as recurve from "./index.ts";

test("the public surface is what it is meant to be", () => {
  expect(Object.keys(recurve).toSorted()).toEqual(
    [
      ...[
        "tensor",
        "zeros",
        "ones",
        "fill",
        "Tensor",
        "Variable",
        "Random",
        "randomSeed",
        "ops",
        "grad",
        "valueAndGrad",
      ],
      ...["input", "layers", "Layer", "SymbolicTensor"],
      ...["model", "sequential", "Model", "Functional", "Sequential", "History", "callbacks"],
      ...["losses", "metrics", "optimizers", "initializers", "regularizers", "constraints", "data", "text", "tasks"],
      ...["loadModel", "loadWeights", "readWeights", "saveModel", "saveWeights", "formatOf", "plotModel"],
      ...["setBackend", "init", "diagnose", "ShapeError", "ConfigError", "FormatError", "BackendError"],
    ].toSorted(),
  );
});
