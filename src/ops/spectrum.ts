/** Discrete Fourier transforms of single rows, in double precision: powers of two by the library, other lengths by Bluestein. */
import { cfft, fft, ifft } from "fourier-transform";

/** A spectrum of real numbers: n / 2 + 1 bins, from 0 to half of the rate. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Both transforms of rows of one length; what they give is overwritten by the next call. */
export interface Transform {
  /** X_k = Σ_t x_t e^(-2πikt/n), for k up to n / 2. */
  forward(row: Float64Array): Spectrum;
  /** x_t = 1/n Σ_k X_k e^(2πikt/n), where the other half of the spectrum mirrors the one given. */
  inverse(spectrum: Spectrum): Float64Array;
}

/** How many bins the spectrum of n real numbers has. */
export const binsOf = (n: number) => Math.floor(n / 2) + 1;

/** The transforms of rows of n numbers. */
export function transformOf(n: number): Transform {
  // 0 at both ends, as the spectrum of real numbers has it
  const real = ({ re, im }: Spectrum) => {
    im[0] = 0;
    if (n % 2 === 0) im[n / 2] = 0;
    return { re, im };
  };
  if (n > 1 && (n & (n - 1)) === 0) {
    return {
      forward(row) {
        const [re, im] = fft(row);
        return real({ re, im });
      },
      inverse(spectrum) {
        const { re, im } = real(spectrum);
        return ifft(re, im);
      },
    };
  }
  const chirp = chirpTransform(n);
  const bins = binsOf(n);
  return {
    forward(row) {
      const { re, im } = chirp(row, new Float64Array(n));
      return real({ re: re.subarray(0, bins), im: im.subarray(0, bins) });
    },
    inverse(spectrum) {
      const { re, im } = real(spectrum);
      // of the conjugate spectrum, the forward transform gives n times the numbers
      const [wholeRe, wholeIm] = [new Float64Array(n), new Float64Array(n)];
      for (let k = 0; k < n; k++) {
        const mirrored = k < bins ? k : n - k;
        wholeRe[k] = re[mirrored]! / n;
        wholeIm[k] = (k < bins ? -im[mirrored]! : im[mirrored]!) / n;
      }
      return chirp(wholeRe, wholeIm).re;
    },
  };
}

/**
 * The transform of n complex numbers as a convolution with a chirp, at a length that is a power of two: kt = (k² + t² - (k - t)²) / 2.
 * Source: Bluestein, A linear filtering approach to the computation of discrete Fourier transform (1970).
 */
function chirpTransform(n: number): (re: Float64Array, im: Float64Array) => Spectrum {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * n - 1)));
  const angle = (k: number) => (Math.PI * ((k * k) % (2 * n))) / n;
  const cos = Float64Array.from({ length: n }, (_, k) => Math.cos(angle(k)));
  const sin = Float64Array.from({ length: n }, (_, k) => Math.sin(angle(k)));
  const [chirpRe, chirpIm] = [new Float64Array(size), new Float64Array(size)];
  for (let k = 0; k < n; k++) {
    chirpRe[k] = chirpRe[(size - k) % size] = cos[k]!;
    chirpIm[k] = chirpIm[(size - k) % size] = sin[k]!;
  }
  cfft(chirpRe, chirpIm);
  return (rowRe, rowIm) => {
    const [re, im] = [new Float64Array(size), new Float64Array(size)];
    for (let t = 0; t < n; t++) {
      re[t] = rowRe[t]! * cos[t]! + rowIm[t]! * sin[t]!;
      im[t] = rowIm[t]! * cos[t]! - rowRe[t]! * sin[t]!;
    }
    cfft(re, im);
    // the conjugate of the product, so that the second transform is the inverse one
    for (let k = 0; k < size; k++) {
      const product = re[k]! * chirpRe[k]! - im[k]! * chirpIm[k]!;
      im[k] = -(re[k]! * chirpIm[k]! + im[k]! * chirpRe[k]!);
      re[k] = product;
    }
    cfft(re, im);
    const [outRe, outIm] = [new Float64Array(n), new Float64Array(n)];
    for (let k = 0; k < n; k++) {
      const [a, b] = [re[k]! / size, -im[k]! / size];
      outRe[k] = a * cos[k]! + b * sin[k]!;
      outIm[k] = b * cos[k]! - a * sin[k]!;
    }
    return { re: outRe, im: outIm };
  };
}
