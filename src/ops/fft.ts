/** Fourier transforms of real numbers along the last axis. */
import { record } from "../autodiff/tape.ts";
import {
  asTensor,
  ConfigError,
  formatShape,
  makeArray,
  readOptions,
  ShapeError,
  sameShape,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { pad, sliceAxis, squeeze, stack } from "./layout.ts";
import { binsOf, transformOf } from "./spectrum.ts";

/** Real and imaginary parts. */
export type Complex<T = Tensor> = readonly [real: T, imaginary: T];

/** The largest length of a transform. */
export const fftLengths = /* @__PURE__ */ takes.integerFrom(1, 2 ** 24);

/** Options of `ops.rfft`: the length of the transform. */
export interface FftOptions {
  /** How many numbers are transformed: the input is cut or filled with zeros at its end. Default: as many as there are. */
  fftLength?: number | undefined;
}

/**
 * The spectrum of real numbers along the last axis, without the half that mirrors it: X_k = Σ_t x_t e^(-2πikt/n) for k from 0 to
 * n / 2. (..., n) gives real and imaginary parts (..., n / 2 + 1).
 */
export function rfft(x: TensorLike, options: FftOptions = {}): [real: Tensor, imaginary: Tensor] {
  const { fftLength } = readOptions("rfft", options, { fftLength: fftLengths });
  const input = realInput("rfft", x);
  const spectra = forward(withLength(input, fftLength ?? input.shape.at(-1)!));
  const part = (which: number) => squeeze(sliceAxis(spectra, -2, which, which + 1), -2);
  return [part(0), part(1)];
}

/** Options of `ops.irfft`: the length of the result. */
export interface InverseFftOptions {
  /** How many numbers come out. Default 2 (bins - 1). */
  fftLength?: number | undefined;
}

/**
 * The real numbers of a spectrum, the inverse of {@link rfft}: (..., n / 2 + 1) gives (..., n). As in NumPy, imaginary parts of
 * the first bin, and of the last where n is even, count as 0.
 */
export function irfft(spectrum: Complex<TensorLike>, options: InverseFftOptions = {}): Tensor {
  const { fftLength } = readOptions("irfft", options, { fftLength: fftLengths });
  const [re, im] = complexInput("irfft", spectrum);
  const n = fftLength ?? Math.max(1, 2 * (re.shape.at(-1)! - 1));
  return inverse(withLength(stack([re, im], -2), binsOf(n)), n);
}

/** (..., n) as (..., 2, bins). */
function forward(x: Tensor): Tensor {
  const n = x.shape.at(-1)!;
  return record(spectraOf(x), [x], (dy) => [
    () =>
      numbersOf(
        weighed(dy, n, (isEnd) => (isEnd ? n : n / 2)),
        n,
      ),
  ]);
}

/** (..., 2, bins) as (..., n). */
function inverse(spectra: Tensor, n: number): Tensor {
  return record(numbersOf(spectra, n), [spectra], (dy) => [
    () => weighed(spectraOf(dy), n, (isEnd) => (isEnd ? 1 : 2) / n),
  ]);
}

function spectraOf(x: Tensor): Tensor {
  const n = x.shape.at(-1)!;
  const bins = binsOf(n);
  const values = x.read();
  const transform = transformOf(n);
  const spectra = makeArray("float32", (x.size / n) * 2 * bins);
  const row = new Float64Array(n);
  for (let at = 0, to = 0; at < values.length; at += n, to += 2 * bins) {
    for (let t = 0; t < n; t++) row[t] = values[at + t]!;
    const { re, im } = transform.forward(row);
    spectra.set(re, to);
    spectra.set(im, to + bins);
  }
  return wrap(spectra, [...x.shape.slice(0, -1), 2, bins], "float32");
}

function numbersOf(spectra: Tensor, n: number): Tensor {
  const bins = binsOf(n);
  const values = spectra.read();
  const transform = transformOf(n);
  const numbers = makeArray("float32", (spectra.size / (2 * bins)) * n);
  for (let at = 0, to = 0; at < values.length; at += 2 * bins, to += n) {
    const [re, im] = [at, at + bins].map((start) => Float64Array.from(values.subarray(start, start + bins)));
    numbers.set(transform.inverse({ re: re!, im: im! }), to);
  }
  return wrap(numbers, [...spectra.shape.slice(0, -2), n], "float32");
}

/** Spectra times a factor for each bin: those in the middle stand for their mirror images too, the ends of a spectrum for themselves. */
function weighed(spectra: Tensor, n: number, factor: (isEnd: boolean) => number): Tensor {
  const bins = binsOf(n);
  const values = Float32Array.from(spectra.read(), (value, i) => {
    const k = i % bins;
    return value * factor(k === 0 || 2 * k === n);
  });
  return wrap(values, spectra.shape, "float32");
}

function withLength(x: Tensor, length: number): Tensor {
  const there = x.shape.at(-1)!;
  if (there > length) return sliceAxis(x, -1, 0, length);
  return there === length
    ? x
    : pad(x, [...x.shape.slice(0, -1).map((): [number, number] => [0, 0]), [0, length - there]]);
}

/** The input as float32. @throws ShapeError where the last axis has no numbers */
export function realInput(owner: string, x: TensorLike): Tensor {
  const input = cast(asTensor(x), "float32");
  if (input.rank > 0 && input.shape.at(-1)! > 0) return input;
  throw new ShapeError({
    what: `${owner} takes numbers along the last axis.`,
    expected: "one axis or more, the last of length 1 or more",
    received: `shape ${formatShape(input.shape)}`,
  });
}

/** @throws ConfigError for what is no pair; ShapeError for parts of different shapes */
export function complexInput(owner: string, parts: Complex<TensorLike>): [Tensor, Tensor] {
  if (!Array.isArray(parts) || parts.length !== 2) {
    throw new ConfigError({ what: `${owner} takes a pair.`, expected: "[real, imaginary], as rfft and stft give it" });
  }
  const [re, im] = (parts as readonly TensorLike[]).map((part) => realInput(owner, part)) as [Tensor, Tensor];
  if (sameShape(re.shape, im.shape)) return [re, im];
  throw new ShapeError({
    what: `${owner}: real and imaginary parts are of one shape.`,
    expected: formatShape(re.shape),
    received: formatShape(im.shape),
  });
}
