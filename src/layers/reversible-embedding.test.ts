/** Reversible embeddings: both directions with one matrix, or two. */
import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { layers, ops, type Tensor, tensor } from "../index.ts";

const options = { inputDim: 5, outputDim: 3 };
const vectors = normal([2, 4, 3], 1);

describe("reversibleEmbedding", () => {
  it("looks up and leads back by one matrix, which has both gradients", () => {
    const layer = layers.reversibleEmbedding(options);
    const found = layer.apply(tensor([[1, 4]])) as Tensor;
    const [matrix] = layer.getWeights();
    expect(found.arraySync()).toEqual([[1, 4].map((id) => (matrix!.arraySync() as number[][])[id])]);
    const scores = layer.apply(vectors, { reverse: true }) as Tensor;
    expect(scores.arraySync()).toEqual(ops.matmul(vectors, matrix!, { transposeB: true }).arraySync());
    checkLayer(layers.reversibleEmbedding({ ...options, logitSoftCap: 0.5 }), [vectors], { reverse: true });
  });

  it("bounds scores, has a matrix of its own on request, and refuses other widths", () => {
    const layer = layers.reversibleEmbedding({ ...options, tieWeights: false, logitSoftCap: 0.01 });
    const scores = layer.apply(vectors, { reverse: true }) as Tensor;
    expect(Math.max(...scores.dataSync().map(Math.abs))).toBeLessThanOrEqual(0.01);
    expect(layer.weights.map(({ shape }) => shape)).toEqual([
      [5, 3],
      [3, 5],
    ]);
    expect(() => layer.apply(normal([2, 4], 1), { reverse: true })).toThrow(/3 features/);
    expect(() => layers.reversibleEmbedding({ ...options, logitSoftCap: 0 })).toThrow(/logitSoftCap/);
    expect(() => layers.embedding(options).apply(vectors, { reverse: true })).toThrow(/Unknown option/);
  });
});
