/** The names that Keras has for its classes beside their own. */
import { expect, test } from "vitest";
import { factoryOf, layerClasses } from "../src/io/names.ts";

test("classes are found by all names that Keras has for them", () => {
  // the classes of keras.layers of Keras 3.15.1 that stand there under another name than their own, too
  const others = {
    AvgPool1D: "averagePooling1d",
    AvgPool2D: "averagePooling2d",
    AvgPool3D: "averagePooling3d",
    MaxPool1D: "maxPooling1d",
    MaxPool2D: "maxPooling2d",
    MaxPool3D: "maxPooling3d",
    GlobalAvgPool1D: "globalAveragePooling1d",
    GlobalAvgPool2D: "globalAveragePooling2d",
    GlobalAvgPool3D: "globalAveragePooling3d",
    GlobalMaxPool1D: "globalMaxPooling1d",
    GlobalMaxPool2D: "globalMaxPooling2d",
    GlobalMaxPool3D: "globalMaxPooling3d",
    Convolution1D: "conv1d",
    Convolution2D: "conv2d",
    Convolution3D: "conv3d",
    Convolution1DTranspose: "conv1dTranspose",
    Convolution2DTranspose: "conv2dTranspose",
    Convolution3DTranspose: "conv3dTranspose",
    SeparableConvolution1D: "separableConv1d",
    SeparableConvolution2D: "separableConv2d",
  };
  for (const [name, factory] of Object.entries(others)) expect(factoryOf(layerClasses, name), name).toBe(factory);
});
