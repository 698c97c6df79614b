/** A system that is measured: a process of its own that loads once and answers JSON lines. */
import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const pinning = process.platform === "linux" && cpus().length > 1;

/** A question that was not answered in time. */
export class Overdue extends Error {}

export class System {
  /** @param peer from peers.js: `id`, `name`, `command`, `args`; `threads` as many as it may use */
  constructor(peer, threads) {
    Object.assign(this, peer);
    this.threads = threads;
  }

  start() {
    const { command, args, threads } = this;
    const n = String(threads);
    // the same cores for everyone: a system with one thread has no second core for its helpers
    const pin = pinning && threads < cpus().length ? ["taskset", "-c", threads === 1 ? "0" : `0-${threads - 1}`] : [];
    const [program, ...rest] = [...pin, command, ...args];
    const child = spawn(program, rest, {
      cwd: here,
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...process.env,
        OMP_NUM_THREADS: n,
        MKL_NUM_THREADS: n,
        TF_NUM_INTRAOP_THREADS: n,
        TF_NUM_INTEROP_THREADS: n,
        TF_CPP_MIN_LOG_LEVEL: "3",
        KERAS_BACKEND: "tensorflow",
        CUDA_VISIBLE_DEVICES: "-1",
        BENCH_THREADS: n,
        BENCH_CLOCK: this.clock ?? "wall",
        RECURVE_THREADS: n,
        RECURVE_KERNELS: "wide",
        ...this.env,
      },
    });
    this.child = child;
    let complaint = "";
    child.stderr.on("data", (data) => {
      complaint = (complaint + data).slice(-2000);
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("{")) this.waiting?.resolve(JSON.parse(line));
    });
    const fail = (reason) => {
      if (this.child !== child) return;
      this.child = undefined;
      this.waiting?.reject(new Error(reason ?? lastError(complaint)));
    };
    child.on("error", (error) => fail(error.message));
    child.on("exit", () => fail());
    child.stdin.on("error", () => {});
  }

  /** Asks one question; starts the process if it is not there, and ends it when `limit` ms pass without an answer. */
  async ask(request, limit = 120_000) {
    if (!this.child) this.start();
    let timer;
    try {
      return await new Promise((resolve, reject) => {
        this.waiting = { resolve, reject };
        timer = setTimeout(() => {
          this.stop();
          reject(new Overdue(`no answer in ${limit / 1000} s`));
        }, limit);
        this.child.stdin.write(`${JSON.stringify(request)}\n`);
      });
    } finally {
      clearTimeout(timer);
      this.waiting = undefined;
    }
  }

  /** Ends the process; the promise is kept when it has gone, and takes no core from the next one. */
  async stop() {
    const child = this.child;
    if (!child) return;
    this.child = undefined;
    child.stdin.end();
    // one that is in the middle of a call does not see that its input has ended
    const timer = setTimeout(() => child.kill("SIGKILL"), 1000);
    await new Promise((gone) => child.on("exit", gone));
    clearTimeout(timer);
  }
}

/** The line of a program's complaint that says what is wrong. */
function lastError(complaint) {
  const lines = complaint.trim().split("\n");
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1))?.trim().slice(0, 200) || "it ended";
}
