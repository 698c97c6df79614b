/** What the page does: it reads a table, learns it in a worker, and can be stopped at any time. */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";
import birthsAddress from "../../../data/births.csv?url";
import weatherAddress from "../../../data/seattle-weather.csv?url";
import { saveFile } from "../shared/save-file.ts";
import { useAddress } from "../shared/use-address.ts";
import { WorkerCalls } from "../shared/worker-calls.ts";
import type { ForecastHandlers } from "./forecast.worker.ts";
import type { Learned, Progress } from "./learn.ts";
import { fields } from "./setup.ts";
import type { ReadTable } from "./tables.ts";

const exampleFiles = {
  weather: { name: "seattle-weather.csv", address: weatherAddress },
  births: { name: "births.csv", address: birthsAddress },
} as const;

export function useForecast() {
  const { state: setup, refused } = useAddress(fields);
  const file = shallowRef<File>();
  const table = shallowRef<ReadTable>();
  const learned = shallowRef<Learned>();
  const progress = shallowRef<readonly Progress[]>([]);
  const isReading = ref(false);
  const isLearning = ref(false);
  const failure = ref<string>();
  let calls: WorkerCalls<ForecastHandlers> | undefined;
  /** Counts what was begun, so that an answer to an earlier question is not shown. */
  let turn = 0;

  function startWorker(): void {
    calls?.close();
    calls = new WorkerCalls(new Worker(new URL("./forecast.worker.ts", import.meta.url), { type: "module" }));
  }

  async function read(): Promise<void> {
    if (!file.value) return;
    const mine = ++turn;
    if (isLearning.value) startWorker();
    [isLearning.value, isReading.value, failure.value, learned.value] = [false, true, undefined, undefined];
    try {
      const told = await calls!.call("read", [file.value, { ...setup }]);
      if (mine !== turn) return;
      table.value = told;
      setup.target = told.target;
    } catch (error) {
      if (mine !== turn) return;
      [table.value, failure.value] = [undefined, (error as Error).message];
    } finally {
      if (mine === turn) isReading.value = false;
    }
    if (mine === turn && setup.learned && table.value) await learn();
  }

  async function learn(): Promise<void> {
    const mine = ++turn;
    [isLearning.value, failure.value, learned.value, progress.value] = [true, undefined, undefined, []];
    try {
      const tell = (told: Progress) => {
        if (mine === turn) progress.value = [...progress.value, told];
      };
      const found = await calls!.call("learn", [{ ...setup }], { tell });
      if (mine !== turn) return;
      [learned.value, setup.learned] = [found, true];
    } catch (error) {
      if (mine === turn) failure.value = (error as Error).message;
    } finally {
      if (mine === turn) isLearning.value = false;
    }
  }

  /** Ends the worker, whatever it does, and reads the table anew in another. */
  function stop(): void {
    turn++;
    setup.learned = false;
    isLearning.value = false;
    startWorker();
    void read();
  }

  async function openExample(): Promise<void> {
    if (setup.example === "none") return;
    const { name, address } = exampleFiles[setup.example];
    try {
      const found = await fetch(address);
      file.value = new File([await found.blob()], name);
    } catch (error) {
      failure.value = (error as Error).message;
      return;
    }
    await read();
  }

  function take([first]: File[]): void {
    [setup.example, setup.target, setup.learned, file.value] = ["none", "", false, first];
    void read();
  }

  const save = async () =>
    saveFile(`${(file.value?.name ?? "forecast").replace(/\.\w+$/, "")}.keras`, await calls!.call("save", []));

  /** What makes a forecast stale. */
  const settings = computed(() => JSON.stringify([setup.horizon, setup.method, setup.seed, setup.epochs]));

  onMounted(() => {
    startWorker();
    void openExample();
    watch(
      () => setup.example,
      () => {
        if (setup.example === "none") return;
        [setup.target, setup.learned] = ["", false];
        void openExample();
      },
    );
    watch(
      () => [setup.target, setup.fill] as const,
      ([target, fill], [, before]) => {
        if (table.value && (target !== table.value.target || fill !== before)) void read();
        else if (failure.value && fill !== before) void read();
      },
    );
    watch(settings, () => {
      if (isLearning.value) stop();
      [learned.value, setup.learned] = [undefined, false];
    });
  });
  onBeforeUnmount(() => calls?.close());
  return { setup, refused, file, table, learned, progress, isReading, isLearning, failure, take, learn, stop, save };
}
