/** What the page does: a network continues the user's text, another learns it. */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";
import novelWeights from "../../generated/writers/novel.bin?url";
import novelMade from "../../generated/writers/novel.json?url";
import poemsWeights from "../../generated/writers/poems.bin?url";
import poemsMade from "../../generated/writers/poems.json?url";
import { useLanguage } from "../language.ts";
import { saveFile } from "../shared/save-file.ts";
import { useAddress } from "../shared/use-address.ts";
import { WorkerCalls } from "../shared/worker-calls.ts";
import type { FoundUnit } from "./found-units.ts";
import type { Learning } from "./learner.ts";
import { fields, type Setup } from "./setup.ts";
import type { WriteHandlers } from "./write.worker.ts";
import type { Read } from "./writing.ts";

const shipped = {
  novel: { made: novelMade, weights: novelWeights },
  poems: { made: poemsMade, weights: poemsWeights },
} as const;
const whole = (address: string) => new URL(address, location.href).href;
const prompts = { novel: "The old captain ", poems: "明月", own: "" } as const;
/** Turns of learning that one press of the button asks for. */
const TURNS = 200;

export function useWrite() {
  const { language } = useLanguage();
  const { state: setup, refused } = useAddress(fields);
  const read = shallowRef<readonly Read[]>([]);
  const units = shallowRef<readonly FoundUnit[]>([]);
  const losses = shallowRef<readonly number[]>([]);
  const samples = shallowRef<readonly string[]>([]);
  const isLearning = ref(false);
  const hasLearned = ref(false);
  const failure = ref<{ at: "write" | "learn"; message: string }>();
  let calls: WorkerCalls<WriteHandlers> | undefined;
  let stop: AbortController | undefined;

  const writer = computed(() => (setup.writer === "usual" ? (language() === "zh" ? "poems" : "novel") : setup.writer));
  const prompt = computed({
    get: () => (setup.prompt === "usual" ? prompts[writer.value] : setup.prompt),
    set: (text) => {
      setup.prompt = text;
    },
  });
  const asked = computed((): Setup => ({ ...setup, prompt: prompt.value }));

  async function attempt(at: "write" | "learn", work: () => Promise<void>): Promise<void> {
    try {
      failure.value = undefined;
      await work();
    } catch (error) {
      failure.value = { at, message: (error as Error).message };
    }
  }

  /** Asks for the text; while one is on its way, only the last wish waits. */
  let isWriting = false;
  let isStale = false;
  const write = () =>
    attempt("write", async () => {
      isStale = true;
      if (isWriting) return;
      isWriting = true;
      try {
        while (isStale) {
          isStale = false;
          read.value = await calls!.call("write", [{ ...asked.value }]);
        }
      } finally {
        isWriting = false;
      }
    });

  const take = () =>
    attempt("write", async () => {
      const mine = writer.value;
      units.value = [];
      if (mine === "own" && !hasLearned.value) {
        setup.writer = "usual";
        return;
      }
      const { made, weights } = mine === "own" ? { made: "", weights: "" } : shipped[mine];
      await calls!.call("take", [mine === "own" ? undefined : { made: whole(made), weights: whole(weights) }]);
      await write();
      const found = await calls!.call("findUnits", []);
      if (mine === writer.value) units.value = found;
    });

  const learn = (text: string, size: number, isNew: boolean) =>
    attempt("learn", async () => {
      isLearning.value = true;
      stop = new AbortController();
      try {
        if (isNew) {
          [losses.value, samples.value] = [[], []];
          await calls!.call("begin", [{ text, units: size, seed: setup.seed }]);
          hasLearned.value = true;
        }
        const tell = ({ loss, sample }: Learning) => {
          if (sample === undefined) losses.value = [...losses.value, loss];
          else samples.value = [sample, ...samples.value].slice(0, 5);
        };
        await calls!.call("learn", [TURNS], { tell, signal: stop.signal });
      } finally {
        isLearning.value = false;
      }
    });
  const pause = () => stop?.abort();
  const save = async () => saveFile("own-text.keras", await calls!.call("save", []));

  onMounted(() => {
    calls = new WorkerCalls(new Worker(new URL("./write.worker.ts", import.meta.url), { type: "module" }));
    void take();
    watch(writer, () => {
      setup.prompt = "usual";
      void take();
    });
    watch(() => [setup.temperature, setup.topK, setup.seed, setup.length, prompt.value], write);
  });
  onBeforeUnmount(() => calls?.close());
  return {
    setup,
    refused,
    writer,
    prompt,
    read,
    units,
    losses,
    samples,
    isLearning,
    hasLearned,
    failure,
    learn,
    pause,
    save,
  };
}
