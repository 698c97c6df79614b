/**
 * `npm run build:native`: compiles the add-on of the package in native/ for this machine with any C compiler (CC, cc, gcc, clang or zig),
 * and puts the package where the library finds an installed one. A machine without a compiler needs none of it.
 */
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileAddon, findCompiler } from "./compiler.js";
import { writeHeaders } from "./headers.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sanitized = process.argv.includes("--sanitize");
const compiler = findCompiler();
if (compiler) {
  try {
    writeHeaders();
    compileAddon(compiler, join(root, "native/build/Release/recurve-native.node"), {
      extra: sanitized ? ["-fsanitize=address", "-g", "-DRECURVE_POISON"] : [],
    });
    linkPackage();
    console.log(
      `native/build/Release/recurve-native.node built with ${compiler.join(" ")}${sanitized ? ", sanitised" : ""}`,
    );
  } catch (error) {
    console.error(`The native level cannot be built: ${error.message}`);
    process.exitCode = 1;
  }
} else {
  console.log(
    "There is no C compiler here (CC, cc, gcc, clang and zig were looked for), so there is no native level; all else works without it.",
  );
}

/** Lets `require("recurve-native")` find this checkout's. */
function linkPackage() {
  const link = join(root, "node_modules/recurve-native");
  if (existsSync(link)) return;
  rmSync(link, { force: true });
  symlinkSync("../native", link, process.platform === "win32" ? "junction" : undefined);
}
