/** The spectra of frames of sound, by convolutions whose kernels start as those of the Fourier transform and may be trained. */
import type { Variable } from "../autodiff/variable.ts";
import type { Initializer } from "../initializers/index.ts";
import {
  add,
  arctan2,
  concatenate,
  conv,
  log,
  maximum,
  multiply,
  reshape,
  sqrt,
  square,
  transpose,
} from "../ops/index.ts";
import { type Window, windows, windowValues } from "../ops/tapers.ts";
import { slidingOf } from "../ops/windows.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  readOptions,
  sizeOf,
  type Tensor,
  takes,
  tensor,
} from "../tensor/index.ts";
import { knownLength, layerOptions } from "./config.ts";
import { dataFormats, paddings, SpatialLayer, type SpatialOptions, slidShape } from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/**
 * What a spectrogram shows: logarithm or magnitude of the spectrum, its power, its real or imaginary part, its angle,
 * or both parts one after the other.
 */
export type SpectrogramMode = "log" | "magnitude" | "psd" | "real" | "imag" | "angle" | "stft";

/** Options of `layers.stftSpectrogram`: frames, transform and output. */
export interface STFTSpectrogramOptions extends SpatialOptions {
  /** The output. Default "log". */
  mode?: SpectrogramMode | undefined;
  /** Samples per frame. Default 256. */
  frameLength?: number | undefined;
  /** Samples from one frame to the next, at most a frame. Default `null`: half a frame. */
  frameStep?: number | null | undefined;
  /** Length of a transform, at least that of a frame. Default `null`: the next power of two. */
  fftLength?: number | null | undefined;
  /** The window that frames are multiplied with: "hann", "hamming", numbers, or `null`. Default "hann". */
  window?: Window | undefined;
  /** Whether the window is periodic. Default false. */
  periodic?: boolean | undefined;
  /** What the kernels are divided by: the length of the window as a vector ("density"), its sum ("spectrum"), or 1 (`null`). Default "density". */
  scaling?: "density" | "spectrum" | null | undefined;
  /** "same": frames reach beyond the ends; "valid": they do not. Default "valid". */
  padding?: "valid" | "same" | undefined;
  /** Whether the channels have an axis of their own, as in images. Default false. */
  expandDims?: boolean | undefined;
}

const lengths = /* @__PURE__ */ takes.integerFrom(1, 65_536);

const stftSpectrogramOptions = {
  ...layerOptions,
  mode: takes.withDefault(takes.oneOf("log", "magnitude", "psd", "real", "imag", "angle", "stft"), "log"),
  frameLength: takes.withDefault(lengths, 256),
  frameStep: takes.byDefaultNull(lengths),
  fftLength: takes.byDefaultNull(lengths),
  window: windows,
  periodic: false,
  scaling: takes.withDefault(takes.orNull(takes.oneOf("density", "spectrum")), "density"),
  padding: paddings,
  expandDims: false,
  dataFormat: dataFormats,
} satisfies Declared<STFTSpectrogramOptions>;

/** Keras's smallest magnitude and power. */
const LEAST = 1e-7;

/** The layer of {@link stftSpectrogram}. */
export class STFTSpectrogram extends SpatialLayer {
  override readonly className = "STFTSpectrogram";
  override readonly config: Complete<STFTSpectrogramOptions, typeof stftSpectrogramOptions>;
  private readonly step: number;
  private readonly bins: number;
  private realKernel: Variable | undefined;
  private imagKernel: Variable | undefined;

  constructor(options: STFTSpectrogramOptions = {}) {
    super(1);
    this.config = readOptions("STFTSpectrogram", options, stftSpectrogramOptions);
    const { frameLength, frameStep, fftLength, window, periodic } = this.config;
    this.step = frameStep ?? Math.max(1, Math.floor(frameLength / 2));
    const whole = fftLength ?? 2 ** Math.ceil(Math.log2(frameLength));
    this.bins = Math.floor(whole / 2) + 1;
    windowValues("STFTSpectrogram", window, frameLength, periodic);
    if (this.step <= frameLength && whole >= frameLength) return;
    throw new ConfigError({
      what: "STFTSpectrogram: the lengths do not fit each other.",
      expected: "frameStep <= frameLength <= fftLength",
      received: `${this.step}, ${frameLength}, ${whole}`,
    });
  }

