/** Loads the add-on for this machine and puts its kernels on a memory. Recurve asks for it; nothing here is for others. */
const { existsSync, readdirSync } = require("node:fs");
const { join } = require("node:path");
const { Buffer } = require("node:buffer");

/** Numbers of a block that come before a call's arguments: the memory's length in bytes, and what the kernel gives. */
const HEAD = 2;
/** Numbers of a block. */
const LENGTH = 64;

/** The file of the add-on: what was built here, else the one packed for this system. @throws Error where there is none */
function findBinary() {
  const built = join(__dirname, "build/Release/recurve-native.node");
  if (existsSync(built)) return built;
  const system = `${process.platform}-${process.arch}`;
  const folder = join(__dirname, "prebuilds", system);
  const libc = process.platform === "linux" ? (usesMusl() ? "musl" : "glibc") : undefined;
  const wanted = libc ? `recurve-native.${libc}.node` : "recurve-native.node";
  if (existsSync(folder) && readdirSync(folder).includes(wanted)) return join(folder, wanted);
  throw new Error(`recurve-native has no add-on for ${system}${libc ? ` with ${libc}` : ""}`);
}

const usesMusl = () => existsSync("/etc/alpine-release");

const binary = { exports: {} };
process.dlopen(binary, findBinary());
const { contract, instructions, attach: attachAddon, fill } = binary.exports;

/** A buffer with a copy of some bytes, at least one: quicker than the engine's where they are many. */
function copyOf(bytes) {
  // the engine would fill it with zeros first
  const to = Buffer.allocUnsafeSlow(bytes.length);
  fill(to, bytes);
  return to.buffer;
}

/**
 * The kernels on a memory, as functions that take their arguments as WebAssembly's do. `grown` must be called when the memory has grown.
 * @param memory a WebAssembly.Memory
 * @param set the instructions to use, one of `instructions`
 */
function attach(memory, set) {
  const block = new Float64Array(new ArrayBuffer(8 * LENGTH));
  const calls = attachCalls(memory, block, set);
  const grown = () => {
    const bytes = new Uint8Array(memory.buffer);
    calls.move(bytes);
    block[0] = bytes.length;
  };
  const kernels = {};
  for (const [name, call] of Object.entries(calls)) {
    if (name === "move") continue;
    kernels[name] = (...values) => {
      for (let i = 0; i < values.length; i++) block[HEAD + i] = values[i];
      call();
      return block[1];
    };
  }
  grown();
  return { kernels, grown };
}

/**
 * The same as functions without arguments: they find them in a block, a Float64Array of their own, after the memory's length in bytes and
 * room for what the kernel gives. Memory and block must be kept while they are called.
 */
function attachCalls(memory, block, set) {
  return attachAddon(new Uint8Array(memory.buffer), block, set);
}

module.exports = { contract, instructions, attach, attachCalls, copyOf, file: __filename, HEAD };
