/**
 * Traffic on a map of roads: a layer of its own mixes what each sensor sees with what its neighbours see, and an LSTM follows each
 * sensor. The speeds are made: jams that creep from road to road. After Keras's timeseries_traffic_forecasting.
 */
import { data, input, Layer, layers, model, ops, optimizers, Random, type Tensor } from "recurve";

/** (batch, time, sensors, features) to (batch, time, sensors, units): of each sensor, and of the mean of its neighbours. */
class GraphConvolution extends Layer {
  readonly own;
  readonly nearby;
  /** `roads[m][n]` is how much sensor m takes from sensor n. */
  constructor(override readonly config: { units: number; roads: number[][] }) {
    super();
    this.own = layers.dense({ units: config.units });
    this.nearby = layers.dense({ units: config.units, useBias: false });
  }
  override call([x]: readonly Tensor[]) {
    const neighbours = ops.einsum("btnf,mn->btmf", x!, this.config.roads);
    return [ops.relu(ops.add(this.own.apply(x!), this.nearby.apply(neighbours)))];
  }
}

function forecaster(roads: number[][], past: number, units: number) {
  const speeds = input({ shape: [past, roads.length, 1] });
  const mixed = new GraphConvolution({ units: 10, roads }).apply(speeds);
  const bySensor = layers.permute({ dims: [2, 1, 3] }).apply(mixed);
  const last = layers.timeDistributed({ layer: layers.lstm({ units }) }).apply(bySensor);
  return model({ inputs: speeds, outputs: layers.dense({ units: 1 }).apply(last), seed: 1 });
}

export async function run({ sensors = 16, steps = 3000, past = 12, ahead = 3, units = 32, epochs = 10 } = {}) {
  // a ring of roads with short cuts: a jam begins anywhere, lasts, and reaches the roads behind it
  const random = new Random(6);
  const leads = (n: number, m: number) => n === (m + 1) % sensors || n === (3 * m + 2) % sensors;
  const ids = Array.from({ length: sensors }, (_, n) => n);
  const roads = ids.map((m) => ids.map((n) => Number(leads(n, m)) / 2));
  let jams = ids.map(() => 0);
  const speeds = Array.from({ length: steps }, () => {
    const arriving = roads.map((row) => row.reduce((total, share, n) => total + share * jams[n]!, 0));
    jams = jams.map((jam, m) => 0.5 * jam + 0.45 * arriving[m]! + (random.uniform() < 0.02 ? 2 : 0));
    return jams.map((jam) => [1 - jam + 0.1 * random.normal()]);
  });

  // what the sensors see `ahead` steps after each window; the last fifth is unseen
  const [at, following] = [Math.floor(0.8 * steps), speeds.slice(past - 1 + ahead)];
  const windows = { sequenceLength: past, batchSize: 64, shuffle: true, seed: 1 };
  const known = data.timeSeriesWindows(speeds, following, { ...windows, endIndex: at });
  const unseen = data.timeSeriesWindows(speeds, following, { ...windows, startIndex: at });

  const error = async (map: number[][]) => {
    const made = forecaster(map, past, units);
    made.compile({ optimizer: optimizers.adam({ learningRate: 3e-3 }), loss: "meanAbsoluteError" });
    await made.fit(known, { epochs });
    return (await made.evaluate(unseen)).loss!;
  };
  const [network, withoutRoads] = [await error(roads), await error(ids.map(() => ids.map(() => 0)))];
  const asNow = ops.mean(ops.abs(ops.subtract(speeds.slice(at + ahead), speeds.slice(at, -ahead)))).item();
  console.log("mean error", { network, withoutRoads, asNow });
  return { network, withoutRoads, asNow };
}
