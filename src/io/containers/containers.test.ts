/** Zip archives and HDF5 files: the same as the HDF5 library finds, and what is refused. */
import { readdirSync, readFileSync } from "node:fs";
import { strToU8, zipSync } from "fflate";
import h5wasm from "h5wasm/node";
import { describe, expect, test } from "vitest";
import { FormatError } from "../../tensor/index.ts";
import { type Group, openHdf5 } from "./hdf5/file.ts";
import { GroupToWrite, writeHdf5 } from "./hdf5/write.ts";
import { writeZip, Zip } from "./zip.ts";

const { FS } = await h5wasm.ready;
const folder = new URL("../../../test/fixtures/keras/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".h5"));
const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));

/** A file that the library writes, in memory. */
function written(
  fill: (file: InstanceType<typeof h5wasm.File>) => void,
  options: { libver?: "latest" | "v108" | "v110" } = {},
): Uint8Array {
  const path = `/written-${Math.random()}.h5`;
  const file = new h5wasm.File(path, "w", options);
  fill(file);
  file.close();
  const bytes = FS!.readFile(path) as Uint8Array;
  FS!.unlink(path);
  return bytes;
}

/** Every dataset by path, as the library reads it. */
function contents(bytes: Uint8Array): Map<string, { shape: number[]; values: number[] }> {
  const path = "/read.h5";
  FS!.writeFile(path, bytes);
  const file = new h5wasm.File(path, "r");
  const found = new Map<string, { shape: number[]; values: number[] }>();
  for (const name of file.paths()) {
    const entry = file.get(name);
    if (!(entry instanceof h5wasm.Dataset)) continue;
    const value = entry.value as number | bigint | ArrayLike<number>;
    const values = typeof value === "object" ? Array.from(value, Number) : [Number(value)];
    found.set(name.replace(/^\//, ""), { shape: entry.shape ?? [], values });
  }
  file.close();
  return found;
}

describe("HDF5", () => {
  test.each(files)("%s is read as the library reads it", async (name) => {
    const bytes = bytesOf(name);
    const root = openHdf5(bytes, name);
    const expected = contents(bytes);
    expect(expected.size).toBeGreaterThan(4);
    for (const [path, { shape, values }] of expected) {
      const dataset = root.dataset(path)!;
      expect(dataset.shape).toEqual(shape);
      expect(Array.from((await dataset.values()) as Float32Array)).toEqual(values);
    }
    const count = (group: Group): number =>
      group.names.reduce((sum, each) => sum + (group.dataset(each) ? 1 : count(group.group(each)!)), 0);
    expect(count(root)).toBe(expected.size);
  });

  test.each(["v108", "v110", "latest"] as const)(
    "groups and attributes of newer HDF5 are read: libver %s",
    async (libver) => {
      const long = "x".repeat(100_000);
      const bytes = written(
        (file) => {
          for (const name of ["a few", "many"]) {
            const group = file.create_group(name);
            for (let i = 0; i < (name === "many" ? 2000 : 12); i++) {
              group.create_dataset({ name: `weight ${i}`, data: new Float32Array([i, -i]) });
              if (i < 100) group.create_attribute(`attribute ${i}`, i, null, "<i4");
            }
            group.create_attribute("long", long);
          }
        },
        { libver },
      );
      const root = openHdf5(bytes, "newer.h5");
      for (const [name, count] of [
        ["a few", 12],
        ["many", 2000],
      ] as const) {
        const group = root.group(name)!;
        expect(group.names).toHaveLength(count);
        for (let i = 0; i < count; i += 11) {
          expect([...(await group.dataset(`weight ${i}`)!.values())]).toEqual([i, -i]);
          if (i < 100) expect([...group.attribute(`attribute ${i}`)!]).toEqual([i]);
        }
        expect(group.attribute("long")).toEqual([long]);
        expect(group.attribute("short")).toBeUndefined();
      }
    },
  );

  test("what is written is read by the library", () => {
    const root = new GroupToWrite();
    for (let i = 0; i < 600; i++) root.set(`many/${i}`, { shape: [2], values: Float32Array.of(i, -i) });
    root.set("deep/er/count", { shape: [], values: BigInt64Array.of(7n) });
    root.set("empty", { shape: [0, 2], values: new Float32Array(0) });
    root.attributes.set("text", "große Töne 循环 ".repeat(9000));
    root.attributes.set("list", ["a", "", "b"]);
    const bytes = writeHdf5(root);
    const found = contents(bytes);
    expect(found.get("many/599")).toEqual({ shape: [2], values: [599, -599] });
    expect(found.get("deep/er/count")).toEqual({ shape: [], values: [7] });
    expect(found.get("empty")!.shape).toEqual([0, 2]);
    FS!.writeFile("/own.h5", bytes);
    const file = new h5wasm.File("/own.h5", "r");
    expect(file.attrs.text!.value).toBe(root.attributes.get("text"));
    expect(file.attrs.list!.value).toEqual(["a", "", "b"]);
    expect(openHdf5(bytes, "own").attribute("list")).toEqual(["a", "", "b"]);
  });

  test("chunks, packed and over the edges of their dataset", async () => {
    const data = Float32Array.from({ length: 35 }, (_, i) => Math.sin(i));
    const bytes = written((file) => {
      file.create_dataset({ name: "packed", data, shape: [5, 7], dtype: "<f4", chunks: [2, 3], compression: 4 });
      file.create_dataset({ name: "plain", data, shape: [5, 7], dtype: "<f4", chunks: [4, 4] });
    });
    for (const name of ["packed", "plain"]) {
      expect(await openHdf5(bytes, "test").dataset(name)!.values()).toEqual(data);
    }
  });

  test("links to other names are followed, those to other files and in circles are not", () => {
    const bytes = written((file) => {
      file.create_dataset({ name: "own", data: new Float32Array(2), shape: [2], dtype: "<f4" });
      file.create_soft_link("/own", "soft");
      file.create_soft_link("soft", "softer");
      const group = file.create_group("group");
      group.create_soft_link("/softer", "inside");
      group.create_soft_link("there", "here");
      group.create_soft_link("/group/here", "there");
      file.create_soft_link("/group", "other");
      file.create_soft_link("/nowhere", "loose");
      file.create_external_link("/etc/passwd", "/x", "external");
    });
    const root = openHdf5(bytes, "test");
    for (const path of ["own", "soft", "softer", "group/inside", "other/inside"]) {
      expect(root.dataset(path)?.shape, path).toEqual([2]);
    }
    expect(root.group("other")!.dataset("inside")!.shape).toEqual([2]);
    expect(root.dataset("loose")).toBeUndefined();
    expect(() => root.dataset("group/here")).toThrow(/circle/);
    expect(() => root.dataset("external")).toThrow(FormatError);
  });

  test.each([512, 2048])("a file behind a block of %i bytes of the user's", async (size) => {
    const data = Float32Array.of(1, -2, 3);
    const bytes = written((file) => {
      file.create_dataset({ name: "own", data, shape: [3], dtype: "<f4" });
    });
    const moved = new Uint8Array(size + bytes.length);
    moved.set(bytes, size);
    // the address that all others count from
    const version = bytes[8]!;
    new DataView(moved.buffer).setUint32(size + (version < 2 ? 24 + 4 * version : 12), size, true);
    if (version < 2) expect(contents(moved).get("own")!.values).toEqual([...data]);
    expect(await openHdf5(moved, "test").dataset("own")!.values()).toEqual(data);
  });

  test("a group within itself costs nothing", () => {
    const bytes = written((file) => {
      file.create_group("loop");
      file.create_hard_link("/", "loop/again");
    });
    const path = Array.from({ length: 50 }, () => "loop/again").join("/");
    expect(openHdf5(bytes, "test").group(path)!.names).toEqual(["loop"]);
  });

  test("a dataset larger than its file may be is refused before anything is made of it", async () => {
    const bytes = written((file) => {
      file.create_dataset({
        name: "vast",
        data: new Float32Array(4),
        shape: [2, 2],
        maxshape: [null, null],
        dtype: "<f4",
        chunks: [2, 2],
      });
    });
    // the lengths of the axes stand once with the shape
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at + 16 <= bytes.length; at++) {
      if (view.getBigUint64(at, true) === 2n && view.getBigUint64(at + 8, true) === 2n) {
        view.setBigUint64(at, 2n ** 40n, true);
        break;
      }
    }
    await expect(openHdf5(bytes, "test").dataset("vast")!.values()).rejects.toThrow(FormatError);
  });
});

describe("zip", () => {
  test("stored and deflated members", async () => {
    const text = strToU8("so much depends ".repeat(500));
    for (const level of [0, 9] as const) {
      const zip = new Zip(zipSync({ "a/b.txt": text }, { level }), "test");
      expect(zip.names).toEqual(["a/b.txt"]);
      expect(await zip.read("a/b.txt")).toEqual(text);
    }
    await expect(new Zip(zipSync({ a: text }), "test").read("b")).rejects.toThrow(/no member b/);
  });

  test.each(["../up", "/root", "a/../../up", "C:/x", "a\\..\\b"])("a member named %s is refused", (name) => {
    expect(() => new Zip(zipSync({ [name]: strToU8("x") }), "test")).toThrow(/leaves the archive/);
  });

  test("a bomb is refused before it is unpacked", () => {
    const bytes = zipSync({ bomb: new Uint8Array(2 ** 27) }, { level: 1 });
    expect(() => new Zip(bytes, "test")).toThrow(/too large/);
  });

  test("a member that says it is small unpacks to no more", async () => {
    const bytes = zipSync({ sly: new Uint8Array(2 ** 22) });
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at + 4 <= bytes.length; at++)
      if (view.getUint32(at, true) === 2 ** 22) view.setUint32(at, 10, true);
    await expect(new Zip(bytes, "test").read("sly")).rejects.toThrow(FormatError);
  });

  test("content that is not what its sum says is refused", async () => {
    const bytes = await writeZip({ a: strToU8("model") });
    bytes[bytes.indexOf(0x6d, 30)]! ^= 1;
    await expect(new Zip(bytes, "test").read("a")).rejects.toThrow(/checksum/);
  });

  test("every cut is refused", async () => {
    const bytes = await writeZip({ a: strToU8("model"), b: new Uint8Array(100) });
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.slice(0, length);
      await expect((async () => new Zip(cut, "test").read("b"))()).rejects.toThrow(FormatError);
    }
  });
});
