import { describeBackend } from "../backend.suite.ts";
import { engineOptions } from "../current.ts";
import { WasmBackend } from "./wasm-backend.ts";

describeBackend("wasm", () => new WasmBackend(engineOptions()));
