/**
 * Joins src/tfjs/ into dist/tf.min.js: a classic script for pages without modules, `<script src="…/recurve/dist/tf.min.js">`, whose
 * global `tf` is what TensorFlow.js's script gives. ONNX and drawings, which no name of `tf` leads to, are left out.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inAscii } from "./ascii.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What the script does not contain, by import. */
const left = /(^|\/)(@viz-js\/viz|onnx\/format\.ts)$/;
const refusal = `const absent = () => {
  throw new Error("This script of Recurve has no ONNX and no drawings: import recurve as a module.");
};
export const onnx = { name: "onnx", read: absent, write: absent };
export const instance = absent;`;

export async function bundleForPages() {
  const { build } = await import("vite");
  const [{ output }] = await build({
    root,
    configFile: false,
    logLevel: "warn",
    define: { "import.meta.url": "undefined" },
    plugins: [
      {
        name: "left-out",
        enforce: "pre",
        resolveId: (id) => (left.test(id) ? `\0left-out:${id}` : undefined),
        load: (id) => (id.startsWith("\0left-out:") ? refusal : undefined),
      },
    ],
    build: {
      write: false,
      target: "es2022",
      minify: true,
      lib: { entry: join(root, "src/tfjs/index.ts"), name: "tf", formats: ["iife"], fileName: () => "tf.min.js" },
    },
  });
  writeFileSync(join(root, "dist/tf.min.js"), inAscii(output[0].code));
}
