/**
 * The commands and programs of the page on clusters run as written, from the packed package in an empty project. RECURVE_PYTHON must have
 * torch, keras and onnxruntime. Those of Slurm, ssh and Ray run where these are: in the tests of the launchers.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { data, tensor } from "../src/index.ts";
import { blocks, blockWith, Project } from "./cluster-page.ts";

let project: Project;
beforeAll(() => {
  project = new Project(mkdtempSync(join(tmpdir(), "recurve-page-")));
}, 240_000);
const at = (name: string) => join(project.folder, name);

it("on this machine", () => {
  project.program(blockWith('saveModel(model, "waves.keras")').body);
  const ran = blocks.filter(({ kind }) => kind === "sh").map(({ body }) => project.shell(body));
  expect(ran).toHaveLength(3);
  expect(ran[0]).toMatch(/^fine +Python on this machine: /);
  expect(ran[1]).toContain("The trained model is in jobs/waves/result.keras.");
  expect(ran[2]).toContain("All 1 files have their outputs.");
  expect(data.readNpy(readFileSync(at("predictions/samples.npy"))).shape).toEqual([500, 1]);
});

it("in a program", () => {
  const said = project.program(blockWith('saveModel(model, "waves.keras")').body, blockWith("attach, train").body);
  expect(said.match(/^\d+ \{ loss: /gm)).toHaveLength(10);
});

it("data larger than memory", () => {
  const columns = [...Array.from({ length: 20 }, (_, step) => `s${step}`), "load"];
  for (const day of [1, 2]) {
    const rows = Array.from({ length: 50 }, (_, row) =>
      columns.map((_, i) => Math.sin(row * day + i).toFixed(3)).join(","),
    );
    writeFileSync(at(`day-${day}.csv`), `${columns.join(",")}\n${rows.join("\n")}\n`);
  }
  writeFileSync(at("labels.npy"), data.writeNpy(tensor(Array.from({ length: 500 }, (_, row) => [row % 2]))));
  mkdirSync(at("corpus"));
  writeFileSync(at("corpus/cats.txt"), "the cats of seven houses saw a bird.\n".repeat(60));
  project.shell("recurve train lm corpus --prose --units 8 --window 16 --epochs 1 --output runs/lm-poems");
  const lines = blockWith("recurve cluster shard day-1.csv").body;
  const said = project.shell(
    lines.replaceAll("/shared/", `${at("shared")}/`).replace("--launcher slurm --nodes 2", "--launcher local"),
  );
  expect(said).toContain("100 samples");
  expect(said).toContain("500 samples");
  expect(said).toContain("The trained model is in cluster/waves/result.keras.");
});
