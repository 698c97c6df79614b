/** The systems: what each is called, how it starts, what it needs, and how that is installed. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** In the order of the tables. `threads: 1` marks a system that has no more; `env` is added to the environment. */
export const peers = [
  { id: "recurve", name: "Recurve", script: "recurve.js" },
  { id: "recurve-native", name: "Recurve, native", script: "recurve.js", env: { RECURVE_KERNELS: "native" } },
  { id: "onnx-node", name: "ONNX Runtime", script: "onnxruntime.js", args: ["node"], packages: ["onnxruntime-node"] },
  { id: "pytorch", name: "PyTorch", script: "pytorch.py", modules: ["torch"], pip: ["torch"] },
  {
    id: "pytorch-avx2",
    name: "PyTorch held to AVX2",
    script: "pytorch.py",
    modules: ["torch"],
    pip: ["torch"],
    env: {
      ATEN_CPU_CAPABILITY: "avx2",
      DNNL_MAX_CPU_ISA: "AVX2",
      ONEDNN_MAX_CPU_ISA: "AVX2",
      MKL_ENABLE_INSTRUCTIONS: "AVX2",
    },
  },
  {
    id: "keras",
    name: "Keras (TensorFlow)",
    script: "keras-tf.py",
    modules: ["keras", "tensorflow"],
    pip: ["keras", "tensorflow-cpu"],
  },
  { id: "onnx-web", name: "ONNX Runtime Web", script: "onnxruntime.js", args: ["web"], packages: ["onnxruntime-web"] },
  {
    id: "tfjs-wasm",
    name: "TensorFlow.js wasm",
    script: "tfjs.js",
    args: ["wasm"],
    packages: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"],
    threads: 1,
  },
  {
    id: "tfjs-cpu",
    name: "TensorFlow.js cpu",
    script: "tfjs.js",
    args: ["cpu"],
    packages: ["@tensorflow/tfjs"],
    threads: 1,
  },
  { id: "jax-js", name: "jax-js", script: "jax-js.js", packages: ["@jax-js/jax"], threads: 1 },
  { id: "brain", name: "brain.js", script: "brain.js", packages: ["brain.js"], threads: 1 },
];

/**
 * The chosen systems, ready to start: Recurve on every requested Node, JavaScript peers on the newest of them, all
 * others once. Installs what is missing; `say` names what cannot be installed, which is left out.
 */
export function obtainPeers({ chosen, nodes, say }) {
  const wanted = peers.filter(({ id }) => chosen === undefined || chosen.includes(id));
  const runtimes = findNodes(nodes, say);
  installPackages(wanted, say);
  const python = wanted.some(({ modules }) => modules) ? installModules(wanted, say) : undefined;
  return wanted.flatMap((peer) => {
    const args = [`systems/${peer.script}`, ...(peer.args ?? [])];
    if (peer.modules) {
      if (python?.has(peer.modules)) return [{ ...peer, command: python.command, args }];
    } else if (peer.id === "recurve-native" && !hasNative()) {
      say("Recurve's native kernels are not built (npm run build:native) and left out");
      return [];
    } else if ((peer.packages ?? []).every(isInstalled)) {
      return (peer.id === "recurve" ? runtimes : runtimes.slice(0, 1)).map((node, i) => ({
        ...peer,
        id: i === 0 ? peer.id : `${peer.id}-node${node.major}`,
        name: peer.id === "recurve" ? `Recurve, Node ${node.major}` : peer.name,
        node: node.version,
        command: node.path,
        args,
      }));
    }
    say(`${peer.name} cannot be had here and is left out`);
    return [];
  });
}

/** The requested Nodes, by major version or path, newest first: this one, or the npm package `node` under bench/. */
function findNodes(nodes, say) {
  const found = [];
  for (const wanted of nodes) {
    const alias = `node${wanted}`;
    const own = process.versions.node.split(".")[0] === wanted;
    if (!own && /^\d+$/.test(wanted) && !isInstalled(alias)) install(aliasOf(alias, wanted), say);
    const path = own ? process.execPath : /^\d+$/.test(wanted) ? join(here, "node_modules", alias, "bin/node") : wanted;
    const version = spawnSync(path, ["-p", "process.versions.node"], { encoding: "utf8" }).stdout?.trim();
    if (version) found.push({ path, version, major: Number(version.split(".")[0]) });
    else say(`Node ${wanted} cannot be had here and is left out`);
  }
  if (found.length === 0) throw new Error("None of the Nodes asked for is here.");
  return found.sort((a, b) => b.major - a.major);
}

/** The version that npm installs for another Node: package.json's own pin, or the newest of that major version. */
function aliasOf(alias, major) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  return alias in optionalDependencies ? [] : [`${alias}@npm:node@${major}`];
}

/** Installs the packages of the chosen systems; returns those whose packages are available. */
export function installPackages(wanted, say) {
  if (!wanted.flatMap(({ packages }) => packages ?? []).every(isInstalled)) install([], say);
  return wanted.filter(({ packages }) => (packages ?? []).every(isInstalled));
}

/** Installs package.json's peers and the named packages; npm skips those that fail, because all are optional. */
function install(extra, say) {
  say("installing peers with npm ...");
  spawnSync(
    "npm",
    ["install", ...extra, "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: here,
      stdio: "inherit",
      shell: process.platform === "win32",
      // its install script only fetches libraries for other processors than these
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" },
    },
  );
}

function hasNative() {
  try {
    return Boolean(createRequire(import.meta.url)("recurve-native"));
  } catch {
    return false;
  }
}

const isInstalled = (name) => existsSync(join(here, "node_modules", name));

/** The Python of RECURVE_PYTHON, or of bench/.venv, which is made and given what is missing, in requirements.txt's versions. */
function installModules(wanted, say) {
  const own = join(here, ".venv", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const command = process.env.RECURVE_PYTHON ?? own;
  const has = (modules) => {
    const code = `import importlib.util as u, sys; sys.exit(not all(u.find_spec(m) for m in ${JSON.stringify(modules)}))`;
    return spawnSync(command, ["-c", code]).status === 0;
  };
  const run = (program, args) => spawnSync(program, args, { cwd: here, stdio: "inherit" });
  const missing = process.env.RECURVE_PYTHON ? [] : wanted.filter(({ modules }) => modules && !has(modules));
  if (missing.length > 0 && !existsSync(own)) run("python3", ["-m", "venv", ".venv"]);
  for (const { name, pip } of missing) {
    say(`installing ${name} with pip ...`);
    run(command, ["-m", "pip", "install", "-qq", "--retries", "1", "-c", "requirements.txt", "numpy", ...pip]);
  }
  return { command, has };
}
