/** Layers that are given tensors by name: Keras follows them in the sorted order of their names, and its files number layers by that. */
import { testRecords } from "./keras-json.ts";

testRecords("named_inputs.json");
