// Convolution. What some windows see is laid out in rows (`scratch`, `block` rows of it), which are multiplied by the matrix
// that the kernel is; each result is one chain of multiply-adds over the places of its window and their channels, in order,
// whatever the block or the thread. Rows are windows, counted over all samples; `room` is scratch of the matmul.
import { scaleAdd } from "./elementwise";
import { gemm, packedSize } from "./gemm";
import { at, fma, splat } from "./simd";
import { clear, fold, placesOf, placesOfWindow, seenAt, tapAt, unfold, Windows, windowsOfSample } from "./windows";

/**
 * y for the windows from `row0` to before `row1`, each row of it from a start as in {@link gemm}; `panels` are those of each group's
 * matrix (places · width, filters of it).
 */
export function convolve(
  windows: Windows, channels: i32, filters: i32, groups: i32, row0: i32, row1: i32, x: usize, panels: usize,
  start: usize, startStride: i32, y: usize, scratch: usize, block: i32, room: usize,
): void {
  const width = channels / groups, each = filters / groups;
  const depth = placesOfWindow(windows) * width;
  const matrix = <usize>packedSize(depth, each) << 2;
  for (let row = row0; row < row1; row += block) {
    const rows = min(block, row1 - row);
    for (let group = 0; group < groups; group++) {
      const right = <usize>(group * each) << 2;
      unfold(windows, channels, group * width, width, row, row + rows, x, scratch);
      const to = y + ((<usize>row * filters) << 2) + right;
      const from = start ? at(start, row * startStride) + right : 0;
      gemm(rows, each, depth, scratch, depth, 1, panels + <usize>group * matrix, 0, 0, from, startStride, to, filters, room, 0);
    }
  }
}

/** dx of the samples from `sample0` to before `sample1`; `panels` are those of each group's transposed matrix. */
export function convolveInputGradient(
  windows: Windows, channels: i32, filters: i32, groups: i32, sample0: i32, sample1: i32, dy: usize, panels: usize,
  dx: usize, scratch: usize, block: i32, room: usize,
): void {
  const width = channels / groups, each = filters / groups;
  const depth = placesOfWindow(windows) * width;
  const matrix = <usize>packedSize(each, depth) << 2;
  const count = windowsOfSample(windows);
  clear(windows, channels, sample0, sample1, dx);
  for (let sample = sample0; sample < sample1; sample++) {
    const end = (sample + 1) * count;
    for (let row = sample * count; row < end; row += block) {
      const rows = min(block, end - row);
      for (let group = 0; group < groups; group++) {
        const from = dy + ((<usize>row * filters + group * each) << 2);
        gemm(rows, depth, each, from, filters, 1, panels + <usize>group * matrix, 0, 0, 0, 0, scratch, depth, room, 0);
        fold(windows, channels, group * width, width, row, row + rows, scratch, dx);
      }
    }
  }
}

/** dW of the groups from `group0` to before `group1`, of their filters from `filter0` to before `filter1`, over R windows. */
export function convolveKernelGradient(
  windows: Windows, channels: i32, filters: i32, groups: i32, group0: i32, group1: i32, filter0: i32, filter1: i32, R: i32,
  x: usize, dy: usize, dW: usize, scratch: usize, block: i32, room: usize,
): void {
  const width = channels / groups, each = filters / groups;
  const depth = placesOfWindow(windows) * width;
  for (let group = group0; group < group1; group++) {
    const right = <usize>(group * each + filter0) << 2;
    for (let row = 0; row < R; row += block) {
      const rows = min(block, R - row);
      unfold(windows, channels, group * width, width, row, row + rows, x, scratch);
      const from = dy + ((<usize>row * filters) << 2) + right;
      gemm(depth, filter1 - filter0, rows, scratch, 1, depth, from, filters, 1, row ? dW + right : 0, filters, dW + right, filters, room, 0);
    }
  }
}

/** A convolution in which each channel has one filter of its own; the weights are (places, C). `list` takes two integers a place. */
export function depthwise(windows: Windows, C: i32, row0: i32, row1: i32, x: usize, weights: usize, bias: usize, y: usize, list: usize): void {
  const pixel = <usize>C << 2;
  let to = y + <usize>row0 * pixel;
  for (let row = row0; row < row1; row++, to += pixel) {
    const end = placesOf(windows, row, list);
    for (const c of fours(C)) {
      let sum = bias ? bias[c] : splat(0);
      for (let place = list; place < end; place += 8) {
        sum = fma(seenAt(place, x, pixel)[c], tapAt(place, weights, pixel)[c], sum);
      }
      to[c] = sum;
    }
  }
}

/** dx of {@link depthwise} for some samples. */
export function depthwiseInputGradient(windows: Windows, C: i32, sample0: i32, sample1: i32, dy: usize, weights: usize, dx: usize, list: usize): void {
  const pixel = <usize>C << 2, count = windowsOfSample(windows);
  clear(windows, C, sample0, sample1, dx);
  for (let row = sample0 * count; row < sample1 * count; row++) {
    const from = dy + <usize>row * pixel;
    const end = placesOf(windows, row, list);
    for (let place = list; place < end; place += 8) scaleAdd(C, from, tapAt(place, weights, pixel), seenAt(place, dx, pixel));
  }
}

/** dW of {@link depthwise} for the channels from `c0` to before `c1`, over R windows. */
export function depthwiseKernelGradient(windows: Windows, C: i32, c0: i32, c1: i32, R: i32, x: usize, dy: usize, dW: usize, list: usize): void {
  const pixel = <usize>C << 2, first = <usize>c0 << 2;
  const taps = placesOfWindow(windows);
  for (let tap = 0; tap < taps; tap++) memory.fill(dW + <usize>tap * pixel + first, 0, <usize>(c1 - c0) << 2);
  for (let row = 0; row < R; row++) {
    const from = dy + <usize>row * pixel + first;
    const end = placesOf(windows, row, list);
    for (let place = list; place < end; place += 8) {
      scaleAdd(c1 - c0, from, seenAt(place, x, pixel) + first, tapAt(place, dW, pixel) + first);
    }
  }
}
