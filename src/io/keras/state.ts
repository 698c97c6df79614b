/** Weights and optimizer state in the layout of Keras 3: `model.weights.h5` in a .keras archive, and .weights.h5 files. */
import type { Variable } from "../../autodiff/variable.ts";
import type { Token } from "../../layers/lookup/tokens.ts";
import { VocabularyLayer } from "../../layers/lookup/vocabulary-layer.ts";
import type { AnyModel } from "../../models/index.ts";
import type { OptimizerVariable } from "../../optimizers/index.ts";
import { FormatError, formatShape, type Shape, sameShape, type Tensor, warn, wrap } from "../../tensor/index.ts";
import type { Dataset } from "../containers/hdf5/dataset.ts";
import type { Group } from "../containers/hdf5/file.ts";
import { type ArrayToWrite, GroupToWrite } from "../containers/hdf5/write.ts";
import { keptTraining } from "../kept-training.ts";
import { IDF } from "../keras-json/vocabulary-assets.ts";
import {
  type Container,
  type Holder,
  holdersOf,
  type LayersOf,
  oldContainer,
  ownOrder,
  trainableIn,
} from "../keras-json/weights-layout.ts";
import { Misfits, ownerOf } from "../misfits.ts";
import { checkTies } from "../ties.ts";
import { dequantized, scalesOf } from "./quantized.ts";

/** A value for a variable or for a part of the optimizer's state. */
export interface Assignment {
  readonly target: { assign(value: Tensor): void };
  readonly value: Tensor;
}

/**
 * The weights of a model from a file; nothing is assigned yet.
 * @throws FormatError when groups or datasets are missing, or have other shapes, unless `misfits` takes it
 */
export async function readWeights(
  root: Group,
  model: AnyModel,
  layersOf: LayersOf,
  misfits = new Misfits({}),
): Promise<Assignment[]> {
  const holders = holdersOf(model, layersOf, containerIn(root)).map((holder) => ({
    ...holder,
    group: groupAt(root, holder.path),
    owner: holder.variables[0] ? ownerOf(model, holder.variables[0]) : holder.name,
  }));
  for (const { owner, group, ...holder } of holders) {
    const error = misfitOf(holder, group, model);
    if (error) misfits.meet(owner, () => error);
  }
  const found: Assignment[] = [];
  const ofBytes: string[] = [];
  for (const { owner, group, path, name, layer, variables } of holders) {
    if (misfits.has(owner)) continue;
    for (const [i, variable] of variables.entries()) {
      const value = await valueFor(variable, group!.dataset(String(i)), placeOf({ path, name }, i, variable));
      found.push({ target: variable, value });
    }
    const scales = group && scalesOf({ layer, variables }, group);
    if (!scales) continue;
    const kernel = found[found.length - variables.length]!;
    const divisors = await numbersOf(scales, path);
    const { shape } = kernel.value;
    const value = wrap(dequantized(layer, shape, kernel.value.read() as Float32Array, divisors), shape, "float32");
    found[found.length - variables.length] = { target: kernel.target, value };
    ofBytes.push(`"${layer.name}"`);
  }
  if (ofBytes.length > 0) tellBytes(ofBytes);
  return found;
}

/** Keras rounds the inputs of such layers to 8 bits as well, which changes its outputs and those here do not have. */
function tellBytes(names: readonly string[]): void {
  warn(
    `the weights of ${names.join(", ")} are integers of 8 bits in the file. They are computed with as numbers of 32 bits, and inputs are not rounded to 8 bits, as Keras does.`,
  );
}

const placeOf = ({ path, name }: Pick<Holder, "path" | "name">, i: number, variable: Variable) =>
  `${path}/${i}, for ${variable.name} of "${name}"`;

/** Why a group of the file does not hold the variables that it should. */
function misfitOf(holder: Holder, group: Group | undefined, model: AnyModel): FormatError | undefined {
  const { path, name, variables } = holder;
  const count = group?.names.filter((each) => each !== IDF).length ?? 0;
  const scales = group && scalesOf(holder, group);
  if (count === variables.length + (scales ? 1 : 0)) {
    const errors = variables.map((variable, i) =>
      shapeError(variable, group!.dataset(String(i)), placeOf(holder, i, variable)),
    );
    return errors.find((error) => error !== undefined);
  }
  return new FormatError({
    what: `The weights of "${name}" in the file are not those of the model.`,
    expected: `${variables.length}: ${variables.map((variable) => `${variable.name} ${formatShape(variable.shape)}`).join(", ") || "none"}`,
    received: `${count} in ${path}`,
    hint:
      variables.length === 0 && !model.built ? "the model has no weights before it knows its input shape" : undefined,
  });
}

/** The group that holds the layers of the outermost model: TensorFlow 2.12 and 2.13 give it a name of their own. */
function containerIn(root: Group): Container {
  return root.names.some((name) => name.startsWith(oldContainer)) ? oldContainer : "layers";
}

/** The group of a path, however it is spelt: Keras 2 underlines projections, and on Windows joins names by its backslash. */
function groupAt(root: Group, path: string): Group | undefined {
  const spellings = [path, path.replace(/\/(\w+_dense)\/vars$/, "/_$1/vars")];
  for (const spelling of spellings) {
    const parts = spelling.split("/");
    const found = root.group(spelling) ?? root.group(`${parts.slice(0, -1).join("\\")}/${parts.at(-1)}`);
    if (found) return found;
  }
  return undefined;
}

/**
 * The state of a compiled model's optimizer; none where the file has none, or only the counts of one that never moved.
 * @throws FormatError when it is that of another optimizer, or of other weights
 */
