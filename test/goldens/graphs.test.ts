/** Stacks, encoder-decoders and shared layers as functional models, against Keras 3.15.1. */
import { describe, test } from "vitest";
import { differentiate } from "../../src/autodiff/tape.ts";
import { setBackend, step } from "../../src/backend/current.ts";
import { RunContext } from "../../src/layers/context.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { type GraphCase, readGoldens } from "./case.ts";
import { makeGraph } from "./graph.ts";
import { backends, contract, expectAllClose, expectAllGradients } from "./run.ts";

const { cases } = readGoldens<{ cases: GraphCase[] }>("stacked");

describe.each(backends)("functional models on %s", (backend) => {
  test.each(cases)("$id", (given) => {
    setBackend(backend);
    const { model, layers } = makeGraph(given.graph, given.weights);
    const inputs = given.input.map((value) => tensor(value));
    expectAllClose(model.predict(inputs) as readonly Tensor[], given.expected, "output");
    const weights = Object.keys(given.weights).flatMap((name) => layers.get(name)!.weights);
    const wanted = given.grads.input ? inputs : [];
    const found = step(() => {
      const sources = [...wanted, ...weights.map(({ value }) => value)];
      const compute = () => contract(model.run(inputs, {}, new RunContext(false)), given.grads.cotangent);
      return differentiate(compute, sources, (loss) => loss).gradients;
    });
    expectAllGradients(found.splice(0, wanted.length), given.grads.input ?? [], "gradient of input");
    for (const [name, golden] of Object.entries(given.grads.weights)) {
      expectAllGradients(found.splice(0, golden.length), golden, `gradient of ${name}`);
    }
  });
});
