/** The options that say where a job runs. */
import type { LauncherOptions } from "../../cluster/index.ts";
import { takes } from "../../tensor/index.ts";
import { declareFlags, type FlagsOf } from "../options.ts";

export const launcherFlags = declareFlags({
  launcher: { value: "<name>", about: "what places and starts the processes", choices: ["local"], default: "local" },
  processes: { value: "<n>", about: "processes that train together; default 2", number: takes.positiveInteger },
  restarts: {
    value: "<n>",
    about: "how often processes that died are started again; default 3",
    number: takes.nonNegativeInteger,
  },
  python: { value: "<path>", about: "the Python to use; default that of RECURVE_PYTHON, else python3" },
});

/** What they are read as. */
export type LauncherFlags = FlagsOf<typeof launcherFlags>;

/** The launcher that they name. */
export function launcherFrom({ launcher, processes, restarts, python }: LauncherFlags): LauncherOptions {
  return {
    type: launcher,
    ...(processes !== undefined && { processes }),
    ...(restarts !== undefined && { restarts }),
    ...(python !== undefined && { python }),
  };
}
