/** Runs a block of tests on every backend. */
import { afterAll, beforeAll, describe } from "vitest";
import { type BackendName, setBackend } from "../src/backend/current.ts";

export function onEachBackend(tests: () => void): void {
  describe.each(["js", "wasm"] satisfies BackendName[])("on %s", (backend) => {
    beforeAll(() => setBackend(backend));
    afterAll(() => setBackend("wasm"));
    tests();
  });
}
