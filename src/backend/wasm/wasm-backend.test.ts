import { describeBackend } from "../backend.suite.ts";
import { WasmBackend } from "./wasm-backend.ts";

describeBackend("wasm", () => new WasmBackend());
