/** The features of a series for a linear model: each step with those around it, or a few numbers that summarize the whole. */
import type { Scaler } from "../../data/index.ts";
import { meanOf } from "../../tensor/index.ts";
import type { Features } from "./linear-model.ts";

/** The time steps of a series, each with its features. */
export type Series = readonly (readonly number[])[];

/** Steps before and after one that are looked at with it; twice as many before it where a series is read as it comes. */
const AROUND = 4;
/** Steps up to one that are looked at with it, itself among them, where a series is read as it comes. */
export const LOOKED_BACK = 2 * AROUND + 1;
/** Equal parts of a whole series whose means are looked at. */
const PARTS = 8;

/** How many numbers a row has. */
export function rowWidth(features: number, perStep: boolean): number {
  return perStep ? (2 * AROUND + 1) * features : (4 + PARTS) * features + 1;
}

/** What is seen of a series: a row of each step, or one of the whole. @param asItComes of each step only what came before it */
export function rowsOf(series: Series, perStep: boolean, asItComes = false): number[][] {
  return perStep ? windows(series, asItComes ? 2 * AROUND : AROUND) : [summary(series)];
}

/** Rows scaled, behind a 1 for what a class scores before anything is seen. */
export function denseFeatures(rows: readonly (readonly number[])[], scaler: Scaler): Features[] {
  const values = scaler.transform(rows as number[][]).dataSync() as Float32Array;
  const width = rows[0]!.length;
  const places = Int32Array.from({ length: width + 1 }, (_, i) => i);
  return rows.map((_, i) => ({
    places,
    shares: Float32Array.from([1, ...values.subarray(i * width, (i + 1) * width)]),
  }));
}

/** How logistic regression is trained: of very many rows in fewer passes. @param size of a row, times classes */
export function trainingOf(rows: number, size: number): { epochs: number; learningRate: number } {
  return { epochs: Math.min(20, Math.max(3, Math.round(2e9 / (rows * size)))), learningRate: 0.1 };
}

/** Each step with those around it; the ends go on as they are. */
function windows(steps: Series, before: number): number[][] {
  const last = steps.length - 1;
  return steps.map((_, t) =>
    Array.from({ length: 2 * AROUND + 1 }, (_, k) => steps[Math.min(Math.max(t + k - before, 0), last)]!).flat(),
  );
}

function summary(steps: Series): number[] {
  const ofFeatures = steps[0]!.flatMap((_, f) => {
    const values = steps.map((step) => step[f]!);
    const mean = meanOf(values);
    const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
    const parts = Array.from({ length: PARTS }, (_, k) => {
      const begin = Math.floor((k * values.length) / PARTS);
      return meanOf(values.slice(begin, Math.max(begin + 1, Math.floor(((k + 1) * values.length) / PARTS))));
    });
    const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    return [mean, deviation, least, most, ...parts];
  });
  return [...ofFeatures, steps.length];
}
