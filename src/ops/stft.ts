/** Short-time Fourier transforms: the spectra of frames that slide over sound, and sound from such spectra. */
import { record } from "../autodiff/tape.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  formatShape,
  makeArray,
  readOptions,
  ShapeError,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { multiply } from "./arithmetic.ts";
import { type Complex, complexInput, fftLengths, irfft, realInput, rfft } from "./fft.ts";
import { sliceAxis } from "./layout.ts";
import { type Window, windows, windowValues } from "./tapers.ts";

/** Options of `ops.stft`: how frames are cut and weighted. */
export interface StftOptions {
  /** Samples of a window. */
  sequenceLength: number;
  /** Samples from one frame to the next. */
  sequenceStride: number;
  /** Numbers of each transform, at least `sequenceLength`; the window stands in its middle. A power of two is the quickest. */
  fftLength: number;
  /** The window: "hann", "hamming", its own `sequenceLength` numbers, or null for none. Default "hann". */
  window?: Window | undefined;
  /** Whether frames have their times in the middle: the sound is mirrored at both ends. Default true. */
  center?: boolean | undefined;
}

/** Options of `ops.istft`; frames as they were given to `ops.stft`. */
export interface InverseStftOptions extends StftOptions {
  /** Samples to give. Default all that the frames have. */
  length?: number | undefined;
}

const stftOptions = {
  sequenceLength: /* @__PURE__ */ takes.required(fftLengths),
  sequenceStride: /* @__PURE__ */ takes.required(fftLengths),
  fftLength: /* @__PURE__ */ takes.required(fftLengths),
  window: windows,
  center: true,
} satisfies Declared<StftOptions>;

/**
 * The spectra of frames of sound, as Keras's `ops.stft`: (..., samples) gives real and imaginary parts
 * (..., frames, fftLength / 2 + 1).
 * @throws ShapeError for sound too short for a frame; ConfigError for options that do not fit each other
 */
export function stft(x: TensorLike, options: StftOptions): [real: Tensor, imaginary: Tensor] {
  const complete = readOptions("stft", options, stftOptions);
  const { fftLength, sequenceStride, center } = complete;
  const input = realInput("stft", x);
  const window = taper("stft", complete);
  const before = center ? Math.floor(fftLength / 2) : 0;
  const samples = input.shape.at(-1)!;
  if (samples <= before || samples + 2 * before < fftLength) {
    throw new ShapeError({
      what: "stft: the sound is too short for a frame.",
      expected: `${center ? before + 1 : fftLength} samples or more, by the fftLength of ${fftLength}`,
      received: `shape ${formatShape(input.shape)}`,
      hint: "pad it with zeros, or take a smaller fftLength",
    });
  }
  return rfft(multiply(frames(input, fftLength, sequenceStride, before), window));
}

/**
 * Sound from the spectra of its frames, the inverse of {@link stft} with the same options: [real, imaginary], each
 * (..., frames, fftLength / 2 + 1), give (..., samples).
 * @throws ShapeError for parts that do not fit `fftLength` or have fewer samples than `length`
 */
export function istft(spectra: Complex<TensorLike>, options: InverseStftOptions): Tensor {
  const declared = { ...stftOptions, length: takes.positiveInteger };
  const complete = readOptions("istft", options, declared);
  const { fftLength, sequenceStride, center, length } = complete;
  const [re, im] = complexInput("istft", spectra);
  const window = taper("istft", complete);
  const bins = Math.floor(fftLength / 2) + 1;
  if (re.rank < 2 || re.shape.at(-1) !== bins) {
    throw new ShapeError({
      what: "istft: the spectra are of another length.",
      expected: `(..., frames, ${bins}), by the fftLength of ${fftLength}`,
      received: formatShape(re.shape),
    });
  }
  const sums = new Float64Array(sequenceStride);
  for (const [t, value] of window.entries()) sums[t % sequenceStride]! += value * value;
  // where all windows are 0, nothing of the sound is left
  const inverse = window.map((value, t) => (value === 0 ? 0 : value / sums[t % sequenceStride]!));
  const whole = overlapAdd(multiply(irfft([re, im], { fftLength }), inverse), sequenceStride);
  const start = center ? Math.floor(fftLength / 2) : 0;
  const there = whole.shape.at(-1)! - start;
  if (length !== undefined && length > there) {
    throw new ShapeError({
      what: "istft: the frames have fewer samples.",
      expected: `length of at most ${there}`,
      received: `${length}`,
    });
  }
  return sliceAxis(whole, -1, start, start + (length ?? there - start));
}

/** The window, in the middle of `fftLength` numbers; without one, all of them count. */
function taper(
  owner: string,
  { sequenceLength, fftLength, window }: Complete<StftOptions, typeof stftOptions>,
): Float32Array {
  if (fftLength < sequenceLength) {
    throw new ConfigError({
      what: `${owner}: fftLength is shorter than the window.`,
      expected: `${sequenceLength} or more`,
      received: `${fftLength}`,
    });
  }
  if (window === null) return new Float32Array(fftLength).fill(1);
  const whole = new Float32Array(fftLength);
  whole.set(windowValues(owner, window, sequenceLength, true), Math.floor((fftLength - sequenceLength) / 2));
  return whole;
}

/** (..., samples) as (..., frames, length); the samples that `before` asks for at either end mirror those inside. */
function frames(x: Tensor, length: number, stride: number, before: number): Tensor {
  const samples = x.shape.at(-1)!;
  const count = Math.floor((samples + 2 * before - length) / stride) + 1;
  const place = (at: number) => (at < 0 ? -at : at >= samples ? 2 * (samples - 1) - at : at);
  /** Calls with the place of each number of a frame, and of the sample that it is. */
  const each = (visit: (inFrames: number, inSamples: number) => void) => {
    let to = 0;
    for (let row = 0; row < x.size; row += samples) {
      for (let frame = 0; frame < count; frame++) {
        for (let t = 0; t < length; t++) visit(to++, row + place(frame * stride + t - before));
      }
    }
  };
  const shape = [...x.shape.slice(0, -1), count, length];
  const values = x.read();
  const framed = makeArray("float32", (x.size / samples) * count * length);
  each((to, from) => {
    framed[to] = values[from]!;
  });
  return record(wrap(framed, shape, "float32"), [x], (dy) => [
    () => {
      const [gradients, sums] = [dy.read(), new Float64Array(x.size)];
      each((from, to) => {
        sums[to]! += gradients[from]!;
      });
      return wrap(Float32Array.from(sums), x.shape, "float32");
    },
  ]);
}

/** (..., frames, length) as (..., samples): frames laid over each other, `stride` apart, and added up. */
function overlapAdd(x: Tensor, stride: number): Tensor {
  const [count, length] = x.shape.slice(-2) as [number, number];
  const samples = (count - 1) * stride + length;
  const values = x.read();
  const rows = x.size / (count * length);
  const sums = new Float64Array(rows * samples);
  for (let at = 0; at < x.size; at++) {
    const frame = Math.floor(at / length);
    sums[Math.floor(frame / count) * samples + (frame % count) * stride + (at % length)]! += values[at]!;
  }
  const added = wrap(Float32Array.from(sums), [...x.shape.slice(0, -2), samples], "float32");
  return record(added, [x], (dy) => [() => frames(dy, length, stride, 0)]);
}
