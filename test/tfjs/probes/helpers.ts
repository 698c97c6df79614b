/** Memory, timing and tf.util. Each row runs on TensorFlow.js and on Recurve. */
import type { Row } from "../compare.ts";

export const rows: Row[] = [
  (tf) => tf.tidy(() => tf.tensor([1])),
  (tf) => tf.tidy("name", () => tf.tensor([1])),
  (tf) => tf.keep(tf.tensor([1])),
  (tf) => tf.dispose([tf.tensor([1])]),
  (tf) =>
    Object.keys(tf.memory())
      .filter((key) => ["numTensors", "numDataBuffers", "numBytes"].includes(key))
      .sort(),
  async (tf) => typeof (await tf.time(() => tf.add(1, 2))).wallMs,
  async (tf) => (await tf.profile(() => tf.add(1, 2))).result,
  async (tf) => typeof (await tf.nextFrame()),
  (tf) => tf.ready(),
  (tf) => typeof tf.getBackend(),
  (tf) => typeof tf.version.tfjs,
  (tf) => typeof tf.env().getBool("PROD"),
  (tf) => {
    tf.engine().startScope();
    tf.engine().endScope();
    return typeof tf.engine().backendName;
  },
  (tf) => tf.util.sizeFromShape([2, 3]),
  (tf) => tf.util.flatten([[1, [2]], 3]),
  (tf) => tf.util.flatten([new Float32Array([1, 2]), [3]]),
  (tf) => tf.util.assert(false, () => "no"),
  (tf) => tf.util.assert(true, () => "no"),
  (tf) => tf.util.createShuffledIndices(5).length,
  (tf) => {
    const list = [1, 2, 3, 4];
    tf.util.shuffle(list);
    return list.sort();
  },
  (tf) => {
    const [a, b] = [
      [1, 2, 3],
      [10, 20, 30],
    ];
    tf.util.shuffleCombo(a, b);
    return a.map((value: any, i: any) => b[i]! / value);
  },
  (tf) => tf.util.shuffleCombo([1], [1, 2]),
  (tf) => typeof tf.util.now(),
  (tf) => tf.util.inferFromImplicitShape([2, -1], 6),
  (tf) => tf.util.parseAxisParam(-1, [2, 3]),
  (tf) => tf.util.squeezeShape([1, 2, 1]),
  (tf) => tf.util.computeStrides([2, 3, 4]),
  (tf) => tf.util.arraysEqual([1, 2], [1, 2]),
  (tf) => tf.util.toNestedArray([2, 2], new Float32Array([1, 2, 3, 4])),
  (tf) => tf.util.inferDtype([1]),
  (tf) => tf.util.inferDtype("a"),
  (tf) => tf.util.isTypedArray(new Float32Array(1)),
  (tf) => tf.util.clamp(0, 5, 3),
  (tf) => tf.util.nearestDivisor(12, 5),
  (tf) => tf.util.rightPad("a", 3),
  (tf) => tf.util.distSquared([1, 2], [3, 4]),
  (tf) => tf.util.getTypedArrayFromDType("int32", 2),
  (tf) => tf.util.makeOnesTypedArray(2, "float32"),
  (tf) => tf.util.bytesPerElement("bool"),
  (tf) => tf.util.locToIndex([1, 2], 2, [3]),
  (tf) => tf.util.indexToLoc(5, 2, [3]),
  (tf) => tf.util.assertShapesMatch([1], [2]),
];
