/**
 * The commands and programs of the page on clusters run as written, from the packed package in an empty project. RECURVE_PYTHON must have
 * torch, keras and onnxruntime. Slurm is stood in for by scripts that run its jobs here, Ray by a strict dashboard.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { data, tensor } from "../src/index.ts";
import { blocks, blockWith, Project } from "./cluster-page.ts";
import { RayDashboard } from "./ray-dashboard.ts";

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
  expect(ran[2]).toContain("The outputs of 1 file are there.");
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

const python = process.env.RECURVE_PYTHON ?? "python3";
/** Slurm of two nodes that are both here, behind a login node that is here too. */
const slurm = {
  ssh: 'shift $(($# - 1)); exec sh -c "$1"',
  sinfo: "echo 'n1 2 idle'; echo 'n2 2 idle'",
  sbatch:
    "SLURM_JOB_ID=7 SLURM_NTASKS=2 SLURM_JOB_NODELIST=n1,n2 bash job.sh >> log.txt 2>&1 < /dev/null & echo $! > job.pid; echo 7",
  squeue: "kill -0 $(cat $(ls -t shared/me/*/job.pid | head -n 1)) 2> /dev/null && echo RUNNING || true",
  scontrol: 'case "$2" in hostnames) echo n1 ;; *) echo NodeAddr=127.0.0.1 ;; esac',
  srun: `for rank in 0 1; do SLURM_PROCID=$rank SLURM_LOCALID=0 SLURMD_NODENAME=n$rank bash -c "\${@: -1}" & ranks="$ranks $!"; done
code=0; for rank in $ranks; do wait $rank || code=$?; done; exit $code`,
};

it("on Slurm, behind a login node", async () => {
  const lines = blockWith("--login cluster.example.org").body;
  expect(lines).toContain("--sbatch=--partition=gpu --sbatch=--gres=gpu:1");
  const here = lines.replace("/shared/me/venv/bin/python", python).replace("/shared/me", at("shared/me"));
  const said = await project.shellBeside(here.trim().concat(" --output jobs/slurm\n"), slurm);
  expect(said).toContain("2 processes train on 500 samples");
  expect(said).toContain("The trained model is in jobs/slurm/result.keras.");
  const [job] = readdirSync(at("shared/me"));
  const script = readFileSync(at(`shared/me/${job}/job.sh`), "utf8");
  expect(script).toContain("#SBATCH --partition=gpu\n#SBATCH --gres=gpu:1\n");
});

it("on Ray", async () => {
  const end = { history: { loss: [0.5] }, epochs: 1, steps: 16, processes: 4, bytesPerStep: 800 };
  const found = { python: "python", version: "3.11.7", missing: [], resources: { CPU: 8 } };
  const ray = await RayDashboard.open(({ entrypoint }) =>
    entrypoint.includes("recurve_ray.py")
      ? { status: "SUCCEEDED", logs: `${ray.keptLine}@recurve ${JSON.stringify({ event: "end", ...end })}\n` }
      : { status: "SUCCEEDED", logs: `@recurve-found ${JSON.stringify(found)}\n` },
  );
  ray.kept.set("recurve-x/result.keras", readFileSync(at("waves.keras")));
  ray.kept.set("recurve-x/result.json", new TextEncoder().encode(JSON.stringify(end)));
  try {
    const lines = blockWith("--address http://127.0.0.1:8265 --processes 4").body;
    const said = await project.shellBeside(
      lines.replace("http://127.0.0.1:8265", ray.address).trim().concat(" --output jobs/ray\n"),
    );
    expect(said).toContain("The trained model is in jobs/ray/result.keras.");
    expect([...ray.jobs.values()].at(-1)!.asked.entrypoint).toContain('"processes":4,"cpus":2');
  } finally {
    await ray.close();
  }
});
