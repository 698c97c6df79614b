/** The worker of worker-page.ts. */
import { serveModel } from "../src/worker/index.ts";

serveModel();
