/**
 * The weather in three days: an LSTM reads four weeks of Seattle's weather and forecasts the highest temperature three days on, beside
 * "as today". Data: measured 2012 to 2015, public domain. After Keras's timeseries_weather_forecasting.
 */
import { callbacks, data, input, layers, model, type Tensor } from "recurve";

export function network({ past = 28, features = 6, units = 32 } = {}) {
  const days = input({ shape: [past, features] });
  const warmest = layers.dense({ units: 1 }).apply(layers.lstm({ units }).apply(days));
  return model({ inputs: days, outputs: warmest, seed: 1 });
}

export async function run({ file = "data/seattle-weather.csv", past = 28, ahead = 3, units = 32, epochs = 60 } = {}) {
  const { rows } = await data.readTable(file);
  const season = (date: unknown) => (2 * Math.PI * (Date.parse(String(date)) / 86_400_000)) / 365.25;
  const days = rows.map(({ date, precipitation, temp_max, temp_min, wind }) => {
    const measured = [temp_max, temp_min, wind, Math.log1p(precipitation as number)] as number[];
    return [...measured, Math.sin(season(date)), Math.cos(season(date))];
  });

  // three years to learn from, the end of them to stop by; the last year is unseen
  const [split, end] = [Math.floor(days.length * 0.75), days.length];
  const scaler = data.standardScaler().fit(days.slice(0, split));
  const scaled = scaler.transform(days).arraySync() as number[][];
  const warmest = scaled.slice(past - 1 + ahead).map(([value]) => [value!]);
  const windows = (startIndex: number, endIndex: number, shuffle = false) =>
    data.timeSeriesWindows(scaled, warmest, {
      sequenceLength: past,
      batchSize: 64,
      startIndex,
      endIndex,
      shuffle,
      seed: 1,
    });
  const stopAt = Math.floor(split * 0.85);
  const [training, stopping] = [windows(0, stopAt, true), windows(stopAt, split)];
  const unseen = windows(split + 1 - past - ahead, end);

  const forecaster = network({ past, units });
  forecaster.compile({ optimizer: "adam", loss: "meanSquaredError" });
  await forecaster.fit(training, {
    epochs,
    validationData: stopping,
    callbacks: [callbacks.earlyStopping({ monitor: "val_loss", patience: 8, restoreBestWeights: true })],
  });

  const degrees = ((await forecaster.predict(unseen)) as Tensor).arraySync() as number[][];
  const forecasts = degrees.map(([value]) => value! * scaler.scale[0]! + scaler.center[0]!);
  const truth = days.slice(split).map(([warmest]) => warmest!);
  const error = (of: (i: number) => number) =>
    truth.reduce((total, value, i) => total + Math.abs(value - of(i)), 0) / truth.length;
  const scores = { network: error((i) => forecasts[i]!), asToday: error((i) => days[split - ahead + i]![0]!) };
  console.log(`mean error, °C: ${scores.network.toFixed(2)}, as today ${scores.asToday.toFixed(2)}`);
  for (let i = 0; i < 5; i++) console.log(`${forecasts[i]!.toFixed(1)} °C, measured ${truth[i]!.toFixed(1)} °C`);
  return scores;
}
