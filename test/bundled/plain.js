import { train } from "./train.js";

window.report(train());
