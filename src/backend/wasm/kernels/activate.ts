// Functions of one number over whole arrays. An element has the same bits wherever it stands.
import { erf, logOf, sigmoid, tanh } from "./math";
import { ERF, LOG, SIGMOID, SQUARE, TANH, value } from "./pointwise";
import { at } from "./simd";

/** y = f(x), n elements; x and y may be the same place. */
export function activate(code: i32, n: i32, x: usize, y: usize): void {
  if (code == SIGMOID) sigmoids(n, x, y);
  else if (code == TANH) tanhs(n, x, y);
  else if (code == SQUARE) for (const i of eights(n)) y[i] = x[i] * x[i];
  else if (code == LOG) for (const i of fours(n)) y[i] = logOf(x[i]);
  else if (code == ERF) for (const i of fours(n)) y[i] = erf(x[i]);
  else for (const i of fours(n)) y[i] = value(code, x[i]);
}

/** The same for the first n of each row of U. */
export function activateRows(code: i32, rows: i32, U: i32, n: i32, x: usize, y: usize): void {
  if (n == U) return activate(code, rows * U, x, y);
  for (let b = 0; b < rows; b++) activate(code, n, at(x, b * U), at(y, b * U));
}

export function sigmoids(n: i32, x: usize, y: usize): void {
  for (const i of eights(n)) y[i] = sigmoid(x[i]);
}

export function tanhs(n: i32, x: usize, y: usize): void {
  for (const i of eights(n)) y[i] = tanh(x[i]);
}
