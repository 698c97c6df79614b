/** Recurve in a page, as modules from dist/. */
import * as recurve from "../../dist/index.js";
import { recurveMakers } from "../makers/recurve.js";
import { serve, threads } from "./serve.js";

recurve.init({ threads });
serve({ version: `with ${recurve.diagnose().kernels} kernels`, ...recurveMakers(recurve) });
