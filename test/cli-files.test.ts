/** The files that commands read and leave: their encodings, and old ones that are replaced whole. */
import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeNpy } from "../src/data/index.ts";
import { layers, saveModel, sequential, tensor } from "../src/index.ts";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-cli-files-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  await saveModel(sequential({ layers: [layers.lstm({ units: 1, inputShape: [3, 2] })], seed: 1 }), at("model.keras"));
  await saveModel(sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })], seed: 1 }), at("pairs.keras"));
  writeFileSync(at("x.csv"), "1,2\n3,4\n5,6\n");
  writeFileSync(at("x.npy"), writeNpy(tensor([[1, 2]])));
});

describe("the files of commands", () => {
  it("reads data of another encoding, and refuses one for numbers", async () => {
    // 温,湿 in GBK
    writeFileSync(at("gbk.csv"), Buffer.concat([Buffer.from("cec22ccaaa0a", "hex"), Buffer.from("1,2\n3,4\n")]));
    const refused = await recurve("predict", at("pairs.keras"), at("gbk.csv"));
    expect(refused.err).toMatch(/not text in UTF-8[\s\S]*--encoding/);
    writeFileSync(at("utf-8.csv"), "温,湿\n1,2\n3,4\n");
    const read = await recurve("predict", at("pairs.keras"), at("gbk.csv"), "--encoding", "gbk", "--json");
    expect(read).toEqual(await recurve("predict", at("pairs.keras"), at("utf-8.csv"), "--json"));
    expect((await recurve("predict", at("pairs.keras"), at("x.npy"), "--encoding", "gbk")).err).toMatch(
      /holds numbers/,
    );
  });

  it("replaces the files of --output whole, so that a failure leaves the old ones", async () => {
    for (const [name, ...args] of [
      ["old.csv", "predict", at("model.keras"), at("x.csv")],
      ["old.svg", "plot", at("model.keras")],
      ["old.html", "trace", at("model.keras"), at("x.csv")],
    ] as [string, ...string[]][]) {
      writeFileSync(at(name), "old");
      // another name of the old file: it would change if that were written over
      linkSync(at(name), at(`${name}.link`));
      const option = name === "old.html" ? "--report" : "--output";
      expect((await recurve(...args, option, at(name))).code).toBe(0);
      expect(readFileSync(at(`${name}.link`), "utf8")).toBe("old");
      expect(readFileSync(at(name), "utf8")).not.toBe("old");
      const folder = await recurve(...args, option, at("."));
      if (name !== "old.csv") expect(folder.err).toMatch(/could not be written/);
    }
  });

  it.each([
    [["a.csv", "b", "--targets", "y", "--window", "64"], /'--window <n>' is for texts, with --model/],
    [["a.txt", "b", "--model", "m", "--steps", "3"], /'--steps <n>' is for tables and arrays/],
  ])("cluster shard refuses options of other data: %j", async (args, message) => {
    expect(await recurve("cluster", "shard", ...args)).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  });
});
