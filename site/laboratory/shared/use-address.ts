/** A page's state that its address tells: read when the page opens, written as it changes. */
import { onBeforeUnmount, onMounted, reactive, ref, watch } from "vue";
import { type Fields, initialState, readAddress, type StateOf, writeAddress } from "./address.ts";

/** Changes are written this many milliseconds after the last: browsers refuse to write often. */
const QUIET = 250;

export function useAddress<F extends Fields>(fields: F) {
  const state = reactive(initialState(fields)) as StateOf<F>;
  /** Parts of the address that have no meaning here. */
  const refused = ref<string[]>([]);
  let waiting: ReturnType<typeof setTimeout> | undefined;

  function read(): void {
    const told = readAddress(fields, location.search);
    Object.assign(state, told.state);
    refused.value = told.refused;
  }
  function write(): void {
    const query = writeAddress(fields, state);
    const address = `${location.pathname}${query && "?"}${query}${location.hash}`;
    if (address !== location.pathname + location.search + location.hash)
      history.replaceState(history.state, "", address);
  }

  onMounted(() => {
    read();
    watch(state, () => {
      clearTimeout(waiting);
      waiting = setTimeout(write, QUIET);
    });
    addEventListener("popstate", read);
  });
  onBeforeUnmount(() => {
    clearTimeout(waiting);
    removeEventListener("popstate", read);
  });
  return { state, refused };
}
