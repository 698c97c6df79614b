/** In Jest, whose tests are modules where Node is run with --experimental-vm-modules. */
import { writeFileSync } from "node:fs";
import { train } from "./train.mjs";

test("computes", async () => writeFileSync("jest.json", JSON.stringify(await train())));
