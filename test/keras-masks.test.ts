/** Masks in graphs of Keras 3, where a call on several tensors is given none, and passes its first input's mask on. */
import { testRecords } from "./keras-json.ts";

testRecords("masks.json");
