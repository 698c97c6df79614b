/** The recurrent layer of a name. */
import { layers } from "recurve";
import type { CellName } from "./setup.ts";

type Options = layers.LSTMOptions & layers.GRUOptions & layers.SimpleRNNOptions;

const makers = { lstm: layers.lstm, gru: layers.gru, simpleRNN: layers.simpleRNN } as Readonly<
  Record<CellName, (options: Options) => layers.RNN<any>>
>;

export function makeLayer(cell: CellName, options: Options): layers.RNN<any> {
  return makers[cell](options);
}
