/** What `compile` decides: optimizer, losses and metrics, and the names of the numbers in logs. */
import * as core from "../../index.ts";
import { readOptions, takes, unknownWarned } from "../../tensor/index.ts";
import { type Optimizer, optimizerOf } from "../optimizers/index.ts";
import { type LossSpec, lossOf, type MetricSpec, metricLabel, metricOf } from "./losses-and-metrics.ts";
import type { Trained } from "./trained.ts";

/** What `compile` takes. */
export interface ModelCompileArgs {
  /** An optimizer, or its name, which has TensorFlow.js's learning rate. */
  optimizer: string | Optimizer | core.CompileOptions["optimizer"];
  /** A loss; for several outputs one for all, a list with one for each, or a record by output name. */
  loss: LossSpec | readonly LossSpec[] | Readonly<Record<string, LossSpec>>;
  /** Metrics of all outputs: one, or a list; or a record by output name. */
  metrics?: MetricSpec | readonly MetricSpec[] | Readonly<Record<string, MetricSpec | readonly MetricSpec[]>> | null;
}

/** Compiles the model in Recurve's own form, and gives the names of what its logs hold, in their order. */
export function compile(model: Trained, args: ModelCompileArgs): string[] {
  readOptions("compile", unknownWarned(args), {
    optimizer: takes.required(takes.anything),
    loss: takes.required(takes.anything),
    metrics: takes.anything,
  });
  const names = model.core.outputNames;
  const losses = lossesFor(args.loss ?? "", names);
  const metrics = metricsFor(args.metrics, names);
  const widths = model.core.graph?.outputs.map(({ shape }) => shape.at(-1));
  const measures = metrics.map((list, i) =>
    list.map((spec) => metricOf(spec, { loss: losses[i], width: widths?.[i] })),
  );
  model.core.compile({
    optimizer: optimizerOf(args.optimizer) as never,
    loss: (names.length === 1 ? lossOf(losses[0]!) : losses.map(lossOf)) as never,
    metrics: (names.length === 1 ? measures[0] : measures) as never,
  });
  const several = names.length > 1;
  return [
    "loss",
    ...(several ? names.map((name) => `${name}_loss`) : []),
    ...metrics.flatMap((list, i) => list.map((spec) => (several ? `${names[i]}_` : "") + metricLabel(spec))),
  ];
}

const isOne = (spec: unknown): spec is LossSpec =>
  typeof spec === "string" ||
  typeof spec === "function" ||
  // lists, too, have a method of this name
  (!Array.isArray(spec) && typeof (spec as core.losses.Loss)?.values === "function");

function lossesFor(given: ModelCompileArgs["loss"], names: readonly string[]): LossSpec[] {
  if (isOne(given)) return names.map(() => given);
  const list = Array.isArray(given) ? given : names.map((name) => (given as Record<string, LossSpec>)[name]);
  const strange = Array.isArray(given) ? undefined : Object.keys(given).find((name) => !names.includes(name));
  if (list.length === names.length && strange === undefined && list.every(isOne)) return [...list] as LossSpec[];
  throw new core.ConfigError({
    what: "compile: loss does not name one for each output.",
    expected: `one for all, a list of ${names.length}, or a record with ${names.join(", ")}`,
    received: strange ?? `${list.filter(isOne).length} of ${list.length}`,
  });
}

function metricsFor(given: ModelCompileArgs["metrics"], names: readonly string[]): MetricSpec[][] {
  if (given === null || given === undefined) return names.map(() => []);
  const isMetric = typeof given !== "object" || typeof (given as core.metrics.Metric).update === "function";
  if (isMetric) return names.map(() => [given as MetricSpec]);
  if (Array.isArray(given)) return names.map(() => [...(given as MetricSpec[])]);
  const record = given as Readonly<Record<string, MetricSpec | MetricSpec[]>>;
  const strange = Object.keys(record).find((name) => !names.includes(name));
  if (strange === undefined) return names.map((name) => [record[name] ?? []].flat());
  throw new core.ConfigError({
    what: `compile: the model has no output "${strange}".`,
    expected: names.join(", "),
    received: `metrics of "${strange}"`,
  });
}

/** The names of what logs hold, the same one twice numbered. */
export function withoutDoubles(names: readonly string[]): string[] {
  return names.map((name, i) => {
    const isDouble = names.filter((other) => other === name).length > 1;
    return isDouble ? `${name}_${names.slice(0, i).filter((other) => other === name).length}` : name;
  });
}
