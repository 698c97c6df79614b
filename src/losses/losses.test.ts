import { readFileSync } from "node:fs";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { expectClose, expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { resolveActivation } from "../activations.ts";
import { valueAndGrad } from "../autodiff/grad.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { type BackendName, setBackend } from "../backend/current.ts";
import { logicalAnd, transpose } from "../ops/index.ts";
import { type NestedArray, type Tensor, type TensorLike, tensor } from "../tensor/index.ts";
import { lossMakers, resolveLoss } from "./by-name.ts";
import type { Loss, Reduction } from "./index.ts";
import { reduceLoss } from "./reduce.ts";

interface Golden {
  id?: string;
  loss: string;
  config: Record<string, unknown>;
  y_true: NestedArray;
  y_pred: NestedArray;
  sample_weight: NestedArray;
  mask: NestedArray;
  per_step: NestedArray;
}
interface Extra extends Golden {
  sum_over_batch_size: number;
  weighted: number;
  masked: number;
  masked_weighted: number;
  masked_sum: number;
}
interface Graded {
  value: number;
  grad: NestedArray;
}
type Training = Golden &
  Record<"plain" | "weighted" | "masked" | "both" | "both_sum" | "both_mean_with_sample_weight", Graded>;

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../test/goldens/${name}.json`, import.meta.url), "utf8"));
const extra: Extra[] = read("keras-extra").losses;
const training: Training[] = read("training").losses;

const camel = (name: string) => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const byClassName = new Map(
  Object.values(lossMakers).map((make) => [make().className, make as (options: object) => Loss]),
);
const make = ({ loss, config }: Golden, reduction?: Reduction) => {
  const options = Object.fromEntries(Object.entries(config).map(([key, value]) => [camel(key), value]));
  return byClassName.get(loss)!({ ...options, reduction });
};
const titled = <G extends Golden>(goldens: readonly G[]) =>
  goldens.map((golden) => [`${golden.loss} ${JSON.stringify(golden.config)}`, golden] as const);

/** The whole loss, as a model computes it. */
function total(loss: Loss, t: Tensor, p: Tensor, mask?: NestedArray, sampleWeight?: NestedArray): Tensor {
  const valid = loss.ignore?.(t);
  const given = mask === undefined ? undefined : tensor(mask, undefined, "bool");
  return reduceLoss(loss.values(t, p), {
    mask: valid && given ? logicalAnd(valid, given) : (valid ?? given),
    sampleWeight: sampleWeight === undefined ? undefined : tensor(sampleWeight),
    reduction: loss.reduction,
  });
}

afterAll(() => setBackend("wasm"));

describe.each<BackendName>(["js", "wasm"])("on the %s backend", (backend) => {
  beforeEach(() => setBackend(backend));

  it.each(titled(extra))("gives Keras's numbers: %s", (_, golden) => {
    const [t, p] = [tensor(golden.y_true), tensor(golden.y_pred)];
    const { mask, sample_weight: weight } = golden;
    expectClose(make(golden).values(t, p), golden.per_step);
    expectClose(total(make(golden), t, p), golden.sum_over_batch_size);
    expectClose(total(make(golden), t, p, undefined, weight), golden.weighted);
    expectClose(total(make(golden), t, p, mask), golden.masked);
    expectClose(total(make(golden), t, p, mask, weight), golden.masked_weighted);
    expectClose(total(make(golden, "sum"), t, p, mask), golden.masked_sum);
  });

  it.each(titled(training))("gives Keras's gradients: %s", (_, golden) => {
    const t = tensor(golden.y_true);
    const { mask, sample_weight: weight } = golden;
    const graded = (reduction: Reduction, m?: NestedArray, w?: NestedArray) =>
      valueAndGrad((p: Tensor) => total(make(golden, reduction), t, p, m, w))(tensor(golden.y_pred));
    const expectGraded = ({ value, grad }: { value: Tensor; grad: Tensor }, expected: Graded) => {
      expectClose(value, expected.value);
      expectClose(grad, expected.grad);
    };
    expectClose(make(golden).values(t, tensor(golden.y_pred)), golden.per_step);
    expectGraded(graded("sumOverBatchSize"), golden.plain);
    expectGraded(graded("sumOverBatchSize", undefined, weight), golden.weighted);
    expectGraded(graded("mean", mask), golden.masked);
    expectGraded(graded("sumOverBatchSize", mask, weight), golden.both);
    expectGraded(graded("sum", mask, weight), golden.both_sum);
    expectGraded(graded("meanWithSampleWeight", mask, weight), golden.both_mean_with_sample_weight);
  });

  it.each(titled(extra))("has the gradient of its values: %s", (_, golden) => {
    const t = tensor(golden.y_true);
    checkGradients((p) => make(golden).values(t, p), [tensor(golden.y_pred)], { epsilon: 1e-3, tolerance: 2e-2 });
  });

  it("stays exact after a softmax or sigmoid that rounds to 0", () => {
    const scores = tensor([[200, 0, -200]]);
    const softmaxed = resolveActivation("softmax").apply(scores);
    expectClose(lossMakers.sparseCategoricalCrossentropy().values(tensor([2]), softmaxed), [400]);
    expectClose(lossMakers.categoricalCrossentropy().values(tensor([[0, 1, 0]]), softmaxed), [200]);
    const squashed = resolveActivation("sigmoid").apply(scores);
    expectClose(lossMakers.binaryCrossentropy().values(tensor([[0, 0, 0]]), squashed), [(200 + Math.LN2) / 3]);
  });

  it("takes the logits only of the function that the loss undoes", () => {
    const p = resolveActivation("softmax").apply(tensor([[1, 2, 0.5]]));
    const bare = tensor(p.arraySync());
    const t = tensor([[1, 0, 0]]);
    expectClose(
      lossMakers.binaryCrossentropy().values(t, p),
      lossMakers.binaryCrossentropy().values(t, bare).arraySync(),
    );
  });
});

describe("pinball", () => {
  const loss = lossMakers.pinball({ quantiles: [0.1, 0.5, 0.9] });

  it("weighs what lies above by q, what lies below by 1 - q", () => {
    // errors 1, 0 and -2; the second row 4, 3 and 2
    expectClose(
      loss.values(
        tensor([2, 4]),
        tensor([
          [1, 2, 4],
          [0, 1, 2],
        ]),
      ),
      [0.3 / 3, (0.4 + 1.5 + 1.8) / 3],
    );
    // two targets in one step, and the median's half absolute error
    const two = loss.values(tensor([[[2, 4]]]), tensor([[[1, 2, 4, 0, 1, 2]]]));
    expectClose(two, [[(0.3 + 3.7) / 6]]);
    expectClose(lossMakers.pinball({ quantiles: [0.5] }).values(tensor([1, 5]), tensor([[3], [4]])), [1, 0.5]);
  });

  it.each<BackendName>(["js", "wasm"])("has the gradient of its values on the %s backend", (backend) => {
    setBackend(backend);
    const t = tensor([
      [0.3, -1],
      [2, 0.1],
    ]);
    const p = tensor([
      [0, 0.2, 0.9, -2, -0.4, 0.5],
      [1, 1.5, 2.5, -1, 0.4, 0.7],
    ]);
    checkGradients((x) => loss.values(t, x), [p], { epsilon: 1e-3, tolerance: 2e-2 });
  });

  it("refuses predictions that are no quantiles of the targets", () => {
    expect(() =>
      loss.values(
        tensor([1, 2]),
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toThrow(/3 predictions for each target/);
  });
});

describe("reduceLoss", () => {
  const values = tensor([
    [1, 2],
    [3, 4],
  ]);
  const reduce = (options: { mask?: TensorLike; sampleWeight?: TensorLike; reduction?: Reduction }) =>
    reduceLoss(values, {
      mask: options.mask === undefined ? undefined : tensor(options.mask),
      sampleWeight: options.sampleWeight === undefined ? undefined : tensor(options.sampleWeight),
      reduction: options.reduction ?? "sumOverBatchSize",
    }).arraySync();

  it("takes a weight for each sample, with and without the axis of time, and one for each step", () => {
    expect(reduce({ sampleWeight: [1, 10] })).toBe((3 + 70) / 4);
    expect(reduce({ sampleWeight: [[1], [10]] })).toBe((3 + 70) / 4);
    expect(
      reduce({
        sampleWeight: [
          [1, 0],
          [10, 0],
        ],
      }),
    ).toBe(31 / 4);
  });

  it("counts what the mask keeps", () => {
    const mask = [
      [true, false],
      [true, true],
    ];
    expectNumbers(reduce({ mask }) as number, 8 / 3, tolerance.pointwise);
    expectNumbers(reduce({ mask, sampleWeight: [1, 10] }) as number, 71 / 3, tolerance.float32);
    expectNumbers(
      reduce({ mask, sampleWeight: [1, 10], reduction: "meanWithSampleWeight" }) as number,
      71 / 21,
      tolerance.pointwise,
    );
    expect(reduce({ mask: [true, false] })).toBe(1.5);
    expect(reduce({ mask, reduction: "none" })).toEqual([
      [1, 0],
      [3, 4],
    ]);
  });

  it("divides by the weights as they are given, as Keras does", () => {
    const values = tensor([
      [1, 2, 3],
      [4, 5, 7],
    ]);
    const mean = (sampleWeight: NestedArray, mask?: NestedArray) =>
      reduceLoss(values, {
        sampleWeight: tensor(sampleWeight),
        mask: mask === undefined ? undefined : tensor(mask),
        reduction: "meanWithSampleWeight",
      }).item();
    expect(mean([[2], [3]])).toBe(12);
    expect(mean([2, 3])).toBe(12);
    const each = [
      [1, 2, 3],
      [1, 1, 2],
    ];
    expectNumbers(mean(each), 3.7, tolerance.pointwise);
    const mask = [
      [true, false, true],
      [true, true, false],
    ];
    expectNumbers(mean([[2], [3]], mask), 3.5, tolerance.pointwise);
  });

  it("is 0 where nothing counts, and untouched by what does not", () => {
    expect(reduce({ mask: [false, false] })).toBe(0);
    expect(reduce({ sampleWeight: [0, 0], reduction: "meanWithSampleWeight" })).toBe(0);
    const spoiled = tensor([1, Number.POSITIVE_INFINITY, Number.NaN]);
    expect(reduceLoss(spoiled, { mask: tensor([true, false, false]), reduction: "sum" }).item()).toBe(1);
  });

  it("takes weights of shape (batch, 1) for values (batch,)", () => {
    const flat = reduceLoss(tensor([1, 3]), { sampleWeight: tensor([[2], [4]]), reduction: "sum" });
    expect(flat.item()).toBe(14);
  });

  it("refuses weights and masks that do not fit", () => {
    expect(() => reduce({ sampleWeight: [1, 2, 3] })).toThrow("The sample weights do not fit the targets.");
    expect(() => reduce({ mask: [true, true, true] })).toThrow("The mask does not fit the targets.");
    expect(() => reduce({ sampleWeight: 2 })).toThrow("received: ()");
    const mean = tensor(1);
    expect(() => reduceLoss(mean, { mask: tensor([true, false]), reduction: "sum" })).toThrow(
      "one value per sample or step",
    );
  });
});

describe("targets", () => {
  const valuesOf = (spec: Parameters<typeof resolveLoss>[0], t: NestedArray, p: NestedArray) =>
    resolveLoss(spec).values(tensor(t), tensor(p)).arraySync();

  it("may lack a last axis of 1, or have one too many", () => {
    expect(valuesOf("mse", [1, 2], [[2], [4]])).toEqual([1, 4]);
    expect(valuesOf("mse", [[1], [2]], [2, 4])).toBe(2.5);
    expect(valuesOf("sparseCategoricalCrossentropy", [[0]], [[0.5, 0.5]])).toEqual([Math.fround(Math.LN2)]);
  });

  it("of the wrong shape are explained", () => {
    const steps = [
      [
        [0.5, 0.5],
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ];
    expect(() => valuesOf("categoricalCrossentropy", [[0, 1, 0]], steps)).toThrow(
      "hint: [batch, time] integer labels need sparseCategoricalCrossentropy",
    );
    expect(() => valuesOf("categoricalCrossentropy", [0], [[0.5, 0.5]])).toThrow("[batch] integer labels need sparse");
    expect(() => valuesOf("meanSquaredError", [[1, 2]], steps)).toThrow("without returnSequences");
    expect(() => valuesOf("sparseCategoricalCrossentropy", [[1, 0]], [[0.5, 0.5]])).toThrow(
      "one-hot targets need categoricalCrossentropy",
    );
    expect(() => valuesOf("sparseCategoricalCrossentropy", [2], [[0.5, 0.5]])).toThrow("integers from 0 to 1");
    expect(() => valuesOf("sparseCategoricalCrossentropy", [0.5], [[0.5, 0.5]])).toThrow("not a class number");
  });
});

describe("options", () => {
  it("are checked", () => {
    expect(() => lossMakers.huber({ detla: 1 } as object)).toThrow('did you mean "delta"?');
    expect(() => lossMakers.mse({ reduction: "summ" as "sum" })).toThrow('did you mean "sum"?');
    expect(() => lossMakers.binaryCrossentropy({ labelSmoothing: 2 })).toThrow("labelSmoothing");
    expect(() => resolveLoss("meanSquareError" as "mse")).toThrow('did you mean "meanSquaredError"?');
    expect(() => resolveLoss(null as unknown as "mse")).toThrow("This is not a loss.");
  });

  it("are kept", () => {
    expect(lossMakers.huber({ delta: 2, reduction: "sum" })).toMatchObject({
      name: "huber",
      className: "Huber",
      reduction: "sum",
      config: { name: "huber", delta: 2, reduction: "sum" },
    });
  });

  it("axis puts the classes elsewhere", () => {
    const [t, p] = [
      tensor([
        [0, 1, 0],
        [1, 0, 0],
      ]),
      tensor([
        [0.2, 0.3, 0.5],
        [0.7, 0.2, 0.1],
      ]),
    ];
    for (const name of ["categoricalCrossentropy", "categoricalFocalCrossentropy", "binaryCrossentropy"] as const) {
      const plain = lossMakers[name]().values(t, p);
      expectClose(lossMakers[name]({ axis: 0 }).values(transpose(t), transpose(p)), plain.arraySync());
    }
  });

  it("a user's function is a loss, by its name", () => {
    const own = (t: Tensor, _p: Tensor) => t;
    expect(resolveLoss(own)).toMatchObject({ name: "own", reduction: "sumOverBatchSize" });
  });

  it('"crossentropy" suits the shapes', () => {
    const values = (t: NestedArray, p: NestedArray) => resolveLoss("crossentropy").values(tensor(t), tensor(p)).item();
    expectNumbers(values([1], [[0.25, 0.75]]), -Math.log(0.75), tolerance.pointwise);
    expectNumbers(values([[0, 1]], [[0.25, 0.75]]), -Math.log(0.75), tolerance.pointwise);
    expectNumbers(values([[1]], [[0.75]]), -Math.log(0.75), tolerance.pointwise);
  });
});
