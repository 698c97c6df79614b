/** safetensors: weights under Keras's names, or those of a PyTorch state_dict. */
import type { Layer } from "../../layers/layer.ts";
import { Model } from "../../models/index.ts";
import { ConfigError, FormatError, formatShape, type Tensor, warn, wrap } from "../../tensor/index.ts";
import type { LoadWeightsOptions, SaveWeightsOptions, Source, WeightsFormat, Written } from "../format.ts";
import { Misfits } from "../misfits.ts";
import { checkTies } from "../ties.ts";
import { type NamedArray, tellNarrowed, writeSafetensors } from "./container.ts";
import { kerasNames, readKeras, writeKeras } from "./keras.ts";
import { pytorchNames, readPyTorch, writePyTorch } from "./pytorch.ts";
import { type Selection, select } from "./select-tensors.ts";
import { readAll } from "./sharded.ts";
import { foldWeightNorms } from "./weight-norm.ts";

/** Whose names tensors may have. */
const systems = {
  keras: { names: kerasNames, read: readKeras, write: writeKeras, mark: "keras" },
  pytorch: { names: pytorchNames, read: readPyTorch, write: writePyTorch, mark: "pt" },
};

async function load(owner: Layer<any, any>, source: Source, options: LoadWeightsOptions): Promise<void> {
  const { from = "keras", skipMismatch } = options;
  checkSystem("from", from);
  checkBuilt(owner);
  if (from === "pytorch" && skipMismatch) {
    throw new ConfigError({
      what: "skipMismatch is for files with Keras's names.",
      expected: "skip: the modules and layers to leave as they are",
      received: 'from: "pytorch"',
    });
  }
  const { names, read } = systems[from];
  const stored = await readAll(source);
  const own = names(owner);
  const tensors = from === "pytorch" ? foldWeightNorms(stored, own) : stored;
  const { selection, empty } = withoutEmpty(select(tensors, own, options), owner);
  const misfits = new Misfits({ skipMismatch });
  const fillings = read(owner, selection, options.map, misfits);
  checkTies(fillings);
  for (const [variable, values] of fillings) variable.assign(wrap(values, variable.shape, "float32"));
  tellNarrowed(selection.tensors);
  misfits.tell();
  if (empty.length > 0)
    warn(`loadWeights left tensors without numbers, for which there is no weight: ${empty.join(", ")}.`);
}

/** Tensors without numbers go with weights without numbers; where there are none, nothing is lost with them. */
function withoutEmpty({ tensors, isSkipped }: Selection<NamedArray>, owner: Layer<any, any>) {
  const isLeft = ({ values }: NamedArray) => values.length === 0 && owner.weights.every(({ size }) => size > 0);
  return {
    selection: { tensors: new Map([...tensors].filter(([, tensor]) => !isLeft(tensor))), isSkipped },
    empty: [...tensors].flatMap(([name, tensor]) => (isLeft(tensor) ? [`"${name}" ${formatShape(tensor.shape)}`] : [])),
  };
}

async function save(owner: Layer<any, any>, { to = "keras", map }: SaveWeightsOptions): Promise<Written> {
  checkSystem("to", to);
  checkBuilt(owner);
  if (to === "keras" && map !== undefined) {
    throw new ConfigError({
      what: "The option map of saveWeights is for names of PyTorch.",
      expected: 'to: "pytorch" beside it',
      received: 'to: "keras"',
    });
  }
  const { write, mark } = systems[to];
  return new Map([["", writeSafetensors(write(owner, map), { format: mark })]]);
}

async function read(source: Source): Promise<Map<string, Tensor>> {
  const arrays = await readAll(source);
  tellNarrowed(arrays);
  return new Map([...arrays].map(([name, { shape, values }]) => [name, wrap(values, shape, "float32")]));
}

function checkSystem(option: string, value: string): void {
  if (Object.hasOwn(systems, value)) return;
  throw new ConfigError({
    what: `The option ${option} names no system whose weights are read and written.`,
    expected: '"keras" or "pytorch"',
    received: JSON.stringify(value),
  });
}

function checkBuilt(owner: Layer<any, any>): void {
  if (owner.built) return;
  const what = owner instanceof Model ? "model" : "layer";
  throw new FormatError({
    what: `The ${what} "${owner.name}" has no weights before it knows its input.`,
    hint: `${what === "model" ? "give inputShape to its first layer, or " : ""}call it on data once`,
  });
}

/** The safetensors format of weights. */
export const safetensors: WeightsFormat = {
  name: "safetensors",
  goesByNames: true,
  load,
  save,
  read,
};
