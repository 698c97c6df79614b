/** The network of the start page at work: asks for characters at the pace of reading, and keeps what came. */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";
import type { Example } from "./examples.ts";
import type { Written } from "./writer.ts";
import type { Answer, Request } from "./writer.worker.ts";

export function useWriter(example: Example) {
  const written = shallowRef<readonly Written[]>([]);
  const isRunning = ref(false);
  const problem = ref("");
  const turn = ref(0);
  const prompt = computed(() => example.prompts[turn.value % example.prompts.length]!);
  let worker: Worker | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = (request: Request) => worker!.postMessage(request);
  const later = (seconds: number, work: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(work, 1000 * seconds);
  };
  const next = () => isRunning.value && ask({ temperature: example.temperature });

  function begin() {
    worker ??= start();
    written.value = [];
    ask({ model: new URL(example.model, location.href).href, prompt: prompt.value, seed: turn.value + 1 });
  }

  function start() {
    const made = new Worker(new URL("./writer.worker.ts", import.meta.url), { type: "module" });
    made.addEventListener("error", ({ message }) => (problem.value = message || "worker"));
    made.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      written.value = [...written.value, ...data.written];
      if (data.ended || written.value.length >= example.length) later(5, again);
      else later(1 / example.pace, next);
    });
    return made;
  }

  function again() {
    if (!isRunning.value) return;
    turn.value++;
    begin();
  }

  /** Pauses, or goes on. */
  function toggle() {
    isRunning.value = !isRunning.value;
    if (!isRunning.value) return;
    if (written.value.length === 0) begin();
    else next();
  }

  /** Another text at once. */
  function another() {
    isRunning.value = true;
    again();
  }

  onMounted(() => {
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) toggle();
  });
  onBeforeUnmount(() => {
    clearTimeout(timer);
    worker?.terminate();
  });
  return { written, isRunning, problem, prompt, toggle, another };
}
