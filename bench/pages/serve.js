/** The side of a system that is a page: answers the bench's questions, as ../systems/serve.js does in Node. */
import { callOf, caseOf, checks, timesOf } from "../samples.js";

/** Threads that the system may use. */
export const threads = Number(new URLSearchParams(location.search).get("threads"));

export const bytesOf = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());

/** @param system as in ../systems/serve.js */
export function serve({ version, ...makers }) {
  let ready;
  const answers = {
    version: () => ({ version }),
    async prepare(request) {
      if (!makers[request.kind]) return { unable: "it does not do this" };
      const { buffer } = await bytesOf("/numbers");
      ready = await makers[request.kind](caseOf(request, new Float32Array(buffer)));
      return typeof ready === "string" ? { unable: ready } : { works: Object.keys(ready) };
    },
    check: async ({ work }) => ({ values: Array.from(await checks[work](ready)) }),
    time: ({ work, ...how }) => timesOf(callOf(ready, work), how),
  };
  window.answer = (request) => answers[request.what](request);
}
