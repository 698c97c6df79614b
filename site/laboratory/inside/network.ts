/** One recurrent layer, or two, as the page's switches say; and what comes out of it. */
import {
  type BackendName,
  diagnose,
  input,
  layers,
  type Model,
  model,
  RecurveError,
  sequential,
  setBackend,
  type Tensor,
  tensor,
  zeros,
} from "recurve";
import { makeLayer } from "./make-layer.ts";
import { outputNames, statesOf } from "./names.ts";
import { type PicturedLayer, picturedLayers, recurrentLayers } from "./pictured.ts";
import type { Setup } from "./setup.ts";

/** One of the tensors that come out. */
export interface Output {
  readonly name: string;
  readonly shape: readonly number[];
  /** As Recurve prints it. */
  readonly printed: string;
}

/** What a network gives for the data, or what Recurve says when it cannot be. */
export type Examined =
  | { readonly outputs: readonly Output[]; readonly layers: readonly PicturedLayer[] }
  | { readonly error: string };

export function examine(setup: Setup): Examined {
  // the plain backend: the same bits on every machine
  const usual = diagnose().name as BackendName;
  setBackend("js");
  try {
    const { network, names } = build(setup);
    const x = tensor([setup.data.map((value) => [value])]);
    const given = network.predict(x) as Tensor | readonly Tensor[];
    const outputs = (Array.isArray(given) ? given : [given]).map((each: Tensor, i: number) => ({
      name: names[i]!,
      shape: each.shape,
      printed: String(each),
    }));
    return { outputs, layers: picture(setup, network, x) };
  } catch (error) {
    if (error instanceof RecurveError) return { error: error.message };
    throw error;
  } finally {
    setBackend(usual);
  }
}

/** The model itself, and how its outputs are called. */
export function build(setup: Setup): { network: Model<any>; names: readonly string[] } {
  const { api, data, masking, stacked, lowerSequences, returnSequences, returnState, goBackwards, seed } = setup;
  // the layers below give one tensor, so theirs are merged whatever the switch says
  const merge = setup.merge === "none" ? "concat" : setup.merge;
  const plain = { returnSequences: lowerSequences, returnState: false, goBackwards: false };
  const lower = recurrent({ ...setup, merge }, plain);
  const upper = recurrent(setup, { returnSequences, returnState, goBackwards });
  const chain = [...(masking ? [layers.masking({ maskValue: 0 })] : []), ...(stacked ? [lower] : [])];
  const shape = [data.length, 1];
  if (api === "sequential") {
    const network = sequential({ layers: [input({ shape }), ...chain, upper] as layers.Layer<1>[], seed });
    return { network: prepared(setup, network), names: ["output"] };
  }
  const x = input({ shape });
  const below = chain.reduce((y, layer) => (layer as layers.Layer<1>).apply(y), x);
  const initialState = setup.start === 0 ? undefined : firstStates(setup);
  const outputs = upper.apply(below, initialState && { initialState });
  return { network: prepared(setup, model({ inputs: x, outputs, seed })), names: outputNames(setup) };
}

type Ways = { returnSequences: boolean; returnState: boolean; goBackwards: boolean };

function recurrent({ cell, units, weights, bidirectional, merge }: Setup, ways: Ways): layers.Layer<any> {
  const ones = weights === "ones" ? ({ kernelInitializer: "ones", recurrentInitializer: "ones" } as const) : {};
  const layer = makeLayer(cell, { units, ...ways, ...ones });
  if (!bidirectional) return layer;
  return layers.bidirectional({ layer, mergeMode: merge === "none" ? null : merge });
}

function firstStates({ cell, bidirectional, units, start }: Setup): Tensor[] {
  const count = statesOf[cell].length * (bidirectional ? 2 : 1);
  return Array.from({ length: count }, () => tensor([new Array<number>(units).fill(start)]));
}

/** With the forget gate's bias of the page's slider. */
function prepared({ cell, units, forgetBias }: Setup, network: Model<any>): Model<any> {
  if (cell !== "lstm" || forgetBias === 1) return network;
  for (const layer of recurrentLayers(network.layers)) {
    const [kernel, recurrentKernel, bias] = layer.getWeights();
    const values = Float32Array.from(bias!.dataSync() as Float32Array).fill(forgetBias, units, 2 * units);
    layer.setWeights([kernel!, recurrentKernel!, tensor(values, [4 * units])]);
  }
  return network;
}

/** What happens inside, and how far back a loss of the last output reaches. */
function picture(setup: Setup, network: Model<any>, x: Tensor): PicturedLayer[] {
  network.compile({ loss: network.outputNames.map(() => "meanSquaredError" as const) });
  const given = network.predict(x) as Tensor | Tensor[];
  const targets = (Array.isArray(given) ? given : [given]).map((each) => zeros(each.shape));
  const traced = network.traceGradient(x, targets.length === 1 ? targets[0]! : targets);
  const gradients = traced.layers.map(({ size }) => Array.from(size.dataSync()));
  return picturedLayers(network.trace(x), recurrentLayers(network.layers), gradients, setup.start);
}
