/** The part of the package fourier-transform that is used; it brings no types. */
declare module "fourier-transform" {
  /** The first half of the spectrum of real numbers, their count a power of two; the result is overwritten by the next call. */
  export function fft(input: ArrayLike<number>): [re: Float64Array, im: Float64Array];
  /** The real numbers of such a half; the result is overwritten by the next call. */
  export function ifft(re: Float64Array, im: Float64Array): Float64Array;
  /** Complex numbers in place, their count a power of two. */
  export function cfft(re: Float64Array, im: Float64Array): void;
}
