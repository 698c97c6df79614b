/**
 * The temperature of the next day by the 240 days before it, at the sizes of the example jena-weather: 14 columns, a GRU of 32 units,
 * RMSprop, batches of 128, 500 in an epoch. The days are Chicago's from 2001 to 2016, of R's package modeldata (Debian:
 * r-cran-modeldata), 4,400 to learn from. Beside its mean error stands that of "as warm as today", the example's baseline.
 */
import { execFileSync } from "node:child_process";
import { chance } from "./beside.js";

export const name = "jena-weather";
export const [batches, batchSize, epochs] = [5, 128, 2];
const [lookBack, learned, perEpoch] = [240, 4400, 500];
const columns =
  "temp temp_min temp_max temp_change dew humidity pressure pressure_change wind wind_max gust gust_max percip percip_max".split(
    " ",
  );
const asked = `data(Chicago, package = "modeldata"); write.csv(Chicago[c("${columns.join('", "')}")], row.names = FALSE)`;
const [, ...lines] = execFileSync("Rscript", ["-e", asked], { encoding: "utf8" }).trim().split("\n");
const measured = lines.map((line) => line.split(",").map(Number));

/** Each column less its mean, by its deviation; both over the days to learn from. */
const scales = columns.map((_, i) => {
  const values = measured.slice(0, learned).map((row) => row[i]);
  const mean = values.reduce((sum, value) => sum + value) / learned;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / learned);
  return { mean, deviation };
});
const rows = measured.map((row) => row.map((value, i) => (value - scales[i].mean) / scales[i].deviation));

/** Windows that end before the given days, and these days' temperatures. */
function windows(tf, days) {
  const x = tf.tensor3d(
    days.map((day) => rows.slice(day - lookBack, day)),
    [days.length, lookBack, columns.length],
  );
  return [x, tf.tensor2d(days.map((day) => [rows[day][0]]))];
}

export function program(tf) {
  const model = tf.sequential();
  model.add(tf.layers.gru({ units: 32, inputShape: [lookBack, columns.length], dropout: 0, recurrentDropout: 0 }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ loss: "meanAbsoluteError", optimizer: "rmsprop" });
  const number = chance();
  const some = (count) => Array.from({ length: count }, () => lookBack + number(learned - lookBack));
  return {
    model,
    first: (count) => windows(tf, some(count)),
    async epoch() {
      let sum = 0;
      for (let i = 0; i < perEpoch; i++) sum += await model.trainOnBatch(...windows(tf, some(batchSize)));
      return sum / perEpoch;
    },
    /** The mean error over the days that were not learned from, in degrees. */
    error() {
      const days = rows.map((_, i) => i).slice(learned + lookBack);
      const [loss] = model.evaluate(...windows(tf, days), { batchSize }).dataSync();
      return loss * scales[0].deviation;
    },
  };
}

export async function learn({ epoch, error }, count) {
  const days = measured.slice(learned + lookBack);
  const before = measured.slice(learned + lookBack - 1);
  const stays = days.reduce((sum, row, i) => sum + Math.abs(row[0] - before[i][0]), 0) / days.length;
  console.log(
    `${days.length} days not learned from; as warm as the day before: ${stays.toFixed(2)} degrees (F) of error`,
  );
  for (let i = 1; i <= count; i++) {
    const loss = await epoch();
    console.log(`epoch ${i}: loss ${loss.toFixed(4)}, error ${error().toFixed(2)} degrees`);
  }
}
