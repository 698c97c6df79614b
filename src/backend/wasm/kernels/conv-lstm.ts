// A ConvLSTM over all time: an LSTM whose rows are the places of grids, and whose product with the recurrent kernel is a
// convolution over them. Threads share the samples. `scratch` and `block` as in convolution.ts; B counts places here.
import { convolve, convolveInputGradient } from "./convolution";
import { addInto } from "./elementwise";
import { lstmStep, lstmStepBack } from "./lstm";
import { Recurrence } from "./recurrence";
import { at } from "./simd";
import { dropTiny } from "./tiny";
import { OUTPUT, total } from "./windows";

/** The samples from `sample0` to before `sample1`, all steps. A block of places takes its step while its sums are in the cache. */
export function convLstmForward(p: Recurrence, windows: usize, sample0: i32, sample1: i32, scratch: usize, block: i32, room: usize): void {
  const B = p.B, U = p.U, width = 4 * U;
  const places = total(windows, OUTPUT);
  let h = p.h0;
  let c = p.c0;
  for (let t = 0; t < p.T; t++) {
    const step = p.keep ? t * B : 0;
    const s = at(p.saved, step * width);
    const nextH = at(p.hidden, t * B * U);
    const nextC = at(p.cells, step * U);
    for (let row = sample0 * places; row < sample1 * places; row += block) {
      const rows = min(block, sample1 * places - row);
      const here = row * U;
      const mask = p.mask ? p.mask + <usize>(t * B + row) : 0;
      convolve(windows, U, width, 1, row, row + rows, h, p.packed, at(p.projected, t * B * width), width, s, scratch, block, room);
      lstmStep(rows, U, U, p.act, p.rec, at(s, row * width), at(c, here), at(h, here), mask, at(nextC, here), at(nextH, here), at(p.scratch, 8 * here));
    }
    h = nextH;
    c = nextC;
  }
}

/** The reversed loop: the gradients of the gates and of the first states. That of the recurrent kernel is left to the caller. */
export function convLstmBackward(p: Recurrence, windows: usize, sample0: i32, sample1: i32, scratch: usize, block: i32, room: usize): void {
  const B = p.B, U = p.U, width = 4 * U;
  const places = total(windows, OUTPUT);
  const row = sample0 * places;
  const rows = (sample1 - sample0) * places;
  const count = rows * U;
  const dh = at(p.dh, row * U);
  const dc = at(p.dc, row * U);
  const carried = at(p.scratch, 4 * row * U);
  const out = at(carried, count);
  for (let t = p.T - 1; t >= 0; t--) {
    const first = t * B + row;
    const c = t > 0 ? at(p.cells, (first - B) * U) : at(p.c0, row * U);
    const mask = p.mask ? p.mask + <usize>first : 0;
    if (p.dSequence) addInto(count, at(p.dSequence, first * U), dh, dh);
    dropTiny(count, dh);
    dropTiny(count, dc);
    lstmStepBack(rows, U, U, p.act, p.rec, at(p.saved, first * width), c, at(p.cells, first * U), dh, dc, mask, at(p.dGates, first * width), carried, out);
    convolveInputGradient(windows, U, width, 1, sample0, sample1, at(p.dGates, t * B * width), p.packed, p.dh, scratch, block, room);
    if (mask) addInto(count, carried, dh, dh);
  }
}
