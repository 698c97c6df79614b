import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, expectNumbers, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { tolerance } from "../../test/tolerance.ts";
import { matmul, softmax } from "../ops/index.ts";
import { ConfigError, ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { additiveAttention, attention } from "./attention.ts";
import { input } from "./input.ts";

const [query, value, key] = [normal([2, 3, 4], 1), normal([2, 5, 4], 2), normal([2, 5, 4], 3)];
const queryMask = tensor([
  [true, true, false],
  [true, true, true],
]);
const valueMask = tensor([
  [true, true, true, false, false],
  [true, false, true, true, true],
]);

const makers = [
  ["dot", () => attention()],
  ["dot, scaled", () => attention({ useScale: true })],
  ["concat", () => attention({ scoreMode: "concat" })],
  ["concat, scaled", () => attention({ scoreMode: "concat", useScale: true })],
  ["additive", () => additiveAttention()],
  ["additive, not scaled", () => additiveAttention({ useScale: false })],
] as const;

/** The exponential of the kernels ends at the smallest normal float32, 1.2e-38, where the true one ends at 0. */
const ZERO = 1.2e-38;

/** A tensor's rows of its last axis. */
function rowsOf(x: Tensor): number[][] {
  const [width, values] = [x.shape.at(-1)!, [...x.dataSync()]];
  return Array.from({ length: x.size / width }, (_, row) => values.slice(row * width, (row + 1) * width));
}

onEachBackend(() => {
  it("weighs values by the softmax of the products of queries and keys", () => {
    const expected = softmax(matmul(query, key, { transposeB: true }));
    const [result, weights] = attention().apply([query, value, key], { returnAttentionScores: true });
    expectClose(weights, expected);
    expectClose(result, matmul(expected, value));
    expectClose(attention().apply([query, value, key]), result);
  });

  describe.each(makers)("%s", (_, make) => {
    it.each([{}, { mask: [queryMask, valueMask] }, { useCausalMask: true, mask: [null, valueMask] }])(
      "has right gradients: %#",
      (options) => {
        checkLayer(make(), [query, value], options);
        checkLayer(make(), [query, value, key], { ...options, returnAttentionScores: true });
      },
    );

    it("gives no weight to masked values and zeros to masked queries; the query mask goes on", () => {
      const [q, v] = [tensor(query), tensor(value)];
      [q.mask, v.mask] = [queryMask, valueMask];
      const [result, weights] = make().apply([q, v], { returnAttentionScores: true });
      const seen = rowsOf(valueMask);
      for (const [i, row] of rowsOf(weights).entries()) {
        expect(row.map((weight) => weight > ZERO)).toEqual(seen[Math.floor(i / 3)]!.map(Boolean));
        expectNumbers(
          row.reduce((sum, weight) => sum + weight),
          1,
          tolerance.pointwise,
        );
      }
      expect(rowsOf(result)[2]!.map(Math.abs)).toEqual([0, 0, 0, 0]);
      expect(result.mask?.arraySync()).toEqual(queryMask.arraySync());
      expect(weights.mask).toBeUndefined();
      expect(make().apply([q, v], { mask: [null, valueMask] }).mask).toBeUndefined();
    });

    it("lets query i see values 0 ... i alone with useCausalMask", () => {
      const [, weights] = make().apply([query, value], { useCausalMask: true, returnAttentionScores: true });
      for (const [i, row] of rowsOf(weights).entries()) {
        expect(row.map((weight) => weight > ZERO)).toEqual(row.map((_, k) => k <= i % 3));
      }
    });
  });

  // values of Keras 3.15.1
  it.each([
    ["dot", attention(), 0.26894143, 0.81757444],
    ["additive", additiveAttention({ useScale: false }), 0.54274696, 0.42102596],
  ] as const)("gives zeros for masked queries, whatever they are: %s", (_, layer, first, third) => {
    const [bad, worse] = [Number.NaN, Number.POSITIVE_INFINITY];
    const queries = tensor([
      [
        [1, 2],
        [bad, worse],
        [0.5, -1],
      ],
      [
        [bad, bad],
        [bad, bad],
        [worse, -worse],
      ],
    ]);
    const steps = [
      [1, 0],
      [0, 1],
      [0.5, 0.25],
    ];
    const counts = [
      [true, false, true],
      [false, false, false],
    ];
    const seen = [
      [true, true, false],
      [false, false, false],
    ];
    const result = layer.apply([queries, tensor([steps, steps])], { mask: [tensor(counts), tensor(seen)] });
    const expected = [
      [first, 1 - first],
      [0, 0],
      [third, 1 - third],
    ];
    expectClose(result, [
      expected,
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    ]);
  });

  it("drops weights while training alone, the same ones for the same seed", () => {
    const options = { returnAttentionScores: true, training: true } as const;
    const draw = (seed: number) => attention({ dropout: 0.5, seed }).apply([query, value], options)[1];
    expect(draw(1).dataSync()).toEqual(draw(1).dataSync());
    expect(draw(1).dataSync()).not.toEqual(draw(2).dataSync());
    expect(draw(1).dataSync()).toContain(0);
    expectClose(attention({ dropout: 0.5 }).apply([query, value]), attention().apply([query, value]));
    checkLayer(additiveAttention({ dropout: 0.3, seed: 1 }), [query, value], { training: true });
  });
});

describe("attention", () => {
  it("tells its shapes, two with returnAttentionScores", () => {
    const [q, v] = [input({ shape: [null, 4] }), input({ shape: [5, 4] })];
    expect(attention().apply([q, v]).shape).toEqual([null, null, 4]);
    const [result, weights] = additiveAttention().apply([q, v], { returnAttentionScores: true });
    expect([result.shape, weights.shape]).toEqual([
      [null, null, 4],
      [null, null, 5],
    ]);
    expect([result.index, weights.index, result.node === weights.node]).toEqual([0, 1, true]);
  });

  it("names its weights as Keras does", () => {
    const namesOf = (layer: ReturnType<typeof attention> | ReturnType<typeof additiveAttention>) => {
      layer.apply([query, value]);
      return layer.weights.map(({ name, shape }) => [name, ...shape]);
    };
    expect(namesOf(attention())).toEqual([]);
    expect(namesOf(attention({ useScale: true, scoreMode: "concat" }))).toEqual([["scale"], ["concat_score_weight"]]);
    expect(namesOf(additiveAttention())).toEqual([["scale", 4]]);
  });

  it.each([
    [() => attention().apply([query]), /query \(batch, Tq, F\), value/],
    [() => attention().apply([query, normal([2, 5, 3])]), /\(2, 3, 4\) and \(2, 5, 3\)/],
    [() => attention().apply([query, normal([1, 5, 4])]), /do not fit together/],
    [() => attention().apply([query, value, normal([2, 4, 4])]), /do not fit together/],
    [() => attention().apply([normal([3, 4]), normal([5, 4])]), /do not fit together/],
    [() => attention().apply([query, value], { mask: [valueMask, null] }), /query mask.*\n.*\(2, 3\)/],
    [() => attention().apply([query, value], { mask: [null, queryMask] }), /value mask.*\n.*\(2, 5\)/],
  ])("refuses inputs that do not fit: %#", (call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });

  it("refuses another width than its scale was made for", () => {
    const layer = additiveAttention();
    layer.apply([query, value]);
    expect(() => layer.apply([normal([2, 3, 6]), normal([2, 5, 6])])).toThrow(/4 features on the last axis/);
  });

  it.each([
    [() => attention({ scoreMode: "dott" as "dot" }), /did you mean "dot"/],
    [() => attention({ dropout: 2 }), /dropout must be a fraction/],
    [() => attention({ usescale: true } as object), /did you mean "useScale"/],
    [() => additiveAttention({ scoreMode: "dot" } as object), /Unknown option of AdditiveAttention/],
    [() => attention().apply([query, value], { initialState: query }), /Unknown option of a call of Attention/],
  ])("refuses unknown options: %#", (make, message) => {
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });
});
