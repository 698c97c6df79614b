import { describeBackend } from "../backend.suite.ts";
import { JsBackend } from "./js-backend.ts";

describeBackend("js", () => new JsBackend());
