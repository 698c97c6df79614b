/** Weights in the layout of Keras 2: a group for each layer, with a list of the names of its weights, in order. */
import type { Variable } from "../../autodiff/variable.ts";
import type { Layer } from "../../layers/layer.ts";
import type { AnyModel } from "../../models/index.ts";
import { FormatError, formatShape, sameShape, wrap } from "../../tensor/index.ts";
import { type ListedWeight, mergeLora } from "../adapted-layers.ts";
import type { Dataset } from "../containers/hdf5/dataset.ts";
import type { Group } from "../containers/hdf5/file.ts";
import type { GroupToWrite } from "../containers/hdf5/write.ts";
import { show } from "../json.ts";
import type { FileLayer } from "../keras-json/read-graph.ts";
import type { ModelReader } from "../keras-json/read-model.ts";
import { ownOrder, trainableIn } from "../keras-json/weights-layout.ts";
import { Misfits } from "../misfits.ts";
import { storedWeights, TiedKernel } from "../ties.ts";
import { fromCudnn, type Values } from "./cudnn.ts";
import { keptState } from "./kept-state.ts";
import { KERAS_VERSION } from "./keras-format.ts";
import { type Assignment, arrayOf, assignmentsFor, numbersOf, stateArray } from "./state.ts";

/** A layer of the file, and its weights. */
interface Listed {
  readonly name: string;
  readonly weights: readonly ListedWeight[];
}

/**
 * The weights of layers from a file: those of one name where `byName`, else the layers that have weights, in order.
 * @throws FormatError when layers, counts or shapes do not fit
 */
export async function readOldWeights(
  group: Group,
  layers: readonly FileLayer[],
  byName: boolean,
  misfits = new Misfits({}),
): Promise<Assignment[]> {
  const listed = textsOf(group, "layer_names")
    .map((name) => ({ name, weights: weightsOf(group, name) }))
    .filter(({ weights }) => weights.length > 0);
  const weighted = layers.filter(({ layer }) => layer.weights.length > 0);
  if (listed.length !== weighted.length) {
    throw new FormatError({
      what: "The file has weights for another number of layers than the model.",
      expected: `${weighted.length}: ${weighted.map(({ layer }) => layer.name).join(", ")}`,
      received: `${listed.length}: ${listed.map(({ name }) => name).join(", ")}`,
    });
  }
  const found: Assignment[] = [];
  for (const [i, { layer }] of weighted.entries()) {
    const match = byName ? listed.find(({ name }) => name === layer.name) : listed[i];
    if (!match) throw new FormatError({ what: `The file has no weights for the layer ${show(layer.name)}.` });
    found.push(...(await readLayerWeights(layer, match, isOfTheano(group), misfits)));
  }
  return found;
}

/** Whether Keras 2 computed with Theano, whose convolutions turn their windows round. */
const isOfTheano = (group: Group) => group.attribute("backend")?.[0] === "theano";

/** A window with its places in reverse order, as a convolution of Theano has it; channels stay. */
function turned({ shape, values }: Values, { name }: Variable): Values {
  if (shape.length < 3 || !/^(recurrent_)?kernel$/.test(name)) return { shape, values };
  const channels = shape.at(-1)! * shape.at(-2)!;
  const places = values.length / channels;
  const parts = Array.from({ length: places }, (_, i) => values.subarray(i * channels, (i + 1) * channels));
  const result = new Float32Array(values.length);
  for (const [i, part] of parts.reverse().entries()) result.set(part, i * channels);
  return { shape, values: result };
}

async function readLayerWeights(
  layer: Layer<number>,
  { name, weights }: Listed,
  isTurned: boolean,
  misfits: Misfits,
): Promise<Assignment[]> {
  const variables = inOldOrder(layer);
  const stored = mergeLora(layer, weights);
  if (variables.length !== stored.length) {
    misfits.meet(
      layer.name,
      () =>
        new FormatError({
          what: `The file has another number of weights for the layer ${show(layer.name)}.`,
          expected: variables.map((variable) => `${variable.name} ${formatShape(variable.shape)}`).join(", "),
          received: `${stored.length} for ${show(name)}`,
          hint: stored.some(({ path }) => /(kernel|embeddings)_scale/.test(path))
            ? "its weights are integers: save the quantized model as .keras, or the model before model.quantize()"
            : undefined,
        }),
    );
    return [];
  }
  const arrays = [];
  for (const weight of stored) arrays.push({ shape: weight.shape, values: await weight.values() });
  const found = fromCudnn(arrays, variables).map((array, i) => {
    const variable = variables[i]!;
    const { shape, values } = isTurned ? turned(array, variable) : array;
    if (sameShape(shape, variable.shape)) return { target: variable, value: wrap(values, variable.shape, "float32") };
    const error = () =>
      new FormatError({
        what: `The weight ${variable.name} of the layer ${show(layer.name)} has another shape in the file.`,
        expected: formatShape(variable.shape),
        received: formatShape(shape),
      });
    misfits.meet(layer.name, error);
    return undefined;
  });
  return misfits.has(layer.name) ? [] : (found as Assignment[]);
}