  protected override build(): void {
    const shape = [this.config.frameLength, 1, this.bins];
    const kernel = (side: "real" | "imag") =>
      this.addWeight(`${side}_kernel`, shape, { initializer: fourierKernel(side, this.config) });
    if (this.config.mode !== "imag") this.realKernel = kernel("real");
    if (this.config.mode !== "real") this.imagKernel = kernel("imag");
  }

  protected override outputShape(x: OpenShape, given: OpenShape): OpenShape {
    const channels = knownLength(x[2], `STFTSpectrogram "${this.name}"`);
    const { frameLength, padding, mode, expandDims } = this.config;
    const sliding = slidingOf([frameLength], this.step, padding);
    const shape = slidShape(x, sliding, this.bins * (mode === "stft" ? 2 : 1));
    if (!shape)
      throw this.inputError(`${frameLength} samples or more for a frame`, given, 'padding "same" fills them up');
    const [batch, frames, width] = shape as [number | null, number | null, number];
    return expandDims ? [batch, frames, width, channels] : [batch, frames, width * channels];
  }

  protected override compute(x: Tensor): Tensor {
    const [batch, samples, channels] = x.shape as [number, number, number];
    const rows = reshape(transpose(x, [0, 2, 1]), [batch * channels, samples, 1]);
    const { padding } = this.config;
    const part = (kernel: Variable) => conv(rows, kernel.value, { strides: this.step, padding });
    const shown = this.show(part);
    const [, frames, width] = shown.shape as [number, number, number];
    const apart = reshape(shown, [batch, channels, frames, width]);
    if (this.config.expandDims) return transpose(apart, [0, 2, 3, 1]);
    return reshape(transpose(apart, [0, 2, 1, 3]), [batch, frames, channels * width]);
  }

  /** The output of the mode, (rows, frames, width). */
  private show(part: (kernel: Variable) => Tensor): Tensor {
    const { mode } = this.config;
    if (mode === "real") return part(this.realKernel!);
    if (mode === "imag") return part(this.imagKernel!);
    const [real, imag] = [part(this.realKernel!), part(this.imagKernel!)];
    if (mode === "angle") return arctan2(imag, real);
    if (mode === "stft") return concatenate([real, imag], -1);
    const power = add(square(real), square(imag));
    if (mode === "psd") return multiply(power, mirrored(this.bins));
    const size = sqrt(maximum(power, LEAST));
    return mode === "magnitude" ? size : log(maximum(size, LEAST));
  }
}

/** The weight of each bin: those in the middle stand for their mirror images, too. */
const mirrored = (bins: number) => tensor(Array.from({ length: bins }, (_, k) => (k === 0 || k === bins - 1 ? 1 : 2)));

/** The kernels of a discrete Fourier transform, (frame, 1, bins), multiplied with the window. */
function fourierKernel(
  side: "real" | "imag",
  {
    window,
    periodic,
    scaling,
  }: Pick<Complete<STFTSpectrogramOptions, typeof stftSpectrogramOptions>, "window" | "periodic" | "scaling">,
): Initializer {
  return {
    className: "STFT",
    config: { side, window, periodic, scaling },
    draw(shape) {
      const [length, , bins] = shape as [number, number, number];
      const values = windowValues("STFTSpectrogram", window, length, periodic);
      const size = (power: number) => values.reduce((sum, value) => sum + Math.abs(value) ** power, 0);
      // without a window, Keras scales nothing
      const scale = window === null || scaling === null ? 1 : scaling === "density" ? Math.sqrt(size(2)) : size(1);
      const whole = 2 * (bins - 1);
      const wave = side === "real" ? Math.cos : Math.sin;
      return Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
        const [t, k] = [Math.floor(i / bins), i % bins];
        return (wave((-2 * Math.PI * ((t * k) % whole)) / whole) * values[t]!) / scale;
      });
    },
  };
}

/**
 * Spectra of sound, frame by frame: (batch, samples, channels) gives (batch, frames, channels · bins), or with `expandDims`
 * (batch, frames, bins, channels); bins are fftLength / 2 + 1, twice as many in mode "stft". The kernels are weights: train them
 * with the model, or set `trainable: false`.
 * @throws ConfigError for lengths or windows that do not fit
 */
export function stftSpectrogram(options?: STFTSpectrogramOptions): STFTSpectrogram {
  return new STFTSpectrogram(options);
}
