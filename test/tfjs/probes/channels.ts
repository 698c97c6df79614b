/** Layers with the channels first, and images made larger between corners. */
import { better, type Row, row } from "../compare.ts";
import { data } from "./models-data.ts";

const shapes: Readonly<Record<string, number[]>> = {
  conv2d: [1, 4, 5, 6],
  conv3d: [1, 4, 4, 5, 6],
  conv2dTranspose: [1, 4, 3, 4],
  conv3dTranspose: [1, 4, 3, 3, 2],
  depthwiseConv2d: [1, 4, 5, 6],
  averagePooling2d: [1, 4, 4, 6],
  averagePooling3d: [1, 4, 4, 4, 4],
  maxPooling2d: [1, 4, 4, 6],
  maxPooling3d: [1, 4, 4, 4, 4],
  globalAveragePooling2d: [1, 4, 4, 6],
  globalMaxPooling2d: [1, 4, 4, 6],
  flatten: [1, 4, 4, 6],
  upSampling2d: [1, 4, 3, 4],
  zeroPadding2d: [1, 4, 3, 4],
  cropping2D: [1, 4, 5, 6],
  convLstm2d: [2, 3, 4, 5, 6],
};

/** The options that a layer of this name must be given. */
function needed(name: string): object {
  if (name === "zeroPadding2d") return { padding: [[1, 2], [0, 1]] }; // biome-ignore format: edges
  if (name === "cropping2D") return { cropping: [[1, 0], [1, 2]] }; // biome-ignore format: edges
  if (!/conv/i.test(name)) return {};
  return { kernelSize: 2, ...(name !== "depthwiseConv2d" && { filters: 3 }) };
}

function called(tf: any, name: string, shape: number[], more: object): unknown {
  const layer = tf.layers[name]({ dataFormat: "channelsFirst", ...needed(name), ...more });
  const x = data(tf, shape);
  layer.apply(x);
  layer.setWeights(layer.getWeights().map((weight: any, i: number) => data(tf, weight.shape, 0.3 + 0.2 * i)));
  return [layer.apply(x), layer.computeOutputShape(shape), layer.getConfig().dataFormat];
}

const first = (name: string, more: object): Row =>
  row(`tf.layers.${name}({ dataFormat: "channelsFirst", ...${JSON.stringify(more)} })`, (tf) =>
    called(tf, name, shapes[name]!, more),
  );

const cells = ["channelsFirst", "channelsLast"].flatMap((dataFormat) =>
  ["valid", "same"].map((padding) =>
    row(`tf.layers.convLstm2dCell({ dataFormat: "${dataFormat}", padding: "${padding}" })`, (tf) => {
      const isFirst = dataFormat === "channelsFirst";
      const shape = isFirst ? [1, 3, 8, 8] : [1, 8, 8, 3];
      const cell = tf.layers.convLstm2dCell({
        dataFormat,
        filters: 5,
        kernelSize: 3,
        padding,
        biasInitializer: "ones",
      });
      cell.build(shape);
      cell.setWeights(cell.getWeights().map((weight: any, i: number) => data(tf, weight.shape, 0.3 + 0.2 * i)));
      const length = padding === "same" ? 8 : 6;
      const states = isFirst ? [1, 5, length, length] : [1, length, length, 5];
      return cell.call([data(tf, shape), tf.zeros(states), data(tf, states)], {});
    }),
  ),
);

const enlarged = (tf: any, more: object) =>
  tf.layers.upSampling2d({ size: [2, 3], interpolation: "bilinear", ...more });

/** The rows. */
export const rows: Row[] = [
  ...Object.keys(shapes).map((name) => first(name, {})),
  ...["conv2d", "conv3d", "maxPooling2d", "averagePooling3d", "convLstm2d"].map((name) =>
    first(name, { padding: "same", strides: 2 }),
  ),
  ...["conv2d", "convLstm2d"].map((name) => first(name, { activation: "softmax" })),
  first("convLstm2d", { returnSequences: true, returnState: true }),
  ...cells,
  better("the channels are where they were", row('tf.layers.conv1d({ dataFormat: "channelsFirst" })', (tf) => {
    return called(tf, "conv1d", [1, 4, 5], { filters: 3, kernelSize: 2 });
  })), // biome-ignore format: one call
  row('tf.layers.separableConv2d({ dataFormat: "channelsFirst" })', (tf) =>
    called(tf, "separableConv2d", [1, 4, 5, 6], { filters: 3, kernelSize: 2 }),
  ),
  row('tf.layers.upSampling2d({ interpolation: "bilinear" })', (tf) => enlarged(tf, {}).apply(data(tf, [1, 3, 4, 2]))),
  row("tf.layers.upSampling2d, bilinear, saved and loaded", async (tf) => {
    const model = tf.sequential({ layers: [enlarged(tf, { inputShape: [2, 3, 1], name: "finer" })] });
    let files: any;
    await model.save(tf.io.withSaveHandler(async (given: any) => (files = given)));
    const again = await tf.loadLayersModel(tf.io.fromMemory(files));
    return [again.predict(data(tf, [1, 2, 3, 1])), again.layers[0].getConfig()];
  }),
];
