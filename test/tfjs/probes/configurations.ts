/** What layers say of themselves, what files keep, and masked steps. */
import { type Row, row } from "../compare.ts";
import { data, stack } from "./models-data.ts";

export const rows: Row[] = [
  row("bidirectional with a mask, its sequences read by dense layers", (tf) => {
    const model = stack(
      tf,
      tf.layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true, inputLength: 4 }),
      tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2, returnSequences: true }) }),
    );
    return model.predict(tf.tensor2d([[1, 2, 0, 0], [0, 3, 0, 1]])); // biome-ignore format: rows
  }),
  row("lstm.getConfig with all options", (tf) => {
    const penalties = { kernelRegularizer: "l1l2", recurrentRegularizer: "l1l2", biasRegularizer: "l1l2" };
    const constraints = { kernelConstraint: "unitNorm", recurrentConstraint: "unitNorm", biasConstraint: "nonNeg" };
    const walk = { returnSequences: true, returnState: true, stateful: true, unroll: true, goBackwards: true };
    return tf.layers
      .lstm({
        ...{ ...penalties, ...constraints, ...walk, units: 8, recurrentActivation: "tanh", implementation: 1 },
        ...{ kernelInitializer: "glorotUniform", recurrentInitializer: "heUniform", biasInitializer: "ones" },
        ...{ dropout: 0.1, recurrentDropout: 0.2, batchInputShape: [12, 8, 8], dtype: "int32", unitForgetBias: true },
        name: "whole",
      })
      .getConfig();
  }),
  row("convLstm2d.getConfig: windows", (tf) => {
    const { kernelSize, strides, dilationRate, dataFormat, implementation } = tf.layers
      .convLstm2d({ filters: 2, kernelSize: 3, implementation: 2 })
      .getConfig();
    return [kernelSize, strides, dilationRate, dataFormat, implementation];
  }),
  row("maxPooling2d, conv2d.getConfig: windows", (tf) => {
    const pool = tf.layers.maxPooling2d({}).getConfig();
    const { kernelSize, strides } = tf.layers.conv2d({ filters: 2, kernelSize: 3 }).getConfig();
    return [pool.poolSize, pool.strides, kernelSize, strides];
  }),
  row("a model with dot, saved and loaded", async (tf) => {
    const [a, b] = [tf.input({ shape: [3, 2] }), tf.input({ shape: [4, 2] })];
    const model = tf.model({ inputs: [a, b], outputs: tf.layers.dot({ axes: [2, 2] }).apply([a, b]) });
    let artifacts: any;
    await model.save(
      tf.io.withSaveHandler(async (given: any) => {
        artifacts = given;
        return {};
      }),
    );
    const again = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    return again.predict([data(tf, [1, 3, 2]), data(tf, [1, 4, 2])]);
  }),
];
