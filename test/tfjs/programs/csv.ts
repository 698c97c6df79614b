/** tf.data.csv: columns, types, labels, delimiters, names; and lines of texts. */
import { type Row, row } from "../compare.ts";
import { small } from "./shared.ts";

export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));
/** A server that gives one text. */
async function served<T>(text: string, run: () => Promise<T>): Promise<T> {
  const old = globalThis.fetch;
  (globalThis as any).fetch = async () => new Response(text, { status: 200 });
  try {
    return await run();
  } finally {
    globalThis.fetch = old;
  }
}
const csv = (name: string, text: string, options: any, then = async (d: any, _tf: any) => d.toArray()) =>
  add(`csv: ${name}`, (tf) =>
    served(text, async () => {
      try {
        return await then(tf.data.csv("https://h.test/a.csv", options), tf);
      } catch {
        return "refused";
      }
    }),
  );
const house = "rm,tax,price\n6.5,300,24\n6.4,242,21.6\n7.1,,34.7\n";
csv("with names", house, undefined);
csv("labels", house, { columnConfigs: { price: { isLabel: true } } });
csv("only configured columns", house, {
  columnConfigs: { rm: {}, price: { isLabel: true } },
  configuredColumnsOnly: true,
});
csv("defaults for what is missing", house, { columnConfigs: { tax: { default: 99 } } });
csv("required and missing", house, { columnConfigs: { tax: { required: true } } });
csv("types int32, bool, string, float32", "a,b,c,d\n1.9,true,x,2\n2,0,7,3.5\n3,false,,4\n", {
  columnConfigs: { a: { dtype: "int32" }, b: { dtype: "bool" }, d: { dtype: "float32" } },
});
csv("no header, names given", "1,2,3\n4,5,6\n", { hasHeader: false, columnNames: ["a", "b", "c"] });
csv("no header, no names", "1,2,3\n4,5,6\n", { hasHeader: false });
csv("header replaced by names", house, { columnNames: ["a", "b", "c"] });
csv("too few names", house, { columnNames: ["a", "b"] });
csv("a configured column that is not there", house, { columnConfigs: { nowhere: { isLabel: true } } });
csv("semicolons", "a;b\n1;2\n3;4\n", { delimiter: ";" });
csv("tabs and spaces in names", "a b\tc\n1\t2\n", { delimiter: "\t" });
csv("delimWhitespace", "a b c\n1 2   3\n4  5 6\n", { delimWhitespace: true });
csv("quotes", 'a,b\n"x, y",1\n"z",2\n', undefined);
csv("windows lines, no line at the end", "a,b\r\n1,2\r\n3,4", undefined);
csv("texts stay texts, numbers are numbers", "a,b\nx,1e3\ny,-0.5\n0x10,.5\n", undefined);
csv("duplicate names", "a,a\n1,2\n", undefined);
csv("columnNames()", house, undefined, async (d) => d.columnNames());
csv("rows too short", "a,b\n1\n", undefined);
csv("rows too long", "a,b\n1,2,3\n", undefined);
csv("true and false", "a,b\ntrue,1\nfalse,0\n", undefined);
csv("map, batch", house.replace(",,", ",1,"), { columnConfigs: { price: { isLabel: true } } }, async (d) =>
  d
    .map(({ xs, ys }: any) => ({ xs: Object.values(xs), ys: Object.values(ys) }))
    .batch(2)
    .toArray(),
);
csv("size, take, skip", house, undefined, async (d) => [
  d.size,
  (await d.take(1).toArray()).length,
  (await d.skip(2).toArray()).length,
]);
csv("a bare file", "", undefined);
csv(
  "training on it",
  "x1,x2,y\n1,2,0\n2,1,1\n3,3,1\n0,1,0\n",
  { columnConfigs: { y: { isLabel: true } } },
  async (d, tf) => {
    const m = small(tf);
    const { history } = await m.fitDataset(
      d.map(({ xs, ys }: any) => ({ xs: Object.values(xs), ys: Object.values(ys) })).batch(2),
      { epochs: 2, verbose: 0 },
    );
    return history;
  },
);
add("TextLineDataset", (tf) =>
  served("one\ntwo\r\nthree", async () => {
    try {
      return await new tf.data.TextLineDataset(new tf.data.URLDataSource("https://h.test/x")).toArray();
    } catch {
      return "refused";
    }
  }),
);
for (const text of ["one\ntwo\n", "", "\n\na", "a\n\nb"])
  add(`TextLineDataset ${JSON.stringify(text)}`, (tf) =>
    served(text, () => new tf.data.TextLineDataset(new tf.data.URLDataSource("https://h.test/x")).toArray()),
  );
add("new CSVDataset of a URLDataSource", (tf) =>
  served(house, () =>
    new tf.data.CSVDataset(new tf.data.URLDataSource("https://h.test/x"), {
      columnConfigs: { price: { isLabel: true } },
    }).toArray(),
  ),
);
