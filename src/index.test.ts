import { expect, test } from "vitest";
import * as recurve from "./index.ts";

test("the namespaces show what users make, and nothing of how names are resolved", () => {
  const { losses, metrics, optimizers, initializers, regularizers, constraints } = recurve;
  const shown = Object.entries({ losses, metrics, optimizers, initializers, regularizers, constraints });
  for (const [name, namespace] of shown) {
    const classes = { metrics: ["MeanMetric"], optimizers: ["Optimizer"] }[name] ?? [];
    const words = Object.keys(namespace).filter((key) => !classes.includes(key));
    expect(words.filter((key) => !/^[a-z][a-zA-Z0-9]*$/.test(key) || /^(resolve|reduce|lossMetric)/.test(key))).toEqual(
      [],
    );
  }
});

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
        "lossAndGradients",
        "clipByGlobalNorm",
        "cloneModel",
        "modelToJSON",
        "noGrad",
        "setRandomSeed",
      ],
      ...["input", "layers", "Layer", "SymbolicTensor", "explain", "explainLayers"],
      ...["model", "sequential", "Model", "Functional", "Sequential", "History", "callbacks"],
      ...["losses", "metrics", "optimizers", "initializers", "regularizers", "constraints", "data", "text", "tasks"],
      ...[
        "loadModel",
        "loadWeights",
        "readVocabulary",
        "readWeights",
        "saveModel",
        "saveWeights",
        "formatOf",
        "plotModel",
      ],
      ...[
        "setBackend",
        "init",
        "diagnose",
        "ShapeError",
        "ConfigError",
        "FormatError",
        "IoError",
        "BackendError",
        "RecurveError",
      ],
    ].toSorted(),
  );
});
