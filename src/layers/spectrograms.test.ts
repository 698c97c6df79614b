import { expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { transpose } from "../ops/index.ts";
import { ConfigError, ShapeError } from "../tensor/index.ts";
import { input } from "./input.ts";
import { melSpectrogram } from "./mel-spectrogram.ts";
import { stftSpectrogram } from "./stft-spectrogram.ts";

const short = { frameLength: 4, frameStep: 3 };
const mel = { fftLength: 16, sequenceStride: 5, numMelBins: 3, samplingRate: 8000 };

onEachBackend(() => {
  it("take channels first as they take them last", () => {
    const x = normal([2, 11, 3]);
    for (const expandDims of [false, true]) {
      const last = stftSpectrogram({ ...short, expandDims }).apply(x);
      const first = stftSpectrogram({ ...short, expandDims, dataFormat: "channelsFirst" }).apply(
        transpose(x, [0, 2, 1]),
      );
      const turned = transpose(last, expandDims ? [0, 3, 1, 2] : [0, 2, 1]);
      expect(first.shape).toEqual(turned.shape);
      expect(first.dataSync()).toEqual(turned.dataSync());
    }
  });

  it("have gradients, and shapes before they run", () => {
    checkLayer(stftSpectrogram({ ...short, mode: "stft" }), [normal([1, 8, 2])]);
    checkLayer(melSpectrogram({ ...mel, powerToDb: false }), [normal([2, 20])]);
    expect(stftSpectrogram().apply(input({ shape: [null, 2] })).shape).toEqual([null, null, 258]);
    expect(stftSpectrogram({ padding: "same" }).apply(input({ shape: [1000, 1] })).shape).toEqual([null, 8, 129]);
    expect(melSpectrogram().apply(input({ shape: [16000] })).shape).toEqual([null, 128, 32]);
    expect(melSpectrogram().apply(input({ shape: [null] })).shape).toEqual([null, 128, null]);
    expect(melSpectrogram(mel).apply(normal([40])).shape).toEqual([3, 9]);
  });
});

it("refuse lengths, windows and sounds that do not fit", () => {
  expect(() => stftSpectrogram({ frameLength: 4, frameStep: 5 })).toThrow(ConfigError);
  expect(() => stftSpectrogram({ frameLength: 4, fftLength: 2 })).toThrow(/frameLength <= fftLength/);
  expect(() => stftSpectrogram({ mode: "power" as never })).toThrow(/mode/);
  expect(() => stftSpectrogram({ window: "kaiser" as never })).toThrow(/"hann", "hamming"/);
  expect(() => stftSpectrogram().apply(normal([1, 100, 1]))).toThrow(ShapeError);
  expect(() => stftSpectrogram().apply(normal([1, 300]))).toThrow(ShapeError);
  expect(() => stftSpectrogram().apply(input({ shape: [300, null] }))).toThrow(ShapeError);
  expect(() => melSpectrogram({ minFreq: 9000 })).toThrow(/minFreq < maxFreq/);
  expect(() => melSpectrogram({ fftLength: 8, sequenceLength: 9 })).toThrow(ConfigError);
  expect(() => melSpectrogram({ ...mel, window: [1] })).toThrow(/16 numbers/);
  expect(() => melSpectrogram(mel).apply(normal([2, 8]))).toThrow(/9 samples or more/);
  expect(() => melSpectrogram(mel).apply(normal([2, 30, 1]))).toThrow(/batch, samples/);
});
