/** The report of a run: one page of HTML that opens without a network, in light and dark. */
import { escapeXml } from "./charts.ts";
import type { Language } from "./words.ts";

/** A part of a report. A text is a paragraph. */
export type Block =
  | string
  | { heading: string }
  | { table: { headers: readonly string[]; rows: readonly (readonly (string | number)[])[] } }
  | { svg: string; caption?: string }
  | { lines: readonly string[] };

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}table{border-collapse:collapse}td,th{padding:.2rem .8rem;border-bottom:1px solid #8886;text-align:left;vertical-align:top;overflow-wrap:break-word;max-width:24rem}tr.best{font-weight:600}
td.number,th.number{overflow-wrap:normal;text-align:right;font-variant-numeric:tabular-nums}pre{white-space:pre-wrap;background:#8881;padding:.8rem;border-radius:.4rem}
figure,.table{margin:1rem 0;overflow-x:auto}h1,p{overflow-wrap:anywhere}figcaption{color:#888;font-size:.9rem}svg{max-width:100%;height:auto}`;

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
  if (typeof block === "string") return `<p>${escapeXml(block)}</p>`;
  if ("heading" in block) return `<h2>${escapeXml(block.heading)}</h2>`;
  if ("lines" in block) return `<pre>${block.lines.map(escapeXml).join("\n")}</pre>`;
  if ("svg" in block) {
    const caption = block.caption === undefined ? "" : `<figcaption>${escapeXml(block.caption)}</figcaption>`;
    return `<figure>${block.svg}${caption}</figure>`;
  }
  const { headers, rows } = block.table;
  const isNumber = headers.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"));
  const cells = (row: readonly (string | number)[], tag: "td" | "th") =>
    row
      .map((cell, i) => `<${tag}${isNumber[i] ? ' class="number"' : ""}>${escapeXml(numberText(cell))}</${tag}>`)
      .join("");
  // tables mark the best or the chosen row by an arrow
  const isBest = ([first]: readonly (string | number)[]) => String(first).startsWith("> ");
  const body = rows.map((row) => `<tr${isBest(row) ? ' class="best"' : ""}>${cells(row, "td")}</tr>`).join("\n");
  // a wide table scrolls on its own, never the page
  return `<div class="table" tabindex="0"><table>\n<tr>${cells(headers, "th")}</tr>\n${body}\n</table></div>`;
}

/** A number with as many digits as are meaningful. */
function numberText(cell: string | number): string {
  if (typeof cell === "string") return cell;
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(4)));
}
