/** A file that a reader dropped, as a table. */
import { data } from "recurve";
import { PageError } from "./worker-calls.ts";

/** How workbooks begin: .xlsx and .ods are archives, .xls is a compound file. */
const workbooks = ["504b0304", "d0cf11e0"];

/** @throws FormatError, and PageError for a workbook or a table without rows */
export async function readTable(source: Blob): ReturnType<typeof data.readTable> {
  const head = new Uint8Array(await source.slice(0, 4).arrayBuffer());
  if (workbooks.includes([...head].map((byte) => byte.toString(16).padStart(2, "0")).join(""))) {
    throw new PageError({
      en: "This is a workbook, not a CSV. Save the sheet as CSV in your spreadsheet program, and drop that.",
      zh: "这是工作簿，不是 CSV。请在电子表格软件里把工作表另存为 CSV，再放进来。",
    });
  }
  const table = await data.readTable(source);
  if (table.rows.length > 0) return table;
  throw new PageError({ en: "The table has a header and no rows.", zh: "表里只有表头，没有数据行。" });
}
