/** What a call is given beside its inputs. */
import type { layers } from "../../index.ts";
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
  const taken = given.filter(([name]) => !isOwn || known.has(name));
  return Object.fromEntries(
    taken.map(([name, value]) => [name, name === "initialState" ? statesIn(core, value) : value]),
  );
}

/** Recurrent layers may be given their initial states behind the input. */
export function statesAmongInputs<T>(core: AnyCore, inputs: T[]): [inputs: T[], kwargs: Kwargs] {
  const takesOne = (core instanceof RNN || core instanceof Bidirectional) && core.inputCount === 1;
  if (!takesOne || inputs.length < 2) return [inputs, {}];
  return [inputs.slice(0, 1), { initialState: inputs.slice(1) }];
}
