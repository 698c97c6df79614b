/**
 * Days unlike others: an autoencoder of convolutions learns to draw four weeks of daily births again, and what it cannot draw is an
 * anomaly: holidays, of which it was told nothing. Data: births in the United States, 2000 to 2014. After Keras's timeseries_anomaly_detection.
 */
import { callbacks, data, input, layers, model, type Tensor, tensor } from "recurve";

export function network({ length = 28, filters = 32, code = 2 } = {}) {
  const days = input({ shape: [length, 1] });
  const slide = { kernelSize: 7, padding: "same", activation: "relu" } as const;
  let x = layers.conv1d({ filters, strides: 2, ...slide }).apply(days);
  x = layers.dropout({ rate: 0.2 }).apply(x);
  x = layers.conv1d({ filters: code, strides: 2, ...slide }).apply(x);
  x = layers.conv1dTranspose({ filters: code, strides: 2, ...slide }).apply(x);
  x = layers.dropout({ rate: 0.2 }).apply(x);
  x = layers.conv1dTranspose({ filters, strides: 2, ...slide }).apply(x);
  const again = layers.conv1dTranspose({ filters: 1, kernelSize: 7, padding: "same" }).apply(x);
  return model({ inputs: days, outputs: again, seed: 1 });
}

/** Holidays of the United States with few births, by month and day, or month and which Monday or Thursday. */
function isHoliday(date: string) {
  const [month, at, weekday] = [Number(date.slice(5, 7)), Number(date.slice(8)), new Date(date).getUTCDay()];
  if (weekday === 1 && (month === 5 || month === 9)) return month === 5 ? at > 24 : at < 8;
  if (month === 11 && (weekday === 4 || weekday === 5)) return at - weekday > 17 && at - weekday < 25;
  return ["1-1", "7-4", "12-24", "12-25"].includes(`${month}-${at}`);
}

export async function run({ days = 5479, length = 28, filters = 32, epochs = 30 } = {}) {
  const { rows } = await data.readTable("data/births.csv");
  // the last tenth is unseen
  const shown = rows.slice(-days);
  const split = Math.floor(shown.length * 0.9);
  const births = shown.map((row) => [row.births as number]);
  const scaled = data.standardScaler().fit(births.slice(0, split)).transform(births).arraySync() as number[][];
  const windows = scaled.slice(length - 1).map((_, i) => scaled.slice(i, i + length));

  const autoencoder = network({ length, filters });
  autoencoder.compile({ optimizer: "adam", loss: "meanAbsoluteError" });
  const known = tensor(windows.slice(0, split - length));
  await autoencoder.fit(known, known, {
    epochs,
    validationSplit: 0.1,
    callbacks: [callbacks.earlyStopping({ monitor: "val_loss", patience: 5, restoreBestWeights: true })],
  });

  // how far a day is from what is drawn: the mean over all windows that show it
  const drawn = (autoencoder.predict(tensor(windows)) as Tensor).arraySync() as number[][][];
  const errors = scaled.map(([value], day) => {
    const first = Math.max(0, day - length + 1);
    const seen = drawn.slice(first, day + 1).map((window, i) => Math.abs(window[day - first - i]![0]! - value!));
    return seen.reduce((total, error) => total + error, 0) / seen.length;
  });
  const threshold = errors.slice(0, split).sort((a, b) => b - a)[Math.floor(0.02 * split)]!;
  const dates = shown.slice(split).map(({ date }) => String(date));
  const anomalies = dates.filter((_, i) => errors[split + i]! > threshold);
  for (const date of anomalies) console.log(`${date}${isHoliday(date) ? " holiday" : ""}`);
  const share = anomalies.filter(isHoliday).length / anomalies.length;
  console.log(`${(100 * share).toFixed(0)} % of ${anomalies.length} anomalies are holidays`);
  return { share, anomalies };
}
