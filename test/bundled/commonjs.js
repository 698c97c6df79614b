/** A program of CommonJS: what runs it makes CommonJS of the package too. */
import { train } from "./train.js";

train().then((result) => console.log(JSON.stringify(result)));
