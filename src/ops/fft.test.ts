import { expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { tolerance } from "../../test/tolerance.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { add, arctan2, irfft, istft, multiply, rfft, stft, sum } from "./index.ts";

const whole = { sequenceLength: 8, sequenceStride: 4, fftLength: 8 };

onEachBackend(() => {
  it.each([1, 2, 3, 31, 64, 97, 360, 1009])("of %i numbers are the sums that define them, and back", (n) => {
    const x = normal([2, n], n);
    const values = [...x.dataSync()];
    const parts = (wave: (angle: number) => number) =>
      tensor(
        [0, 1].map((row) =>
          Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) =>
            values
              .slice(row * n, (row + 1) * n)
              .reduce((total, value, t) => total + value * wave((-2 * Math.PI * ((t * k) % n)) / n), 0),
          ),
        ),
      );
    const [re, im] = rfft(x);
    expectClose(re, parts(Math.cos).arraySync(), tolerance.golden);
    expectClose(im, parts(Math.sin).arraySync(), tolerance.golden);
    expectClose(irfft([re, im], { fftLength: n }), x.arraySync(), tolerance.golden);
  });

  it("have gradients where they cut and fill up", () => {
    const both = ([re, im]: readonly [ReturnType<typeof normal>, ReturnType<typeof normal>]) =>
      sum(add(multiply(re, normal(re.shape, 7)), multiply(im, normal(im.shape, 8))));
    for (const fftLength of [3, 4, 6, 9]) {
      checkGradients((x) => both(rfft(x!, { fftLength })), [normal([2, 6])]);
      checkGradients(
        (re, im) => {
          const y = irfft([re!, im!], { fftLength });
          return sum(multiply(y, normal(y.shape, 9)));
        },
        [normal([2, 4], 1), normal([2, 4], 2)],
      );
    }
    checkGradients((y, x) => sum(multiply(arctan2(y!, x!), normal([5], 3))), [normal([5], 1), normal([5], 2)]);
    const options = { sequenceLength: 5, sequenceStride: 2, fftLength: 7 };
    checkGradients((x) => both(stft(x!, options)), [normal([11])]);
  });

  it("of frames bring sound back", () => {
    const x = normal([2, 40], 5);
    for (const window of ["hann", "hamming", null, [1, 2, 3, 4, 4, 3, 2, 1]] as const) {
      const options = { ...whole, window };
      expectClose(istft(stft(x, options), { ...options, length: 40 }), x.arraySync(), tolerance.golden);
    }
    expect(istft(stft(x, whole), whole).shape).toEqual([2, 40]);
  });
});

it("arctan2 broadcasts", () => {
  const angles = arctan2([[1], [-1]], [1, -1]);
  expectClose(angles, [
    [Math.PI / 4, (3 * Math.PI) / 4],
    [-Math.PI / 4, (-3 * Math.PI) / 4],
  ]);
  checkGradients((y, x) => sum(multiply(arctan2(y!, x!), normal([2, 3], 3))), [normal([2, 1], 1), normal([3], 2)]);
});

it("refuse what does not fit", () => {
  expect(() => rfft(3)).toThrow(ShapeError);
  expect(() => rfft([[]])).toThrow(ShapeError);
  expect(() => rfft([1], { fftLength: 0 })).toThrow(/fftLength/);
  expect(() => rfft([1], { n: 2 } as never)).toThrow(/rfft/);
  expect(() => irfft([1, 2] as never)).toThrow(ShapeError);
  expect(() => irfft([[1, 2]] as never)).toThrow(/a pair/);
  expect(() => irfft([[1, 2], [1]])).toThrow(/of one shape/);
  expect(() => stft([1, 2, 3], whole)).toThrow(/too short[\s\S]*5 samples or more/);
  expect(() => stft([1, 2, 3], { ...whole, center: false })).toThrow(/8 samples or more/);
  expect(() => stft(normal([40]), { ...whole, sequenceLength: 9 })).toThrow(ConfigError);
  expect(() => stft(normal([40]), { ...whole, window: "han" as never })).toThrow(/"hann", "hamming"/);
  expect(() => stft(normal([40]), { ...whole, window: [1, 2] })).toThrow(/8 numbers/);
  expect(() => stft(normal([40]), { sequenceLength: 8, fftLength: 8 } as never)).toThrow(/sequenceStride/);
  const spectra = stft(normal([40]), whole);
  expect(() => istft(spectra, { ...whole, length: 45 })).toThrow(/fewer samples/);
  expect(() => istft(spectra, { ...whole, fftLength: 16 })).toThrow(/\(\.\.\., frames, 9\)/);
  expect(() => arctan2([1, 2], [1, 2, 3])).toThrow(ShapeError);
});
