/** The report of a run: one page of HTML that opens without a network, in light and dark. */
import { escapeXml } from "./charts.ts";
import type { Language } from "./language.ts";

/** A part of a report. A text is a paragraph. */
export type Block =
  | string
  | { heading: string }
  | { table: { headers: readonly string[]; rows: readonly (readonly (string | number)[])[] } }
  /** A picture; one of many cells may be wider than a phone. */
  | { svg: string; caption?: string; hasCells?: boolean }
  | { lines: readonly string[] };

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}table{border-collapse:collapse}td,th{padding:.2rem .8rem;border-bottom:1px solid #8886;text-align:left;vertical-align:top;overflow-wrap:anywhere;max-width:24rem}tr.best{font-weight:600}
th{overflow-wrap:normal}.number,.short{white-space:nowrap}.number{text-align:right;font-variant-numeric:tabular-nums}th.number{white-space:normal}pre{white-space:pre-wrap;background:#8881;padding:.8rem;border-radius:.4rem}
figure,.table{margin:1rem 0;overflow-x:auto}h1,p{overflow-wrap:anywhere}code{background:#8882;padding:.1rem .3rem;border-radius:.2rem}figcaption{color:#888;font-size:.9rem}svg{max-width:100%;height:auto}
@media(max-width:40rem){body{margin:1rem auto}table{font-size:.9rem}td,th{padding:.2rem .4rem}.cells svg{max-width:max(100%,36rem)}}`;

/** A whole page. Every text in it is escaped; SVG is inserted as it is. */
export function reportPage(title: string, blocks: readonly Block[], language: Language = "en"): string {
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(title)}</title>
<style>${style}</style>
<h1>${escapeXml(title)}</h1>
${blocks.map(html).join("\n")}
</html>
`;
}

function html(block: Block): string {
  // what stands between backticks is to be typed
  if (typeof block === "string") return `<p>${escapeXml(block).replaceAll(/`([^`]+)`/g, "<code>$1</code>")}</p>`;
  if ("heading" in block) return `<h2>${escapeXml(block.heading)}</h2>`;
  if ("lines" in block) return `<pre>${block.lines.map(escapeXml).join("\n")}</pre>`;
  if ("svg" in block) {
    const caption = block.caption === undefined ? "" : `<figcaption>${escapeXml(block.caption)}</figcaption>`;
    return `<figure${block.hasCells ? ' class="cells" tabindex="0"' : ""}>${block.svg}${caption}</figure>`;
  }
  const { headers, rows } = block.table;
  const isNumber = headers.map((_, column) => rows.length > 0 && rows.every((row) => readsAsNumber(row[column])));
  const kindOf = (cell: string | number, i: number) =>
    isNumber[i] ? ' class="number"' : String(cell).length <= SHORT && !/\s/.test(String(cell)) ? ' class="short"' : "";
  const cells = (row: readonly (string | number)[], tag: "td" | "th") =>
    row
      .map((cell, i) => {
        const kind = tag === "td" ? kindOf(cell, i) : isNumber[i] ? ' class="number"' : "";
        return `<${tag}${kind}>${escapeXml(numberText(cell)).replace(/^&gt; /, "▸\u00a0")}</${tag}>`;
      })
      .join("");
  // tables mark the best or the chosen row by an arrow
  const isBest = ([first]: readonly (string | number)[]) => String(first).startsWith("> ");
  const body = rows.map((row) => `<tr${isBest(row) ? ' class="best"' : ""}>${cells(row, "td")}</tr>`).join("\n");
  // a wide table scrolls on its own, never the page
  return `<div class="table" tabindex="0"><table>\n<tr>${cells(headers, "th")}</tr>\n${body}\n</table></div>`;
}

/** A cell of so many characters, such as a date, is not broken into lines. */
const SHORT = 16;

/** Whether a cell is a number, or says one: 82.2 %. */
const readsAsNumber = (cell: string | number | undefined) =>
  typeof cell === "number" || /^-?[\d,]+(\.\d+)?( %)?$/.test(cell ?? "");

/** A number with as many digits as are meaningful. */
function numberText(cell: string | number): string {
  if (typeof cell === "string") return cell;
  if (Number.isNaN(cell)) return "-";
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(4)));
}
