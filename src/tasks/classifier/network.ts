/**
 * The networks of classifiers. Recurrent layers read tokens or series; beside them a table of weights scores the n-grams of texts, or
 * a linear layer windows of series: wide and deep (Cheng et al. 2016). Axis letters: T tokens or steps, N n-grams, F features,
 * W numbers that a linear layer sees, C classes.
 */
import * as layers from "../../layers/index.ts";
import { input } from "../../layers/input.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { type AnyModel, type Functional, type Model, model, Sequential } from "../../models/index.ts";
import { ConfigError, FormatError, tensor } from "../../tensor/index.ts";

/** What the networks are made by. */
export interface NetworkPlan {
  classes: number;
  /** Tokens of texts; undefined for series. */
  tokens: number | undefined;
  features: number | undefined;
  perStep: boolean;
  severalLabels: boolean;
  direction: "both" | "forward";
  ngrams: number;
  /** Numbers that a linear layer sees of a series, or of each step; 0 for none. */
  linear: number;
  embedding: number;
  units: number;
  depth: number;
  cell: "lstm" | "gru";
  dropout: number;
  seed: number | undefined;
}

/** The models of a classifier. */
export interface Networks {
  /**
   * What is kept: what the network takes to probabilities or, with n-grams, { text (B, T), ngrams (B, N), shares (B, N) }; of series
   * { series (B, T, F), linear (B, W), of steps (B, T, W) }.
   */
  model: Model<SymbolicTensor>;
  /** What learns step by step: ids (B, T) or series (B, T, F) to probabilities (B, C), of steps (B, T, C). */
  network: Model<SymbolicTensor>;
}

const READING = "reading";
/** The layers with the weights of the linear models. */
const WIDE = ["ngram_weights", "linear_weights"] as const;

export function makeNetworks(plan: NetworkPlan): Networks {
  const { classes, tokens, features, severalLabels, ngrams, linear, seed } = plan;
  const activation = severalLabels ? "sigmoid" : "softmax";
  if (ngrams === 0 && linear === 0) {
    const network = new Sequential({
      layers: [...readingLayers(plan), layers.dense({ units: classes, activation })],
      seed,
    });
    return { model: network, network };
  }
  const scores = layers.dense({ units: classes, name: "scores" });
  const reading = new Sequential({ layers: [...readingLayers(plan), scores], name: READING });
  const read = deepInput(tokens === undefined ? features : undefined);
  const { inputs, scores: wide } = tokens === undefined ? wideSeries(plan) : wideTexts(plan);
  const both = layers.add().apply([reading.apply(read) as SymbolicTensor, wide]);
  const whole = model({
    inputs: { [tokens === undefined ? "series" : "text"]: read, ...inputs },
    outputs: layers.activation({ activation, name: "probabilities" }).apply(both),
    seed,
  });
  return { model: whole, network: networkAround(reading, activation, seed) };
}

interface WidePart {
  inputs: Readonly<Record<string, SymbolicTensor>>;
  scores: SymbolicTensor;
}

/** The n-grams of texts, each with its share. */
function wideTexts({ classes, ngrams: inputDim }: NetworkPlan): WidePart {
  const places = input({ shape: [null], dtype: "int32", name: "ngrams" });
  const shares = input({ shape: [null], name: "shares" });
  const table = layers.embedding({ inputDim, outputDim: classes, embeddingsInitializer: "zeros", name: WIDE[0] });
  return { inputs: { ngrams: places, shares }, scores: layers.dot({ axes: 1 }).apply([shares, table.apply(places)]) };
}

/** What the linear layer reads of a series, or of each step. */
function wideSeries({ classes, linear: width, perStep }: NetworkPlan): WidePart {
  const linear = input({ shape: perStep ? [null, width] : [width], name: "linear" });
  const layer = layers.dense({ units: classes, useBias: false, kernelInitializer: "zeros", name: WIDE[1] });
  return { inputs: { linear }, scores: layer.apply(linear) };
}

/** The network's input: series with this many features, else ids. */
const deepInput = (features: number | undefined) =>
  features === undefined
    ? input({ shape: [null], dtype: "int32", name: "text" })
    : input({ shape: [null, features], name: "series" });

