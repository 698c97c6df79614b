/** Convolution and pooling by their definitions: for each window, for each of its places within the input. */
import { makeNumbers, type Shape, sizeOf, type Tensor, type TypedArray, wrap } from "../../tensor/index.ts";
import type { ConvolveOptions, PoolName } from "../backend.ts";
import { filtersLast, placesOf, type Windows } from "../windows.ts";
import { transpose } from "./layout.ts";

export function convolve(
  x: Tensor,
  given: Tensor,
  windows: Windows,
  { bias, filtersFirst = false }: ConvolveOptions = {},
): Tensor {
  const kernel = filtersFirst ? transpose(given, filtersLast(given)) : given;
  const sizes = convolution(x.shape.at(-1)!, kernel.shape);
  const y = makeNumbers(x.shape[0]! * sizeOf(windows.output) * sizes.filters);
  const added = bias?.read();
  if (added) for (let i = 0; i < y.length; i++) y[i] = added[i % sizes.filters]!;
  const [from, weights] = [x.read(), kernel.read()];
  forEachProduct(windows, x.shape[0]!, sizes, (i, k, o) => {
    y[o]! += from[i]! * weights[k]!;
  });
  return floats(y, [x.shape[0]!, ...windows.output, sizes.filters]);
}

export function convolveInputGradient(dy: Tensor, kernel: Tensor, windows: Windows, channels: number): Tensor {
  const dx = makeNumbers(dy.shape[0]! * sizeOf(windows.input) * channels);
  const [from, weights] = [dy.read(), kernel.read()];
  forEachProduct(windows, dy.shape[0]!, convolution(channels, kernel.shape), (i, k, o) => {
    dx[i]! += from[o]! * weights[k]!;
  });
  return floats(dx, [dy.shape[0]!, ...windows.input, channels]);
}

export function convolveKernelGradient(x: Tensor, dy: Tensor, windows: Windows, groups: number): Tensor {
  const shape = [...windows.size, x.shape.at(-1)! / groups, dy.shape.at(-1)!];
  const gradient = makeNumbers(sizeOf(shape));
  const [from, upstream] = [x.read(), dy.read()];
  forEachProduct(windows, x.shape[0]!, convolution(x.shape.at(-1)!, shape), (i, k, o) => {
    gradient[k]! += from[i]! * upstream[o]!;
  });
  return floats(gradient, shape);
}

export function pool(name: PoolName, x: Tensor, windows: Windows): Tensor {
  const [batch, channels] = [x.shape[0]!, x.shape.at(-1)!];
  const y = makeNumbers(batch * sizeOf(windows.output) * channels).fill(name === "max" ? -Infinity : 0);
  const from = x.read();
  forEachPlace(windows, batch, channels, (i, o) => {
    y[o] = name === "max" ? Math.max(y[o]!, from[i]!) : y[o]! + from[i]!;
  });
  return floats(y, [batch, ...windows.output, channels]);
}

export function poolGradient(name: PoolName, dy: Tensor, x: Tensor, y: Tensor, windows: Windows): Tensor {
  const dx = makeNumbers(x.size);
  const [from, largest, upstream] = [x.read(), y.read(), dy.read()];
  const met = new Uint8Array(y.size);
  forEachPlace(windows, x.shape[0]!, x.shape.at(-1)!, (i, o) => {
    if (name === "max" && (met[o] || from[i] !== largest[o])) return;
    met[o] = 1;
    dx[i]! += upstream[o]!;
  });
  return floats(dx, x.shape);
}

const floats = (values: Float64Array | TypedArray, shape: Shape) => wrap(Float32Array.from(values), shape, "float32");

interface Convolution {
  channels: number;
  filters: number;
  /** Channels of a group. */
  width: number;
}

const convolution = (channels: number, kernel: Shape): Convolution => ({
  channels,
  filters: kernel.at(-1)!,
  width: kernel.at(-2)!,
});

/** Visits every product of a convolution by the numbers of its elements of the input, the kernel and the output. */
function forEachProduct(
  windows: Windows,
  batch: number,
  { channels, filters, width }: Convolution,
  visit: (input: number, kernel: number, output: number) => void,
): void {
  const each = (filters * width) / channels;
  forEachWindow(windows, batch, (place, tap, window) => {
    for (let n = 0; n < filters; n++) {
      const first = Math.floor(n / each) * width;
      for (let c = 0; c < width; c++) {
        visit(place * channels + first + c, (tap * width + c) * filters + n, window * filters + n);
      }
    }
  });
}

/** Visits each channel of each place of each window by the numbers of its elements of the input and the output. */
function forEachPlace(
  windows: Windows,
  batch: number,
  channels: number,
  visit: (input: number, output: number) => void,
): void {
  forEachWindow(windows, batch, (place, _, window) => {
    for (let c = 0; c < channels; c++) visit(place * channels + c, window * channels + c);
  });
}

function forEachWindow(
  windows: Windows,
  batch: number,
  visit: (place: number, tap: number, window: number) => void,
): void {
  const places = placesOf(windows);
  const [taps, size] = [sizeOf(windows.size), sizeOf(windows.input)];
  for (let n = 0; n < batch; n++) {
    for (const [i, place] of places.entries()) {
      if (place >= 0) visit(n * size + place, i % taps, Math.floor((n * places.length + i) / taps));
    }
  }
}
