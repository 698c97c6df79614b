/** safetensors: weights under Keras's names, or those of a PyTorch state_dict. */
import type { AnyModel } from "../../models/index.ts";
import { ConfigError, FormatError, type Tensor, wrap } from "../../tensor/index.ts";
import type { LoadWeightsOptions, SaveWeightsOptions, Source, WeightsFormat, Written } from "../format.ts";
import { Misfits } from "../misfits.ts";
import { isSafetensors, readSafetensors, writeSafetensors } from "./container.ts";
import { readKeras, writeKeras } from "./keras.ts";
import { readPyTorch, writePyTorch } from "./pytorch.ts";

async function load(
  model: AnyModel,
  source: Source,
  { from = "keras", map, skipMismatch }: LoadWeightsOptions,
): Promise<void> {
  checkSystem("from", from);
  checkBuilt(model);
  const tensors = readSafetensors(await source.bytes(), source.name);
  if (from === "pytorch" && skipMismatch) {
    throw new ConfigError({
      what: "skipMismatch is for files with Keras's names.",
      expected: "a map of the modules to read",
      received: 'from: "pytorch"',
    });
  }
  const misfits = new Misfits({ skipMismatch });
  const fillings = from === "pytorch" ? readPyTorch(model, tensors, map) : readKeras(model, tensors, misfits, map);
  for (const [variable, values] of fillings) variable.assign(wrap(values, variable.shape, "float32"));
  misfits.tell();
}

async function save(model: AnyModel, { to = "keras", map }: SaveWeightsOptions): Promise<Written> {
  checkSystem("to", to);
  checkBuilt(model);
  const tensors = to === "pytorch" ? writePyTorch(model, map) : writeKeras(model);
  return new Map([["", writeSafetensors(tensors, { format: to === "pytorch" ? "pt" : "keras" })]]);
}

async function read(source: Source): Promise<Map<string, Tensor>> {
  const arrays = readSafetensors(await source.bytes(), source.name);
  return new Map([...arrays].map(([name, { shape, values }]) => [name, wrap(values, shape, "float32")]));
}

function checkSystem(option: string, value: string): void {
  if (value === "keras" || value === "pytorch") return;
  throw new ConfigError({
    what: `The option ${option} names no system whose weights are read and written.`,
    expected: '"keras" or "pytorch"',
    received: JSON.stringify(value),
  });
}

function checkBuilt(model: AnyModel): void {
  if (model.built) return;
  throw new FormatError({
    what: `The model "${model.name}" has no weights before it knows its input.`,
    hint: "give inputShape to its first layer, or call it on data once",
  });
}

/** The safetensors format of weights. */
export const safetensors: WeightsFormat = { name: "safetensors", sniff: isSafetensors, load, save, read };
