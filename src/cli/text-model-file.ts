/**
 * How a language model is kept in one file, for now: a line of JSON, then the weights.
 *
 * The line: { "format": "recurve-text-model", "version": 1, "config": {embedding, units}, "vocabulary": [token, ...],
 * "weights": [{ "name", "shape" }, ...] }. After its line break the weights follow in that order, float32, little-endian.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { FormatError, tensor, text } from "../index.ts";
import { LanguageModel, type LanguageModelConfig } from "./language-model.ts";

interface Header {
  format: "recurve-text-model";
  version: 1;
  config: LanguageModelConfig;
  vocabulary: string[];
  weights: { name: string; shape: number[] }[];
}

/** Writes the file anew; if that fails, an older file of that name stays as it was. */
export function saveTextModel(model: LanguageModel, path: string): void {
  const weights = model.reader.weights;
  const header: Header = {
    format: "recurve-text-model",
    version: 1,
    config: model.config,
    vocabulary: [...model.vocabulary.tokens],
    weights: weights.map(({ name, shape }) => ({ name, shape: [...shape] })),
  };
  const parts = model.reader.getWeights().map((weight) => Buffer.from(weight.dataSync().buffer));
  const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...parts]);
  const draft = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(draft, bytes);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * Reads a file that {@link saveTextModel} wrote.
 * @throws FormatError when the content is something else or is cut short
 */
export function loadTextModel(path: string): LanguageModel {
  const bytes = readFileSync(path);
  const end = bytes.indexOf(10);
  const header = parseHeader(bytes.subarray(0, Math.max(end, 0)).toString("utf8"), path);
  const model = new LanguageModel(new text.Vocabulary(header.vocabulary), header.config);
  const wanted = model.reader.weights.map(({ shape }) => shape);
  const counts = wanted.map((shape) => shape.reduce((size, length) => size * length, 1));
  const expected = counts.reduce((sum, count) => sum + count, 0) * 4;
  const body = bytes.subarray(end + 1);
  if (body.length !== expected) {
    throw new FormatError({
      what: `The model file ${path} does not hold the weights that its header promises.`,
      expected: `${expected} bytes of weights`,
      received: `${body.length} bytes`,
      hint: "the file may have been cut short; train the model again",
    });
  }
  const values = new Float32Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.length));
  let from = 0;
  model.reader.setWeights(wanted.map((shape, i) => tensor(values.subarray(from, (from += counts[i]!)), shape)));
  return model;
}

function parseHeader(line: string, path: string): Header {
  let header: Partial<Header> | undefined;
  try {
    header = JSON.parse(line) as Partial<Header>;
  } catch {
    header = undefined;
  }
  const { embedding, units } = header?.config ?? {};
  const isSize = (value: unknown) => Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65536;
  const isModel = header?.format === "recurve-text-model" && header.version === 1;
  if (!isModel || !isSize(embedding) || !isSize(units) || !Array.isArray(header!.vocabulary)) {
    throw new FormatError({
      what: `${path} is not a text model of Recurve.`,
      expected: 'a first line of JSON with "format": "recurve-text-model", version 1',
      received: line === "" ? "no such line" : `${line.slice(0, 60)}...`,
    });
  }
  return header as Header;
}
