/** What classifying does: it reads a table, learns it in a worker, and can be stopped at any time. */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";
import namesAddress from "../../../data/names.csv?url";
import { saveFile } from "../shared/save-file.ts";
import { useAddress } from "../shared/use-address.ts";
import { WorkerCalls } from "../shared/worker-calls.ts";
import type { ClassifyHandlers } from "./classify.worker.ts";
import type { ReadLabels } from "./labels.ts";
import type { Learned, Progress } from "./learn.ts";
import { fields } from "./setup.ts";

export function useClassify(given: File | undefined) {
  const { state: setup, refused } = useAddress(fields);
  const file = shallowRef<File | undefined>(given);
  const table = shallowRef<ReadLabels>();
  const learned = shallowRef<Learned>();
  const progress = shallowRef<readonly Progress[]>([]);
  const isReading = ref(false);
  const isLearning = ref(false);
  const failure = ref<string>();
  const tried = ref("");
  const guesses = shallowRef<readonly { label: string; probability: number }[]>([]);
  let calls: WorkerCalls<ClassifyHandlers> | undefined;
  /** Counts what was begun, so that an answer to an earlier question is not shown. */
  let turn = 0;

  function startWorker(): void {
    calls?.close();
    calls = new WorkerCalls(new Worker(new URL("./classify.worker.ts", import.meta.url), { type: "module" }));
  }

  async function read(): Promise<void> {
    if (!file.value) return;
    const mine = ++turn;
    if (isLearning.value) startWorker();
    [isLearning.value, isReading.value, failure.value, learned.value] = [false, true, undefined, undefined];
    try {
      const told = await calls!.call("read", [file.value, file.value.name, { ...setup }]);
      if (mine !== turn) return;
      [table.value, setup.label, failure.value] = [told, told.label, told.failure];
      tried.value = told.first[0] ?? "";
    } catch (error) {
      if (mine !== turn) return;
      [table.value, failure.value] = [undefined, (error as Error).message];
    } finally {
      if (mine === turn) isReading.value = false;
    }
    if (mine === turn && setup.learned && table.value && !failure.value) await learn();
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
      await guess();
    } catch (error) {
      if (mine === turn) failure.value = (error as Error).message;
    } finally {
      if (mine === turn) isLearning.value = false;
    }
  }

  async function guess(): Promise<void> {
    if (!learned.value?.readsText || tried.value.trim() === "") {
      guesses.value = [];
      return;
    }
    const asked = tried.value;
    const found = await calls!.call("classify", [asked]);
    if (asked === tried.value) guesses.value = found.slice(0, 5);
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
    try {
      const found = await fetch(namesAddress);
      file.value = new File([await found.blob()], "names.csv");
    } catch (error) {
      failure.value = (error as Error).message;
      return;
    }
    await read();
  }

  function take([first]: File[]): void {
    [setup.example, setup.label, setup.learned, file.value] = ["none", "", false, first];
    void read();
  }

  const base = computed(() => (file.value?.name ?? "classifier").replace(/\.\w+$/, ""));
  const save = async () => saveFile(`${base.value}.keras`, await calls!.call("save", []));

  /** What makes a classifier stale. */
  const settings = computed(() => JSON.stringify([setup.units, setup.epochs, setup.seed, setup.balanced]));

  onMounted(() => {
    startWorker();
    if (given) void read();
    else void openExample();
    watch(
      () => setup.example,
      () => {
        if (setup.example === "none") return;
        [setup.label, setup.learned] = ["", false];
        void openExample();
      },
    );
    watch(
      () => setup.label,
      (label) => {
        if (table.value && label !== table.value.label) void read();
      },
    );
    watch(settings, () => {
      if (isLearning.value) stop();
      [learned.value, setup.learned] = [undefined, false];
    });
    watch(tried, guess);
  });
  onBeforeUnmount(() => calls?.close());
  return {
    ...{ setup, refused, file, base, table, learned, progress, isReading, isLearning, failure, tried, guesses },
    ...{ take, learn, stop, save },
  };
}
