/** Cases for the rooms of `recurve/tfjs` beside its functions of tensors: helpers, gradients, optimizers, data, files, callbacks. */
import * as tfjs from "../../src/tfjs/index.ts";
import { matrix, method, type Table } from "./case.ts";

const each = (names: readonly string[], args: () => unknown[]): Table =>
  Object.fromEntries(names.map((name) => [`recurve/tfjs:${name}`, args]));
const sum = (x: tfjs.Tensor) => x.sum();
const variable = () => tfjs.variable(tfjs.tensor([1]), true, "kept");
const sgd = () => tfjs.train.sgd(0.1);
const numbers = () => tfjs.data.array([1, 2, 3]);
const dense = () => tfjs.layers.dense({ units: 1, inputShape: [1] });

const helpers: Table = {
  ...each(["util.assertShapesMatch"], () => [
    [1, 2],
    [1, 2],
  ]),
  ...each(["util.arraysEqualWithNull"], () => [
    [1, 2],
    [1, null],
  ]),
  ...each(["util.assertNonNegativeIntegerDimensions", "util.computeStrides"], () => [[1, 2]]),
  ...each(["util.shuffleCombo"], () => [
    [1, 2],
    [3, 4],
  ]),
  ...each(["util.createShuffledIndices"], () => [3]),
  ...each(["util.inferFromImplicitShape"], () => [[-1, 2], 4]),
  ...each(["util.parseAxisParam"], () => [0, [1, 2]]),
  ...each(["util.squeezeShape"], () => [[1, 2], [0]]),
  ...each(["util.inferDtype"], () => [[1, 2]]),
  ...each(["util.bytesPerElement"], () => ["float32"]),
  ...each(["util.getArrayFromDType", "util.getTypedArrayFromDType"], () => ["float32", 2]),
  ...each(["util.makeZerosTypedArray", "util.makeOnesTypedArray"], () => [2, "float32"]),
  ...each(["util.toTypedArray"], () => [[1, 2], "float32"]),
  "recurve/tfjs:util.fetch": { takesAnyName: true, args: () => ["data:text/plain,1", {}] },
  ...each(["util.flatten"], () => [[1, [2]], [], false]),
  ...each(["util.locToIndex"], () => [[1, 1], 2, [2]]),
  ...each(["util.indexToLoc"], () => [3, 2, [2]]),
  ...each(["util.toNestedArray"], () => [[1, 2], new Float32Array(2), false]),
  ...each(["util.encodeString"], () => ["a", "utf-8"]),
  ...each(["util.decodeString"], () => [Uint8Array.of(97), "utf-8"]),
  ...each(["time", "profile"], () => [() => 1]),
};

const gradients: Table = {
  "recurve/tfjs:grads": { args: () => [sum], use: (f) => f([matrix]) },
  "recurve/tfjs:valueAndGrads": { args: () => [sum], use: (f) => f([matrix]) },
  "recurve/tfjs:customGrad": {
    args: () => [(x: tfjs.Tensor) => ({ value: x.sum(), gradFunc: () => x })],
    use: (f) => f(tfjs.tensor([1])),
  },
  "recurve/tfjs:variableGrads": () => {
    const w = variable();
    return [() => w.sum(), [w]];
  },
  "recurve/tfjs:SGDOptimizer": () => [0.1],
  "recurve/tfjs:MomentumOptimizer": () => [0.1, 0.9, false],
  "recurve/tfjs:RMSPropOptimizer": () => [0.1, 0.9, 0, 1e-7, false],
  "recurve/tfjs:AdamOptimizer": () => [0.1, 0.9, 0.9, 1e-7],
  "recurve/tfjs:AdamaxOptimizer": () => [0.1, 0.9, 0.9, 1e-7, 0],
  "recurve/tfjs:AdagradOptimizer": () => [0.1, 0.1],
  "recurve/tfjs:AdadeltaOptimizer": () => [0.1, 0.9, 1e-7],
  "recurve/tfjs:Optimizer.computeGradients": method(sgd, () => {
    const w = variable();
    return [() => w.sum(), [w]];
  }),
};

const others: Table = {
  ...each(["data.array"], () => [[1, 2]]),
  "recurve/tfjs:data.FileDataSource": { args: () => [new Blob(["a,b"]), { offset: 1 }], use: (made) => made.text() },
  "recurve/tfjs:data.URLDataSource": { args: () => ["data:text/plain,1", { offset: 0 }], use: (made) => made.text() },
  "recurve/tfjs:data.TextLineDataset": {
    args: () => [new tfjs.data.FileDataSource(new Blob(["a"]))],
    use: (made) => made.toArray(),
  },
  ...each(["data.func"], () => [() => 1]),
  ...each(["data.generator"], () => [
    function* () {
      yield 1;
    },
  ]),
  "recurve/tfjs:data.Dataset.forEachAsync": method(numbers, () => [() => {}]),
  "recurve/tfjs:data.Dataset.mapAsync": method(
    numbers,
    () => [async (n: number) => n],
    (made) => made.toArray(),
  ),
  "recurve/tfjs:data.Dataset.rowMajorBatch": method(
    numbers,
    () => [2, true],
    (made) => made.toArray(),
  ),
  "recurve/tfjs:data.Dataset.columnMajorBatch": method(
    numbers,
    () => [2, true],
    (made) => made.toArray(),
  ),
  ...each(["serialization.registerClass"], () => [class Kept extends tfjs.layers.Layer {}, "hostile", "Kept"]),
  ...each(["io.isHTTPScheme"], () => ["http://localhost/model.json"]),
  ...each(["serialization.registeredClass"], () => ["Missing"]),
  "recurve/tfjs:initializers.leCunNormal": { args: () => [{}], use: (made) => made.apply([2, 2]) },
  "recurve/tfjs:initializers.leCunUniform": { args: () => [{}], use: (made) => made.apply([2, 2]) },
  "recurve/tfjs:LayersModel.toJSON": method(
    () => tfjs.sequential({ layers: [dense()] }),
    () => [null, true],
  ),
};

export const tfjsRoomCases: Table = { ...helpers, ...gradients, ...others };
