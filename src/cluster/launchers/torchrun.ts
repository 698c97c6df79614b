/** What launchers that start torchrun tell it in its environment. */

/**
 * Without this torchrun keeps one store for all its starts, and a process of a later one may read there where a dead one of an
 * earlier start was: all then wait for each other.
 */
export const aStoreForEachStart = { TORCH_DISABLE_SHARE_RDZV_TCP_STORE: "1" };