/** A layer's weights in Keras's order: trainable ones first. */
function inOldOrder(layer: Layer<number>): Variable[] {
  const weights = storedWeights(layer);
  const tied = weights.filter((weight) => weight instanceof TiedKernel);
  const trained = new Set([...layer.trainableWeights, ...tied]);
  return [...weights.filter((weight) => trained.has(weight)), ...weights.filter((weight) => !trained.has(weight))];
}

function weightsOf(group: Group, name: string): ListedWeight[] {
  const layer = group.group(name);
  if (!layer) throw new FormatError({ what: `The file lists the layer ${show(name)}, but does not have it.` });
  return textsOf(layer, "weight_names").map((path) => {
    const dataset = datasetAt(layer, path);
    return { path, shape: dataset.shape, values: () => numbersOf(dataset, name) };
  });
}

function datasetAt(group: Group, name: string): Dataset {
  const dataset = group.dataset(name);
  if (dataset) return dataset;
  throw new FormatError({ what: `The file lists the weight ${show(name)}, but does not have it.` });
}

/** A list of texts, which is cut into several attributes where it is long. */
export function textsOf(group: Group, name: string): string[] {
  const whole = group.attribute(name);
  if (whole) return [...whole].map(String);
  const parts: string[] = [];
  for (let i = 0; ; i++) {
    const part = group.attribute(`${name}${i}`);
    if (!part) break;
    parts.push(...[...part].map(String));
  }
  return parts;
}

/** The optimizer's state of a whole model's file. @throws FormatError when it belongs to another model */
export async function readOldOptimizer(
  group: Group | undefined,
  model: AnyModel,
  reader: ModelReader,
): Promise<Assignment[]> {
  const { optimizer } = model;
  if (!group || !optimizer) return [];
  const names = textsOf(group, "weight_names");
  if (names.length === 0) return [];
  const order = trainableIn(model, (each) => reader.layersOf(each));
  const isFresh = names.length <= 2;
  if (!isFresh) optimizer.build(order);
  const state = optimizer.stateOf(isFresh ? [] : order).slice(0, isFresh ? 2 : undefined);
  return assignmentsFor(state, (i) => datasetAt(group, names[i]!), names.length);
}

/** Writes a model's weights into a group. */
export function writeOldWeights(group: GroupToWrite, model: AnyModel): void {
  group.attributes.set("backend", "tensorflow");
  group.attributes.set("keras_version", KERAS_VERSION);
  const layers = ownOrder(model).map(({ layer }) => layer);
  setTexts(
    group,
    "layer_names",
    layers.map(({ name }) => name),
  );
  for (const layer of layers) {
    const variables = inOldOrder(layer);
    // a name may occur twice within a layer: in the cells of both directions
    const names = variables.map((variable, i) => `${layer.name}/${i}/${variable.name}`);
    const own = group.group(layer.name);
    setTexts(own, "weight_names", names);
    for (const [i, variable] of variables.entries()) own.set(names[i]!, arrayOf(variable));
  }
  setTexts(group.group("top_level_model_weights"), "weight_names", []);
}

/**
 * Writes the state of a model's optimizer beside its weights, or the stored state of one that Recurve does not have.
 */
export function writeOldOptimizer(root: GroupToWrite, model: AnyModel): void {
  const own = model.optimizer?.stateOf(trainableIn(model, ownOrder));
  const state = own
    ? own.map((part) => ({ name: part.name, array: stateArray(part) }))
    : keptState(model).map((array) => ({ name: "state", array }));
  if (state.length === 0) return;
  const group = root.group("optimizer_weights");
  const names = state.map(({ name }, i) => `${i}/${name}`);
  setTexts(group, "weight_names", names);
  for (const [i, { array }] of state.entries()) group.set(names[i]!, array);
}

/** An attribute holds at most 64 KB, 16 bytes for each text; longer lists are cut, as Keras does. */
function setTexts(group: GroupToWrite, name: string, texts: readonly string[]): void {
  const most = 4000;
  if (texts.length <= most) {
    group.attributes.set(name, texts);
    return;
  }
  for (let i = 0; i * most < texts.length; i++) {
    group.attributes.set(`${name}${i}`, texts.slice(i * most, (i + 1) * most));
  }
}
