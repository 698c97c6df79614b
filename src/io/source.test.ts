/** Where bytes come from, and where they do not. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTable } from "../data/index.ts";
import { ConfigError, FormatError, IoError } from "../tensor/index.ts";
import { loadModel } from "./load-model.ts";
import { type ModelSource, sourceOf } from "./source.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-source-"));
const inside = join(folder, "inside");
const path = join(inside, "model.json");
let server: Server;
let address: string;

beforeAll(async () => {
  mkdirSync(inside);
  writeFileSync(path, "model");
  writeFileSync(join(inside, "shard.bin"), "shard");
  writeFileSync(join(folder, "secret.txt"), "secret");
  symlinkSync(join(folder, "secret.txt"), join(inside, "link.bin"));
  server = createServer((request, response) => {
    if (request.url === "/cut") {
      response.writeHead(200, { "content-length": 99 }).write("model");
      setTimeout(() => response.destroy(), 20);
      return;
    }
    const found = { "/a/model.json?v=1": "model", "/a/shard.bin?v=1": "shard" }[request.url!];
    response.writeHead(found ? 200 : 404).end(found);
  }).listen(0);
  await new Promise((resolve) => server.once("listening", resolve));
  address = `http://localhost:${(server.address() as AddressInfo).port}/a/model.json?v=1`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const file = (content: string, name: string) => new File([content], name);

describe("every kind", () => {
  const kinds: readonly [string, () => ModelSource, hasShard: boolean][] = [
    ["a path", () => path, true],
    ["a file: URL", () => pathToFileURL(path), true],
    ["a file: URL as text", () => pathToFileURL(path).href, true],
    ["a URL", () => new URL(address), true],
    ["Files", () => [file("model", "model.json"), file("shard", "shard.bin")], true],
    ["a Blob", () => new Blob(["model"]), false],
    ["bytes", () => new TextEncoder().encode("model"), false],
    ["a buffer", () => new TextEncoder().encode("model").buffer, false],
    ["a data: URL", () => "data:,model", false],
  ];

  test.each(kinds)("%s", async (_, from, hasShard) => {
    const source = sourceOf(from());
    expect(text(await source.bytes())).toBe("model");
    if (hasShard) expect(text(await source.sibling("shard.bin"))).toBe("shard");
    else await expect(source.sibling("shard.bin")).rejects.toThrow(IoError);
    await expect(source.sibling("absent.bin")).rejects.toThrow(IoError);
    for (const wrong of [
      "../secret.txt",
      "/etc/passwd",
      "a/../../secret.txt",
      "C:\\x",
      "http://x/y",
      "%2e%2e/secret.txt",
      "",
      ".",
    ]) {
      await expect(source.sibling(wrong), wrong).rejects.toThrow(FormatError);
    }
  });
});

test("a link that leads out of the folder is not followed", async () => {
  await expect(sourceOf(path).sibling("link.bin")).rejects.toThrow(/outside/);
});

test.each([
  ["s3://bucket/m.keras", ConfigError, /Addresses of s3: are not fetched/],
  ["ftp://host/m.keras", ConfigError, /Addresses of ftp: are not fetched/],
  ["file:///tmp/%zz", IoError, /could not be read|There is no file/],
])("%s", async (from, kind, message) => {
  const read = async () => sourceOf(from).bytes();
  await expect(read()).rejects.toThrow(kind);
  await expect(read()).rejects.toThrow(message);
  if (kind === ConfigError) await expect(readTable(from)).rejects.toThrow(message);
});

test("what is absent, and what is no source", async () => {
  for (const empty of ["", " "]) {
    expect(() => sourceOf(empty)).toThrow(/The path is empty/);
    await expect(readTable(empty)).rejects.toThrow(/The path is empty/);
  }
  await expect(sourceOf(join(folder, "absent.keras")).bytes()).rejects.toThrow(/There is no file/);
  await expect(sourceOf(folder).bytes()).rejects.toThrow(IoError);
  await expect(sourceOf(new URL("/absent", address)).bytes()).rejects.toThrow(/404/);
  expect(() => sourceOf(17 as never)).toThrow(ConfigError);
  expect(() => sourceOf((async function* () {})() as never)).toThrow(/received: AsyncGenerator/);
});

test.each([
  ["\x1f\x8b\b\0", /received: a gzip file\n.*unpack/],
  ["<!doctype html><title>Sign in</title>", /received: a web page\n/],
  ["version https://git-lfs.github.com/spec/v1\n", /received: a pointer of Git LFS\n.*git lfs pull/],
])("what stands in place of a model: %j", async (content, message) => {
  await expect(loadModel(Uint8Array.from(content, (letter) => letter.charCodeAt(0)))).rejects.toThrow(message);
});

test("an address that ends too early, or that nobody answers at", async () => {
  const cut = new URL("/cut", address);
  const early = { name: "IoError", what: `${cut} could not be fetched.` };
  await expect(sourceOf(cut).bytes()).rejects.toMatchObject(early);
  await expect(readTable(cut)).rejects.toMatchObject(early);
  const { port, host } = new URL(address);
  await expect(sourceOf(`http://${host.replace(port, "9")}/model.keras`).bytes()).rejects.toThrow(/received: \S/);
});

test.each([
  ["saved_model.pb", /a SavedModel of TensorFlow[\s\S]*model\.save\("model\.keras"\)/],
  ["config.json", /an unpacked \.keras archive[\s\S]*zip -0/],
])("a folder with %s is refused, and told how to make one file of it", async (name, message) => {
  const model = mkdtempSync(join(folder, "model-"));
  writeFileSync(join(model, name), "");
  await expect(sourceOf(model).bytes()).rejects.toThrow(message);
});
