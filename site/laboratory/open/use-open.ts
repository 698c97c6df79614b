/** What the page holds: the model that was opened, what was traced, the worker in which both live. */
import type { FormatName } from "recurve";
import { onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";
import type { Part } from "../../../src/cli/trace/parts.ts";
import { choice, text } from "../shared/address.ts";
import { saveFile } from "../shared/save-file.ts";
import { useAddress } from "../shared/use-address.ts";
import { WorkerCalls } from "../shared/worker-calls.ts";
import type { Described } from "./described.ts";
import { exampleNames } from "./examples.ts";
import type { OpenHandlers } from "./open.worker.ts";

/** A file cannot be in an address; an example and the layer in view can. */
const fields = { example: choice(...exampleNames), layer: text("", 200) };

export function useOpen() {
  const { state, refused } = useAddress(fields);
  const described = shallowRef<Described>();
  const parts = shallowRef<readonly Part[]>([]);
  const data = ref("");
  const isBusy = ref(false);
  /** What went wrong, and where it is shown. */
  const failure = ref<{ at: "open" | "trace" | "convert"; message: string }>();
  let calls: WorkerCalls<OpenHandlers> | undefined;

  async function attempt(at: "open" | "trace" | "convert", work: () => Promise<void>): Promise<void> {
    isBusy.value = true;
    failure.value = undefined;
    try {
      await work();
    } catch (error) {
      failure.value = { at, message: (error as Error).message };
      // the previously opened file is not the requested one
      if (at === "open") described.value = undefined;
    } finally {
      isBusy.value = false;
    }
  }

  async function show(found: Described): Promise<void> {
    described.value = found;
    parts.value = [];
    const layers = found.model?.layers ?? [];
    if (!layers.some(({ name }) => name === state.layer)) {
      state.layer = (layers.find(({ parameters }) => parameters > 0) ?? layers[0])?.name ?? "";
    }
    if (layers.length === 0) return;
    data.value = await calls!.call("sampleData", []);
    await trace();
  }
  const openFiles = (files: readonly File[]) =>
    attempt("open", async () => {
      // another file's layer may have the name of the one in view
      [state.example, state.layer] = ["none", ""];
      await show(await calls!.call("open", [[...files]]));
    });
  const trace = () =>
    attempt("trace", async () => {
      parts.value = await calls!.call("trace", [data.value]);
    });
  const convert = (format: FormatName) =>
    attempt("convert", async () => {
      const { name, bytes } = await calls!.call("convert", [format]);
      saveFile(name, bytes);
    });
  const openExample = () =>
    attempt("open", async () => {
      if (state.example !== "none") await show(await calls!.call("example", [state.example]));
    });

  onMounted(() => {
    calls = new WorkerCalls(new Worker(new URL("./open.worker.ts", import.meta.url), { type: "module" }));
    void openExample();
    watch(() => state.example, openExample);
  });
  onBeforeUnmount(() => calls?.close());
  return { state, refused, described, parts, data, isBusy, failure, openFiles, trace, convert };
}
