/** Every operation of Keras 3.15 that may occur in a graph: it is read, or an error names it. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { operations } from "../src/io/keras-json/operations/table.ts";
import { modelOfOperation } from "./keras-json.ts";

const names: Readonly<Record<string, string[]>> = JSON.parse(
  readFileSync(new URL("fixtures/keras/operation_names.json", import.meta.url), "utf8"),
);

/** Not read: complex numbers, bits, decompositions of matrices, pictures, functions of the user's, and what no network computes. */
const refused: Readonly<Record<string, string>> = {
  numpy: `AllClose Angle Arange Argpartition Array Bincount BitwiseAnd BitwiseInvert BitwiseLeftShift BitwiseNot BitwiseOr
    BitwiseRightShift BitwiseXor Corrcoef Correlate Diag Diagflat Digitize Full Gcd Geomspace Histogram I0 Imag IsIn Isreal Kron
    Lcm Ldexp LeftShift Linspace Logspace Meshgrid Nanargmax Nanargmin Nanmedian Nanpercentile Nanquantile Nextafter Nonzero
    RightShift SearchSorted Slogdet Trapezoid Unique UnravelIndex Vander View`,
  nn: `AdaptiveAveragePool AdaptiveMaxPool AveragePool BatchNorm BinaryCrossentropy CTCDecode CTCLoss CategoricalCrossentropy Conv
    ConvTranspose DepthToSpace DepthwiseConv DotProductAttention Fold LayerNorm MaxPool MultiHot PSNR Polar SeparableConv
    SpaceToDepth SparseCategoricalCrossentropy Sparsemax Unfold`,
  math: `CDist Erfinv ExtractSequences FFT FFT2 IFFT2 IRFFT ISTFT InTopK Logdet RFFT STFT SegmentMax SegmentMin SegmentProd
    SegmentReduction SegmentSum ViewAsComplex ViewAsReal`,
  core: `AssociativeScan Cond ForiLoop Map SaturateCast Scan Scatter ScatterUpdate Slice SliceUpdate Switch VectorizedMap
    WhileLoop`,
  linalg: `Cholesky CholeskyInverse Det Eig Eigh Inv JVP Lstsq LuFactor MatrixRank Pinv Qr SVD Solve SolveTriangular`,
  image: `AffineTransform CropImages ElasticTransform ExtractPatches GaussianBlur HSVToRGB MapCoordinates PadImages
    PerspectiveTransform RGBToGrayscale RGBToHSV Resize SSIM ScaleAndTranslate SobelEdges`,
  einops: "Rearrange",
};

test.each(Object.keys(names))("each operation of keras.ops.%s is read, or refused by its name", (module) => {
  const isNotRead = refused[module]!.split(/\s+/);
  const own = Object.keys(operations).filter((name) => operations[name]!.module === `keras.src.ops.${module}`);
  expect(names[module]!.filter((name) => !own.includes(name)).sort()).toEqual([...isNotRead].sort());
  for (const name of isNotRead) {
    expect(() => modelOfOperation(`keras.src.ops.${module}`, name)).toThrow(`is not read: ${name}.`);
    // a .h5 file does not name modules: a user's layer without the option "trainable" looks like an operation
    const unclear = new RegExp(
      `a layer or operation that Recurve does not have.*\\n.*: ${name}\\n.*\\{ ${name}: YourClass`,
    );
    expect(() => modelOfOperation(undefined, name)).toThrow(unclear);
  }
});

test.each(["keras.layers", undefined])(
  "a layer that Recurve lacks is told so, in a module and without: %s",
  (module) => {
    const read = () => modelOfOperation(module, "AdaptiveMaxPooling1D", { trainable: true });
    expect(read).toThrow(/a layer that Recurve does not have[\s\S]*AdaptiveMaxPooling1D/);
  },
);

test("a class that a user registered is a layer, whatever its options", () => {
  expect(() => modelOfOperation(undefined, "Custom>Mine")).toThrow(/a layer that[\s\S]*\{ "Custom>Mine": YourClass/);
});
