/** What classifying does with a table, and with a text that one tries. */
import { onMounted, ref, shallowRef, watch } from "vue";
import namesAddress from "../../../data/names.csv?url";
import { useAddress } from "../shared/use-address.ts";
import { useTable } from "../shared/use-table.ts";
import type { ClassifyHandlers } from "./classify.worker.ts";
import { fields } from "./setup.ts";

const examples = { names: { name: "names.csv", address: namesAddress } };

export function useClassify(given: File | undefined) {
  const { state: setup, refused } = useAddress(fields);
  const tried = ref("");
  const guesses = shallowRef<readonly { label: string; probability: number }[]>([]);

  const { calls, read, ...page } = useTable<ClassifyHandlers>({
    ...{ setup, examples, given },
    makeWorker: () => new Worker(new URL("./classify.worker.ts", import.meta.url), { type: "module" }),
    onRead({ label, first, failure }) {
      setup.label = label;
      tried.value = first[0] ?? "";
      return failure;
    },
    onLearned: guess,
    forget() {
      setup.label = "";
    },
    settings: () => [setup.units, setup.epochs, setup.seed, setup.balanced],
  });
  const { table, learned } = page;

  async function guess(): Promise<void> {
    if (!learned.value?.readsText || tried.value.trim() === "") {
      guesses.value = [];
      return;
    }
    const asked = tried.value;
    const found = await calls().call("classify", [asked]);
    if (asked === tried.value) guesses.value = found.slice(0, 5);
  }

  onMounted(() => {
    watch(
      () => setup.label,
      (label) => {
        if (table.value && label !== table.value.label) void read();
      },
    );
    watch(tried, guess);
  });
  return { setup, refused, tried, guesses, ...page };
}
