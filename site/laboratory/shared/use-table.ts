/** A table that a page's worker reads and learns: what is known of it, and how that is begun and stopped. */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";
import { fetched } from "./fetched.ts";
import { saveFile } from "./save-file.ts";
import { type Handlers, inPageLanguage, type Line, WorkerCalls } from "./worker-calls.ts";

/** The requests to such a worker. */
type TableHandlers = Handlers & {
  read(source: File, setup: any, line: Line): Promise<unknown>;
  learn(setup: any, line: Line<any>): Promise<unknown>;
  save(line: Line): Promise<Uint8Array>;
};

type Told<H extends TableHandlers, K extends "read" | "learn"> = Awaited<ReturnType<H[K]>>;
type Progress<H extends TableHandlers> = Parameters<H["learn"]>[1] extends Line<infer P> ? P : never;

interface Plan<H extends TableHandlers> {
  setup: { example: string; learned: boolean };
  makeWorker(): Worker;
  /** The tables that the page has of its own. */
  examples: Readonly<Record<string, { name: string; address: string }>>;
  /** A file to begin with, instead of an example. */
  given?: File | undefined;
  /** Takes over what was read, and says what is wrong with it, if anything. */
  onRead(told: Told<H, "read">): string | undefined;
  onLearned?(): Promise<void>;
  /** Forgets what was chosen of the table before. */
  forget(): void;
  /** What makes stale that which was learned. */
  settings(): unknown;
}

export function useTable<H extends TableHandlers>(plan: Plan<H>) {
  const { setup } = plan;
  const file = shallowRef<File | undefined>(plan.given);
  const table = shallowRef<Told<H, "read">>();
  const learned = shallowRef<Told<H, "learn">>();
  const progress = shallowRef<readonly Progress<H>[]>([]);
  const isReading = ref(false);
  const isLearning = ref(false);
  const failure = ref<string>();
  let worker: WorkerCalls<H> | undefined;
  const calls = () => worker!;
  // the names and arguments of calls are those of TableHandlers
  const ask = (name: string, args: unknown[], options = {}) => (calls() as WorkerCalls<any>).call(name, args, options);
  /** Counts what was begun, so that an answer to an earlier question is not shown. */
  let turn = 0;

  function startWorker(): void {
    worker?.close();
    worker = new WorkerCalls(plan.makeWorker());
  }

  async function read(): Promise<void> {
    if (!file.value) return;
    const mine = ++turn;
    if (isLearning.value) startWorker();
    [isLearning.value, isReading.value, failure.value, learned.value] = [false, true, undefined, undefined];
    try {
      const told = (await ask("read", [file.value, { ...setup }])) as Told<H, "read">;
      if (mine !== turn) return;
      table.value = told;
      const failed = plan.onRead(told);
      failure.value = failed && (await inPageLanguage(failed));
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
      const tell = (told: Progress<H>) => {
        if (mine === turn) progress.value = [...progress.value, told];
      };
      const found = (await ask("learn", [{ ...setup }], { tell })) as Told<H, "learn">;
      if (mine !== turn) return;
      [learned.value, setup.learned] = [found, true];
      await plan.onLearned?.();
    } catch (error) {
      if (mine === turn) failure.value = (error as Error).message;
    } finally {
      if (mine === turn) isLearning.value = false;
    }
  }

  /** Ends the worker, whatever it does, and reads the table again in another. */
  function stop(): void {
    turn++;
    setup.learned = false;
    isLearning.value = false;
    startWorker();
    void read();
  }

  async function openExample(): Promise<void> {
    const example = plan.examples[setup.example];
    if (!example) return;
    try {
      file.value = new File([await (await fetched(example.address)).blob()], example.name);
    } catch (error) {
      failure.value = (error as Error).message;
      return;
    }
    await read();
  }

  function take([first]: File[]): void {
    plan.forget();
    [setup.example, setup.learned, file.value] = ["none", false, first];
    void read();
  }

  /** The file's name without its ending. */
  const base = computed(() => (file.value?.name ?? "table").replace(/\.\w+$/, ""));
  const save = async () => saveFile(`${base.value}.keras`, (await ask("save", [])) as Uint8Array);
  const settings = computed(() => JSON.stringify(plan.settings()));

  onMounted(() => {
    startWorker();
    void (plan.given ? read() : openExample());
    watch(
      () => setup.example,
      () => {
        if (setup.example === "none") return;
        plan.forget();
        setup.learned = false;
        void openExample();
      },
    );
    watch(settings, () => {
      if (isLearning.value) stop();
      [learned.value, setup.learned] = [undefined, false];
    });
  });
  onBeforeUnmount(() => worker?.close());
  const shown = { file, base, table, learned, progress, isReading, isLearning, failure };
  return { ...shown, calls, read, take, learn, stop, save };
}
