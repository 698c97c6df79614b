/** What the page shows and does: its state, the worker's pictures of it, training. */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";
import { useAddress } from "../shared/use-address.ts";
import { inPageLanguage, WorkerCalls } from "../shared/worker-calls.ts";
import type { InsideHandlers } from "./inside.worker.ts";
import { lessons } from "./lessons.ts";
import type { Examined } from "./network.ts";
import { fields, limits, type Setup, viewFields } from "./setup.ts";
import type { Frame } from "./training.ts";

export function useInside() {
  const { state: setup, refused } = useAddress(fields);
  const examined = shallowRef<Examined>();
  /** What the picture in view belongs to: the switches may be ahead of it. */
  const pictureOf = shallowRef<Setup>({ ...setup });
  const frame = shallowRef<Frame>();
  const isTraining = ref(false);
  const failure = ref<string>();
  let calls: WorkerCalls<InsideHandlers> | undefined;
  let stop = new AbortController();
  let queue: Promise<unknown> = Promise.resolve();

  /** One piece of work after the other; a failure is shown and does not hold up the next. */
  const next = (work: () => Promise<void>) => {
    queue = queue.then(work).catch((error: Error) => {
      failure.value = error.message;
    });
    return queue;
  };
  const plain = (): Setup => ({ ...setup, data: [...setup.data] });

  /** All that decides the numbers. */
  const computedFrom = computed(() => {
    const views = new Set<string>(viewFields);
    return JSON.stringify(Object.entries(setup).filter(([name]) => !views.has(name)));
  });

  function refresh(isNew: boolean): void {
    stop.abort();
    stop = new AbortController();
    failure.value = undefined;
    const wanted = computedFrom.value;
    if (setup.mode === "layer") {
      void next(async () => {
        if (wanted !== computedFrom.value) return;
        const asked = plain();
        const found = await calls!.call("examine", [asked]);
        examined.value = "error" in found ? { error: await inPageLanguage(found.error) } : found;
        pictureOf.value = asked;
      });
      return;
    }
    if (isNew) setup.trained = 0;
    const until = setup.trained;
    void next(async () => {
      if (wanted !== computedFrom.value) return;
      const asked = plain();
      frame.value = await calls!.call("begin", [asked]);
      pictureOf.value = asked;
    });
    if (until > 0) void train(until);
  }

  /** Trains on until a step, or until {@link pause}. */
  function train(until: number = limits.trained): Promise<unknown> {
    const { signal } = stop;
    return next(async () => {
      if (signal.aborted) return;
      isTraining.value = true;
      const tell = (picture: Frame) => {
        if (!signal.aborted) frame.value = picture;
      };
      try {
        const picture = await calls!.call("trainTo", [until], { tell, signal });
        tell(picture);
        if (!signal.aborted || isPausing) {
          frame.value = picture;
          setup.trained = picture.trained;
        }
      } finally {
        isTraining.value = false;
        isPausing = false;
      }
    });
  }

  let isPausing = false;
  function pause(): void {
    isPausing = true;
    stop.abort();
    stop = new AbortController();
  }

  /** The site's search leads to a question by its heading. */
  function takeQuestion(): void {
    const asked = lessons.find(({ id }) => location.hash === `#question-${id}`);
    if (!asked) return;
    Object.assign(setup, asked.setup);
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  onMounted(() => {
    takeQuestion();
    addEventListener("hashchange", takeQuestion);
    calls = new WorkerCalls(new Worker(new URL("./inside.worker.ts", import.meta.url), { type: "module" }));
    refresh(false);
    watch(computedFrom, () => refresh(true));
  });
  onBeforeUnmount(() => {
    removeEventListener("hashchange", takeQuestion);
    calls?.close();
  });

  const pictured = computed(() => {
    if (pictureOf.value.mode === "training") return frame.value?.layers ?? [];
    return examined.value && "layers" in examined.value ? examined.value.layers : [];
  });
  const layerIndex = computed(() => Math.min(setup.layer, pictured.value.length - 1));
  const layer = computed(() => pictured.value[layerIndex.value]);
  const step = computed(() => Math.min(setup.step, (layer.value?.inputs.length ?? 1) - 1));
  const unit = computed(() => Math.min(setup.unit, (layer.value?.units ?? 1) - 1));

  return {
    setup,
    refused,
    examined,
    frame,
    pictureOf,
    isTraining,
    failure,
    train,
    pause,
    restart: () => refresh(true),
    pictured,
    layerIndex,
    layer,
    step,
    unit,
  };
}
