/** The Python that computes: whether it is there, and has what it needs. */
import { type Host, lastLine, quoted } from "./hosts.ts";
import type { Finding } from "./launchers/launcher.ts";

const PROBE = `
import importlib.util as u, json, sys
names = sys.argv[1:]
missing = [n for n in names if u.find_spec(n) is None]
print(json.dumps({"version": sys.version.split()[0], "missing": missing, "found": {n: __import__("importlib.metadata").metadata.version(n) for n in names if n not in missing}}))
`;

/** What a host's Python lacks of some packages. */
export async function checkPython(host: Host, python: string, packages: readonly string[]): Promise<Finding> {
  const name = `Python on ${host.name}`;
  const line = [python, "-c", PROBE, ...packages].map(quoted).join(" ");
  const { code, stdout, stderr } = await host.run(line);
  if (code !== 0) {
    const isThere = !/not found|No such file|cannot execute/.test(stderr);
    const hint = "name one with --python, of version 3.10 or later";
    if (!isThere) return { name, isFine: false, what: `${python} is not there on ${host.name}.`, hint };
    return { name, isFine: false, what: `${python} does not run on ${host.name}.`, received: lastLine(stderr), hint };
  }
  const { version, missing, found } = JSON.parse(lastLine(stdout.toString("utf8"))) as {
    version: string;
    missing: string[];
    found: Record<string, string>;
  };
  const has = Object.entries(found).map(([each, number]) => `${each} ${number}`);
  if (missing.length === 0) return { name, isFine: true, what: `${python} ${version}, ${has.join(", ")}` };
  return {
    name,
    isFine: false,
    what: `${python} ${version} on ${host.name} has no ${missing.join(", ")}.`,
    hint: `${python} -m pip install ${packages.join(" ")}`,
  };
}

/** What bulk prediction needs. */
export const predictingPackages = ["onnxruntime", "numpy"];
/** What training needs. */
export const trainingPackages = ["torch", "keras", "numpy"];
