/** The network of language models: ids (B, T) to probabilities of the next token (B, T, V). */
import * as layers from "../../layers/index.ts";
import { input } from "../../layers/input.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { type Model, model, Sequential } from "../../models/index.ts";

interface NetworkPlan {
  /** Of the vocabulary, V. */
  size: number;
  embedding: number;
  units: number;
  depth: number;
  cell: "lstm" | "gru";
  dropout: number;
  embeddingDropout: number;
  weightDropout: number;
  tied: boolean;
  seed?: number | undefined;
}

/** An embedding, recurrent layers, and a softmax over the vocabulary. */
export function makeNetwork(plan: NetworkPlan): Model<SymbolicTensor> {
  const { size, embedding, units, dropout, tied, seed } = plan;
  if (!tied) {
    const output = layers.dense({ units: size, activation: "softmax" });
    const table = layers.embedding({ inputDim: size, outputDim: embedding });
    const ids = input({ shape: [null], dtype: "int32" });
    return new Sequential({ layers: [ids, table, ...readingLayers(plan), ...dropouts(dropout), output], seed });
  }
  const ids = input({ shape: [null], dtype: "int32" });
  const table = layers.reversibleEmbedding({ inputDim: size, outputDim: embedding });
  // brings states to the width of token vectors, whose table also gives the softmax
  const projection = units === embedding ? [] : [layers.dense({ units: embedding })];
  const through = [...readingLayers(plan), ...projection, ...dropouts(dropout)];
  const read = through.reduce((x, layer) => layer.apply(x) as SymbolicTensor, table.apply(ids));
  const outputs = layers.activation({ activation: "softmax" }).apply(table.apply(read, { reverse: true }));
  return model({ inputs: ids, outputs, seed });
}

function readingLayers({ units, depth, cell, dropout, embeddingDropout, weightDropout }: NetworkPlan) {
  const layer = { lstm: layers.lstm, gru: layers.gru }[cell] as typeof layers.lstm;
  // drops a token's whole vector, or none of it
  const ofTokens =
    embeddingDropout > 0 ? [layers.dropout({ rate: embeddingDropout, noiseShape: [null, null, 1] })] : [];
  const recurrent = Array.from({ length: depth }, () =>
    layer({ units, returnSequences: true, recurrentKernelDropout: weightDropout }),
  );
  return [...ofTokens, ...recurrent.flatMap((each) => [...dropouts(dropout), each])];
}

const dropouts = (rate: number) => (rate > 0 ? [layers.dropout({ rate })] : []);