export async function readOptimizer(root: Group, model: AnyModel, layersOf: LayersOf): Promise<Assignment[]> {
  // Keras wraps optimizers that train in half precision
  const group = root.group("optimizer/inner_optimizer/vars") ?? root.group("optimizer/vars");
  const { optimizer } = model;
  if (!group || !optimizer || group.names.length === 0) return [];
  const order = trainableIn(model, layersOf);
  const isFresh = group.names.length <= 2;
  if (!isFresh) optimizer.build(order);
  const state = optimizer.stateOf(isFresh ? [] : order).slice(0, isFresh ? 2 : undefined);
  return assignmentsFor(state, (i) => group.dataset(String(i)), group.names.length);
}

/** Values for each part of an optimizer's state. @throws FormatError when their count or a shape is another */
export async function assignmentsFor(
  state: readonly OptimizerVariable[],
  datasetAt: (index: number) => Dataset | undefined,
  count: number,
): Promise<Assignment[]> {
  if (count !== state.length) {
    throw new FormatError({
      what: "The optimizer's state in the file is not that of the model's optimizer.",
      expected: `${state.length} values: ${state
        .slice(0, 4)
        .map(({ name }) => name)
        .join(", ")}, ...`,
      received: `${count}`,
      hint: "loadModel(file, { compile: false }) loads the model without it",
    });
  }
  const values = state.map(async (part, i) => {
    const value = await valueFor({ name: part.name, shape: part.value.shape }, datasetAt(i), part.name);
    return { target: part, value };
  });
  return Promise.all(values);
}

/** What `read` finds of an optimizer's state; nothing, and a warning, where it is not that of the model's optimizer. */
export async function fitting(read: () => Promise<Assignment[]>): Promise<Assignment[]> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    warn(`the optimizer starts anew, without the state in the file. ${error.message}`);
    return [];
  }
}

/** Assigns all; the optimizer's count of steps becomes the model's. */
export function assign(model: AnyModel, assignments: readonly Assignment[]): void {
  checkTies(assignments.map(({ target, value }) => [target, value.read()] as const));
  for (const { target, value } of assignments) target.assign(value);
  if (model.objective) model.objective.steps = model.objective.optimizer.variables[0]!.value.item();
}

/** Why a dataset is not the value of a weight. */
function shapeError(
  { name, shape }: { name: string; shape: Shape },
  dataset: Dataset | undefined,
  where: string,
): FormatError | undefined {
  if (dataset && sameShape(dataset.shape, shape)) return undefined;
  return new FormatError({
    what: `The weight ${name} does not fit the file: ${where}.`,
    expected: `shape ${formatShape(shape)}`,
    received: dataset ? `shape ${formatShape(dataset.shape)}` : "nothing",
  });
}

/** A dataset's numbers as a tensor of a weight's shape. @throws FormatError when absent, or of another shape */
async function valueFor(
  weight: { name: string; shape: Shape },
  dataset: Dataset | undefined,
  where: string,
): Promise<Tensor> {
  const error = shapeError(weight, dataset, where);
  if (error) throw error;
  return wrap(await numbersOf(dataset!, where), weight.shape, "float32");
}

/** @throws FormatError for a dataset of texts */
export async function numbersOf(dataset: Dataset, where: string): Promise<Float32Array> {
  const values = await dataset.values();
  if (Array.isArray(values)) throw new FormatError({ what: `${where} is not a dataset of numbers.` });
  return values instanceof Float32Array ? values : Float32Array.from(values as Float64Array);
}

/** A model's weights, and its optimizer's state where wanted, as the root group of a file. */
export function writeState(model: AnyModel, withOptimizer: boolean): GroupToWrite {
  const root = new GroupToWrite();
  for (const { path, name, layer, variables } of holdersOf(model, ownOrder)) {
    root.group(path).attributes.set("name", name);
    if (layer instanceof VocabularyLayer) writeIdf(root, path, layer);
    for (const [i, variable] of variables.entries()) root.set(`${path}/${i}`, arrayOf(variable));
  }
  if (!withOptimizer) return root;
  const { optimizer } = model;
  const state = keptTraining(model)?.state;
  if (state) root.members.set("optimizer", state);
  if (!optimizer) return root;
  if (!optimizer.fitsFiles) {
    warn(
      `the file holds the weights without the state of ${optimizer.className}, which only a checkpoint of fit can keep.`,
    );
    return root;
  }
  root.group("optimizer/vars").attributes.set("name", optimizer.config.name);
  for (const [i, part] of optimizer.stateOf(trainableIn(model, ownOrder)).entries()) {
    root.set(`optimizer/vars/${i}`, stateArray(part));
  }
  return root;
}

/** The weights of tf-idf, where Keras looks for them: its TextVectorization holds a StringLookup. */
function writeIdf(root: GroupToWrite, path: string, { className, config, idfWeights }: VocabularyLayer<Token>): void {
  if (config.outputMode !== "tfIdf") return;
  const paths = className === "TextVectorization" ? [path, path.replace(/vars$/, "_lookup_layer/vars")] : [path];
  const array = { shape: [idfWeights.length], values: Float32Array.from(idfWeights) };
  for (const each of paths) root.set(`${each}/${IDF}`, array);
}

/** A weight as an array. */
export function arrayOf(variable: Variable): ArrayToWrite {
  return { shape: variable.shape, values: variable.snapshot().dataSync() };
}

/** A part of an optimizer's state as an array; counts are integers of 64 bits, as in Keras. */
export function stateArray({ value }: OptimizerVariable): ArrayToWrite {
  const values = value.dataSync();
  return { shape: value.shape, values: values instanceof Int32Array ? BigInt64Array.from(values, BigInt) : values };
}