/** The networks in a model that {@link makeNetworks} made and a file kept. @throws FormatError when it is another */
export function findNetworks(kept: AnyModel, isWide: boolean, severalLabels: boolean): Networks {
  if (!isWide) return { model: kept, network: kept };
  const reading = kept.layers.find(({ name }) => name === READING);
  if (reading instanceof Sequential && wideLayer(kept)) {
    return { model: kept, network: networkAround(reading, severalLabels ? "sigmoid" : "softmax", undefined) };
  }
  throw new FormatError({
    what: `The model "${kept.name}" is no classifier with a linear part.`,
    expected: `a model "${READING}" inside it, and a layer "${WIDE.join('" or "')}"`,
    received: kept.layers.map(({ name }) => name).join(", "),
  });
}

const wideLayer = (kept: AnyModel) => kept.layers.find(({ name }) => (WIDE as readonly string[]).includes(name));

/** The layers that read step by step, up to the scores of the classes, in a model with a linear part. */
export const readingOf = (kept: AnyModel) => kept.layers.find(({ name }) => name === READING) as Sequential;

/** The weights of the linear part, (N, C) or (W, C). */
export const wideWeights = (kept: AnyModel) => wideLayer(kept)!.weights[0]!.value.dataSync() as Float32Array;

/** Gives the linear part these weights, (N, C) or (W, C). */
export function setWideWeights(kept: Model<SymbolicTensor>, weights: Float32Array, scale: number): void {
  const [variable] = wideLayer(kept)!.weights;
  variable!.assign(
    tensor(
      weights.map((weight) => scale * weight),
      variable!.shape,
    ),
  );
}

/** Whether a layer of the network, or one inside it, reads a sequence backwards, too. */
export function readsBackwards(network: Model<SymbolicTensor>): boolean {
  const layersOf = network.layers.flatMap((layer) => (layer instanceof Sequential ? layer.layers : [layer]));
  return layersOf.some(({ className }) => className === "Bidirectional");
}

/** @throws ConfigError for a network that reads backwards, too */
export function checkForward(network: Model<SymbolicTensor>): void {
  if (!readsBackwards(network)) return;
  throw new ConfigError({
    what: "A classifier that reads backwards, too, cannot say what a series is before its end.",
    expected: 'one made with direction: "forward"',
    hint: "recurve train classify has --direction forward",
  });
}

/** Multiplies the scores that the network gives: their softmax becomes surer, or less sure. */
export function scaleScores(network: Model<SymbolicTensor>, scale: number): void {
  const last = [...network.layers].reverse().find(({ className }) => className !== "Activation")!;
  const weights = (last instanceof Sequential ? last.layers.at(-1)! : last).weights;
  for (const weight of weights) {
    const values = Float32Array.from(weight.value.dataSync() as Float32Array, (value) => scale * value);
    weight.assign(tensor(values, weight.shape));
  }
}

function networkAround(reading: Sequential, activation: "softmax" | "sigmoid", seed: number | undefined) {
  const features = reading.inputs[0]!.shape[2] ?? undefined;
  const read = deepInput(features);
  const outputs = layers.activation({ activation }).apply(reading.apply(read) as SymbolicTensor);
  return model({ inputs: read, outputs, seed }) as Functional<SymbolicTensor>;
}

function readingLayers({ tokens, features, perStep, direction, embedding, units, depth, cell, dropout }: NetworkPlan) {
  const layer = { lstm: layers.lstm, gru: layers.gru }[cell] as typeof layers.gru;
  const recurrent = Array.from({ length: depth }, (_, i) => {
    const one = layer({ units, returnSequences: perStep || i < depth - 1 });
    return direction === "both" ? layers.bidirectional({ layer: one }) : one;
  });
  const read =
    tokens === undefined
      ? [input({ shape: [null, features!] })]
      : [
          input({ shape: [null], dtype: "int32" }),
          layers.embedding({ inputDim: tokens, outputDim: embedding, maskZero: true }),
        ];
  return [
    ...read,
    ...recurrent.flatMap((each) => [layers.dropout({ rate: dropout }), each]),
    layers.dropout({ rate: dropout }),
  ];
}
