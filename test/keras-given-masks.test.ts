/** Masks that operations of a Keras graph compute: those that flow by themselves, and all others. */
import { testRecords } from "./keras-json.ts";

testRecords("given_masks.json");
