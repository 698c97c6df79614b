/** Masks that operations of a Keras graph compute: those that are passed on automatically, and all others. */
import { testRecords } from "./keras-json.ts";

testRecords("given_masks.json");
