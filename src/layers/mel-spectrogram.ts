/** Spectra of sound in bands of the mel scale, which follows the ear. */
import { add, log, matmul, max, maximum, multiply, power, square, stft, subtract, transpose } from "../ops/index.ts";
import { type Window, windows, windowValues } from "../ops/tapers.ts";
import { type Complete, ConfigError, type Declared, readOptions, type Tensor, takes, wrap } from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import { UnaryLayer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.melSpectrogram`: frames, transform and bands. */
export interface MelSpectrogramOptions extends LayerConfig {
  /** Length of each transform. Default 2048. */
  fftLength?: number | undefined;
  /** Samples from one frame to the next. Default 512. */
  sequenceStride?: number | undefined;
  /** Length of the window. Default `null`: as many as `fftLength`. */
  sequenceLength?: number | null | undefined;
  /** The window that frames are multiplied with: "hann", "hamming", numbers, or `null`. Default "hann". */
  window?: Window | undefined;
  /** Samples per second. Default 16000. */
  samplingRate?: number | undefined;
  /** Number of bands. Default 128. */
  numMelBins?: number | undefined;
  /** Where the lowest band begins, in Hertz. Default 20. */
  minFreq?: number | undefined;
  /** Where the highest band ends, in Hertz. Default `null`: half of `samplingRate`. */
  maxFreq?: number | null | undefined;
  /** Whether to give decibels, 10 log10 of the power. Default true. */
  powerToDb?: boolean | undefined;
  /** How many decibels below the loudest of the whole batch to cut off. Default 80. */
  topDb?: number | undefined;
  /** Exponent of the magnitudes: 1 or 2. Default 2. */
  magExp?: number | undefined;
  /** The smallest power that is turned into decibels. Default 1e-10. */
  minPower?: number | undefined;
  /** The power of 0 decibels. Default 1. */
  refPower?: number | undefined;
}

const lengths = /* @__PURE__ */ takes.integerFrom(1, 2 ** 24);

const melSpectrogramOptions = {
  ...layerOptions,
  fftLength: takes.withDefault(lengths, 2048),
  sequenceStride: takes.withDefault(lengths, 512),
  sequenceLength: takes.byDefaultNull(lengths),
  window: windows,
  samplingRate: takes.withDefault(takes.positiveNumber, 16_000),
  numMelBins: takes.withDefault(takes.counts.width, 128),
  minFreq: takes.withDefault(takes.nonNegativeNumber, 20),
  maxFreq: takes.byDefaultNull(takes.positiveNumber),
  powerToDb: true,
  topDb: takes.withDefault(takes.positiveNumber, 80),
  magExp: takes.withDefault(takes.positiveNumber, 2),
  minPower: takes.withDefault(takes.positiveNumber, 1e-10),
  refPower: 1,
} satisfies Declared<MelSpectrogramOptions>;

/** The layer of {@link melSpectrogram}. */
export class MelSpectrogram extends UnaryLayer {
  override readonly className = "MelSpectrogram";
  override readonly config: Complete<MelSpectrogramOptions, typeof melSpectrogramOptions>;
  private readonly bands: Tensor;

  constructor(options: MelSpectrogramOptions = {}) {
    super();
    this.config = readOptions("MelSpectrogram", options, melSpectrogramOptions);
    const { fftLength, window, samplingRate, numMelBins, minFreq } = this.config;
    const { sequenceLength, maxFreq } = this;
    if (sequenceLength > fftLength || minFreq >= maxFreq) {
      throw new ConfigError({
        what: "MelSpectrogram: the options do not fit each other.",
        expected: "sequenceLength <= fftLength and minFreq < maxFreq",
        received: `${sequenceLength} and ${fftLength}, ${minFreq} and ${maxFreq}`,
      });
    }
    if (window !== null) windowValues("MelSpectrogram", window, sequenceLength, true);
    this.bands = melBands(numMelBins, Math.floor(fftLength / 2) + 1, samplingRate, minFreq, maxFreq);
  }

  private get sequenceLength(): number {
    return this.config.sequenceLength ?? this.config.fftLength;
  }

  private get maxFreq(): number {
    return this.config.maxFreq ?? Math.floor(this.config.samplingRate / 2);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const { fftLength, sequenceStride, numMelBins } = this.config;
    if (x!.length !== 1 && x!.length !== 2) throw this.inputError("(batch, samples)", x!);
    const samples = x!.at(-1)!;
    const half = Math.floor(fftLength / 2);
    if (samples !== null && samples <= half) {
      throw this.inputError(`${half + 1} samples or more, by the fftLength of ${fftLength}`, x!);
    }
    const frames = samples === null ? null : Math.floor((samples + 2 * half - fftLength) / sequenceStride) + 1;
    return [[...x!.slice(0, -1), numMelBins, frames]];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const { fftLength, sequenceStride, window, magExp, powerToDb } = this.config;
    const { sequenceLength } = this;
    const [real, imag] = stft(x!, { sequenceLength, sequenceStride, fftLength, window });
    const squares = add(square(real), square(imag));
    const mel = matmul(magExp === 2 ? squares : power(squares, magExp / 2), this.bands);
    const axes = [...mel.shape.keys()];
    return [transpose(powerToDb ? this.decibels(mel) : mel, [...axes.slice(0, -2), axes.length - 1, axes.length - 2])];
  }

  private decibels(mel: Tensor): Tensor {
    const { minPower, refPower, topDb } = this.config;
    const reference = 10 * Math.log10(Math.max(Math.abs(refPower), minPower));
    const db = subtract(multiply(log(maximum(mel, minPower)), 10 / Math.LN10), reference);
    return maximum(db, subtract(max(db), topDb));
  }
}

/** A frequency in Hertz on the scale of the Hidden Markov Model Toolkit, up to a factor. */
const melOf = (hertz: number) => Math.log1p(hertz / 700);

/**
 * The weight of each bin of a spectrum in each band, (bins, bands): triangles on the mel scale, each from the middle of one
 * neighbour to that of the other. The bin of the constant belongs to none.
 * Source: `linear_to_mel_weight_matrix` of Keras, after HTK.
 */
function melBands(bands: number, bins: number, samplingRate: number, from: number, to: number): Tensor {
  const [lowest, highest] = [melOf(from), melOf(to)];
  const edge = (i: number) => lowest + ((highest - lowest) * i) / (bands + 1);
  const values = new Float32Array(bins * bands);
  for (let bin = 1; bin < bins; bin++) {
    const mel = melOf((samplingRate / 2) * (bin / (bins - 1)));
    for (let band = 0; band < bands; band++) {
      const [low, middle, high] = [edge(band), edge(band + 1), edge(band + 2)];
      const weight = Math.min((mel - low) / (middle - low), (high - mel) / (high - middle));
      values[bin * bands + band] = Math.max(0, weight);
    }
  }
  return wrap(values, [bins, bands], "float32");
}

/**
 * Spectra of sound in mel bands, in decibels unless `powerToDb` is false: (batch, samples) gives (batch, bands, frames). It has no
 * weights; gradients pass through it.
 * @throws ConfigError for lengths, frequencies or windows that do not fit
 */
export function melSpectrogram(options?: MelSpectrogramOptions): MelSpectrogram {
  return new MelSpectrogram(options);
}
