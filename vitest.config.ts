/** How tests run: from source, in Node. `npm test` leaves out *.slow.test.ts, which `npm run check` adds; types are tested by `npm run types`. */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const slow = process.env.RECURVE_SLOW === "1";

export default defineConfig({
  resolve: {
    alias: {
      "recurve/testing": "/src/autodiff/testing.ts",
      "recurve/cluster": "/src/cluster/index.ts",
      "recurve/tfjs": "/src/tfjs/index.ts",
      recurve: "/src/index.ts",
    },
  },
  test: {
    include: slow ? ["**/*.slow.test.ts"] : ["{src,test,examples,site/{laboratory,scripts}}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**", ...(slow ? [] : ["**/*.slow.test.ts"])],
    // far more than any takes alone: machines are slow, and busy
    testTimeout: slow ? 600_000 : 60_000,
    pool: "forks",
    // files run beside each other, each on one thread; slow ones measure times and sizes, or start processes of their own
    maxWorkers: slow ? 1 : availableParallelism(),
    env: slow ? {} : { RECURVE_THREADS: process.env.RECURVE_THREADS ?? "1" },
    reporters: ["default", "./scripts/summary-reporter.js"],
  },
});
