/** What needs neither files nor a worker. */
import { train } from "./train.js";

console.log(JSON.stringify(await train()));
