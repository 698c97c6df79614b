/** What the page does with a series: the worker reads it, learns and forecasts. */
import { onMounted, watch } from "vue";
import birthsAddress from "../../../data/births.csv?url";
import weatherAddress from "../../../data/seattle-weather.csv?url";
import { useAddress } from "../shared/use-address.ts";
import { useTable } from "../shared/use-table.ts";
import type { ForecastHandlers } from "./forecast.worker.ts";
import { fields } from "./setup.ts";

const examples = {
  weather: { name: "seattle-weather.csv", address: weatherAddress },
  births: { name: "births.csv", address: birthsAddress },
};

export function useForecast() {
  const { state: setup, refused } = useAddress(fields);
  const {
    calls: _,
    read,
    ...page
  } = useTable<ForecastHandlers>({
    ...{ setup, examples },
    makeWorker: () => new Worker(new URL("./forecast.worker.ts", import.meta.url), { type: "module" }),
    onRead({ target }) {
      setup.target = target;
      return undefined;
    },
    forget() {
      setup.target = "";
    },
    settings: () => [setup.horizon, setup.method, setup.seed, setup.epochs],
  });
  const { table, failure } = page;

  onMounted(() => {
    watch(
      () => [setup.target, setup.fill] as const,
      ([target, fill], [, before]) => {
        if (table.value && (target !== table.value.target || fill !== before)) void read();
        else if (failure.value && fill !== before) void read();
      },
    );
  });
  return { setup, refused, ...page };
}
