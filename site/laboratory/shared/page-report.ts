/** A part of the page as a file that opens offline: its pictures, tables and the styles that they need. */
export function pageReport(part: Element, title: string): string {
  const copy = part.cloneNode(true) as Element;
  for (const each of copy.querySelectorAll("button, input, form, [data-not-in-report]")) each.remove();
  const styles = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText));
  const { lang, className } = document.documentElement;
  const head = document.createElement("title");
  head.textContent = title;
  const style = styles.filter((rule) => /lab|:root|\.dark|^(html|body|\*)/.test(rule)).join("\n");
  return `<!doctype html>
<html lang="${lang}" class="${className}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
${head.outerHTML}
<style>${style.replaceAll("</", "<\\/")}</style>
<body><main class="laboratory"><div class="lab">${copy.outerHTML}</div></main></body>
</html>`;
}
