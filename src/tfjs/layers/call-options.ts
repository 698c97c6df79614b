/** Further arguments of a call. */
import { ConfigError, type layers } from "../../index.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNN } from "../../layers/rnn/rnn.ts";
import type { AnyCore } from "./faces.ts";
import type { Kwargs } from "./own-args.ts";
import { OwnLayer } from "./own-layer.ts";
import { statesIn } from "./stacked-states.ts";

/** The options of a call in Recurve's words. Those that only a class of the user's knows reach it another way. */
export function callOptions(core: AnyCore, kwargs: Kwargs): layers.CallOptions {
  const known = new Set(["mask", "training", ...core.callOptions]);
  const given = Object.entries(kwargs).filter(([, value]) => value !== undefined && value !== null);
  const isOwn = core instanceof OwnLayer;
  if (kwargs.initialState) checkStates(core, [kwargs.initialState].flat().length);
  const taken = given.filter(([name]) => !isOwn || known.has(name));
  return Object.fromEntries(
    taken.map(([name, value]) => [name, name === "initialState" ? statesIn(core, value) : value]),
  );
}

/** @throws ConfigError for too few or too many initial states */
function checkStates(core: AnyCore, received: number): void {
  const directions = core instanceof Bidirectional ? [core.forwardLayer, core.backwardLayer] : [core];
  const recurrent = directions.filter((each) => (each as object) instanceof RNN) as unknown as RNN<number>[];
  const expected = recurrent.reduce((sum, { cell }) => sum + cell.stateSizes.length, 0);
  if (recurrent.length === 0 || received === expected) return;
  throw new ConfigError({
    what: `The initial states do not fit the layer "${core.name}".`,
    expected: `${expected}${directions.length > 1 ? ", those of the forward layer first" : ""}`,
    received: `${received}`,
  });
}

/** The initial states of recurrent layers may follow the input. */
export function statesAmongInputs<T>(core: AnyCore, inputs: T[]): [inputs: T[], kwargs: Kwargs] {
  const takesOne = (core instanceof RNN || core instanceof Bidirectional) && core.inputCount === 1;
  if (!takesOne || inputs.length < 2) return [inputs, {}];
  return [inputs.slice(0, 1), { initialState: inputs.slice(1) }];
}
