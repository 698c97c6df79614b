/** The page's settings as a program. */
import type { Setup } from "./setup.ts";

export function program(file: string, target: string, { horizon, method, fill, seed, epochs }: Setup): string {
  const options = [
    `target: ${JSON.stringify(target)}`,
    ...(horizon > 0 ? [`horizon: ${horizon}`] : []),
    ...(method === "best" ? [] : [`method: ${JSON.stringify(method)}`]),
    ...(fill ? ['gaps: "fill"'] : []),
    `seed: ${seed}`,
  ];
  return `import { data, saveModel, tasks } from "recurve";

const { rows } = await data.readTable(${JSON.stringify(file)});
const forecaster = tasks.forecaster(rows, { ${options.join(", ")} });
await forecaster.fit(rows${epochs > 0 ? `, { epochs: ${epochs} }` : ""});
const { times, values, quantiles } = forecaster.forecast();
console.log(times, values[${JSON.stringify(target)}]);
await saveModel(forecaster.model, "forecast.keras");`;
}

export function command(file: string, target: string, { horizon, method, fill, seed, epochs }: Setup): string {
  const quoted = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const flags = [
    `--target ${quoted(target)}`,
    ...(horizon > 0 ? [`--horizon ${horizon}`] : []),
    ...(method === "best" ? [] : [`--method ${quoted(method)}`]),
    ...(fill ? ["--fill-gaps"] : []),
    `--seed ${seed}`,
    ...(epochs > 0 ? [`--epochs ${epochs}`] : []),
  ];
  return `npx recurve train forecast ${quoted(file)} ${flags.join(" ")}`;
}
