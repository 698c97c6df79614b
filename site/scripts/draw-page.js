/** The visible part of a page as SVG. The function runs in the page, so it is self-contained. */

/** @param area where the picture begins, as a selector, and how high it is @returns an SVG of the laboratory from there on */
export function drawPage({ from, height }) {
  const place = document.querySelector(from).getBoundingClientRect();
  const [left, top, width] = [place.left - 16, place.top - 16, place.width + 32];
  const out = [];
  const plain = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const title = plain(document.querySelector("h1").textContent.replace("\u200b", "").trim());
  const at = (value) => String(Math.round(value * 10) / 10);
  const isClear = (colour) => colour === "transparent" || /, 0\)$/.test(colour);
  const isOut = (box) =>
    box.bottom < top || box.top > top + height || box.right < left || box.width === 0 || box.height === 0;

  function box(element, style) {
    const { x, y, width: wide, height: high } = element.getBoundingClientRect();
    const line = style.borderTopStyle === "none" ? 0 : Number.parseFloat(style.borderTopWidth);
    const isFramed = line > 0 && Number.parseFloat(style.borderBottomWidth) > 0;
    if (!isClear(style.backgroundColor) || isFramed) {
      const fill = isClear(style.backgroundColor) ? "none" : style.backgroundColor;
      const frame = isFramed ? ` stroke="${style.borderTopColor}"` : "";
      const radius = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, high / 2);
      out.push(
        `<rect x="${at(x - left + line / 2)}" y="${at(y - top + line / 2)}" width="${at(wide - line)}" height="${at(high - line)}" rx="${at(radius)}" fill="${fill}"${frame}/>`,
      );
    } else if (line > 0)
      out.push(`<path d="M${at(x - left)} ${at(y - top)}h${at(wide)}" stroke="${style.borderTopColor}"/>`);
    if (!isFramed && Number.parseFloat(style.borderLeftWidth) > 1)
      out.push(
        `<path d="M${at(x - left + 1)} ${at(y - top)}v${at(high)}" stroke="${style.borderLeftColor}" stroke-width="3"/>`,
      );
  }

  /** The mark before a word of a legend. */
  function mark(element) {
    const { x, y, height: high } = element.getBoundingClientRect();
    const style = getComputedStyle(element, "::before");
    const thick = Number.parseFloat(style.borderTopWidth);
    const dash = style.borderTopStyle === "dashed" ? ' stroke-dasharray="5 4"' : "";
    out.push(
      `<path d="M${at(x - left)} ${at(y - top + high / 2)}h22" stroke="${style.borderTopColor}" stroke-width="${thick}" opacity="${style.opacity}"${dash}/>`,
    );
  }

  /** The letters of a text node, a line at a time; centered if their box is made for them. */
  function letters(node, style) {
    const range = document.createRange();
    const lines = [];
    for (let i = 0; i < node.data.length; i++) {
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const [box] = range.getClientRects();
      if (!box || box.width === 0) continue;
      const last = lines.at(-1);
      if (last && Math.abs(last.box.bottom - box.bottom) < 4) {
        last.text += node.data[i];
        last.right = box.right;
      } else lines.push({ text: node.data[i], box, right: box.right });
    }
    const parent = node.parentElement;
    const around = parent.getBoundingClientRect();
    const isCode = /mono|courier|consolas/i.test(style.fontFamily);
    const clip = parent.closest(".lab-scroll, .lab-code")?.getBoundingClientRect().right ?? Number.POSITIVE_INFINITY;
    for (const { text, box, right } of lines) {
      if (isOut(box) || box.bottom > top + height - 6 || text.trim() === "" || box.left > clip) continue;
      const middle = (box.left + right) / 2;
      const isCentred =
        lines.length === 1 &&
        parent.matches("button, span, a") &&
        Math.abs(middle - (around.left + around.right) / 2) < 2;
      const [x, anchor] = isCentred ? [middle, ' text-anchor="middle"'] : [box.left, ""];
      const shown =
        right > clip ? text.slice(0, Math.floor((text.length * (clip - box.left)) / (right - box.left))) : text;
      const weight = Number(style.fontWeight) >= 550 ? ' font-weight="600"' : "";
      out.push(
        `<text x="${at(x - left)}" y="${at(box.bottom - top - box.height * 0.24)}" font-size="${at(Number.parseFloat(style.fontSize))}"${isCode ? ' class="m"' : ""}${weight} fill="${style.color}"${anchor}>${plain(shown.trimEnd())}</text>`,
      );
    }
  }

  /** A picture of the page's own: its shapes, with what style sheets say of them. */
  function picture(svg) {
    const { x, y } = svg.getBoundingClientRect();
    const clip = svg.parentElement.getBoundingClientRect();
    const offset = [x - left, y - top];
    const box = svg.viewBox.baseVal;
    const scale = box?.width ? svg.getBoundingClientRect().width / box.width : 1;
    const names = [
      "fill",
      "stroke",
      "stroke-width",
      "stroke-dasharray",
      "opacity",
      "fill-opacity",
      "font-size",
      "font-weight",
      "text-anchor",
    ];
    const usual = {
      fill: "rgb(0, 0, 0)",
      stroke: "none",
      "stroke-width": "1px",
      "stroke-dasharray": "none",
      opacity: "1",
      "fill-opacity": "1",
      "font-weight": "400",
      "text-anchor": "start",
    };
    const copy = (element) => {
      const style = getComputedStyle(element);
      if (/^(defs|title|marker)$/.test(element.tagName)) return "";
      const own = [...element.attributes].filter(({ name }) =>
        /^(x|y|[xy][12]|c[xy]|r|r[xy]|width|height|d|transform)$/.test(name),
      );
      const told = [
        ...own.map(({ name, value }) => `${name}="${name === "d" ? value.replaceAll(/(\d+\.\d)\d+/g, "$1") : value}"`),
      ];
      if (element.tagName !== "g")
        for (const name of names) {
          const value = style.getPropertyValue(name);
          const isText = element.tagName === "text";
          if (value !== usual[name] && (isText || !/^(font|text)/.test(name))) told.push(`${name}="${plain(value)}"`);
        }
      else if (style.opacity !== "1") told.push(`opacity="${style.opacity}"`);
      if (element.tagName === "text" && /mono/i.test(style.fontFamily)) told.push('class="m"');
      const arrow = element.getAttribute("marker-end") ? arrowOf(element, style.stroke) : "";
      const inner =
        element.tagName === "text" ? plain(element.textContent.trim()) : [...element.children].map(copy).join("");
      return `<${element.tagName} ${told.join(" ")}>${inner}</${element.tagName}>${arrow}`;
    };
    const shapes = [...svg.children].map(copy).join("");
    out.push(
      `<svg x="${at(clip.x - left)}" y="${at(clip.y - top)}" width="${at(clip.width)}" height="${at(clip.height)}"><title>${title}</title><g transform="translate(${at(offset[0] - clip.x + left)} ${at(offset[1] - clip.y + top)}) scale(${at(scale)})">${shapes}</g></svg>`,
    );
  }

  /** The head of an arrow, at the end of its line. */
  function arrowOf(element, colour) {
    const length = element.getTotalLength();
    const [end, before] = [element.getPointAtLength(length), element.getPointAtLength(Math.max(0, length - 1))];
    const turn = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
    return `<path d="M-7 -3.5 1 0 -7 3.5z" fill="${colour}" transform="translate(${at(end.x)} ${at(end.y)}) rotate(${at(turn)})"/>`;
  }

  /** A canvas of cells: each in the colour that most of it has. */
  function cells(canvas) {
    const { x, y, width: wide, height: high } = canvas.getBoundingClientRect();
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const [, rows, columns] = (
      /(\d+) × (\d+)/.exec(canvas.ariaLabel) ??
      /\((\d+), (\d+)\)/.exec(canvas.ariaLabel) ??
      /()\((\d+),\)/.exec(canvas.ariaLabel) ?? [0, 1, 1]
    ).map((count) => Number(count) || 1);
    const byColour = new Map();
    const [cellWidth, cellHeight] = [wide / columns, high / rows];
    const gap = cellWidth > 5 ? 1 : 0;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        // near a corner, without numbers
        const [i, j] = [
          Math.floor(((row + 0.2) * canvas.height) / rows),
          Math.floor(((column + 0.12) * canvas.width) / columns),
        ];
        const colour = `rgb(${data.slice(4 * (i * canvas.width + j), 4 * (i * canvas.width + j) + 3).join(",")})`;
        const path = `M${at(x - left + column * cellWidth)} ${at(y - top + row * cellHeight)}h${at(cellWidth - gap)}v${at(cellHeight - gap)}h${at(gap - cellWidth)}z`;
        byColour.set(colour, (byColour.get(colour) ?? "") + path);
      }
    for (const [colour, path] of byColour) out.push(`<path fill="${colour}" d="${path}"/>`);
  }

  function control(element, style) {
    const { x, y, width: wide, height: high } = element.getBoundingClientRect();
    const colour = "#1f5fa8";
    const middle = at(y - top + high / 2);
    if (element.type === "range") {
      const share = (element.value - element.min) / (element.max - element.min || 1);
      const end = x - left + 8 + share * (wide - 16);
      out.push(
        `<path d="M${at(x - left + 4)} ${middle}h${at(wide - 8)}" stroke="#d9dde3" stroke-width="6" stroke-linecap="round"/>`,
      );
      out.push(
        `<path d="M${at(x - left + 4)} ${middle}H${at(end)}" stroke="${colour}" stroke-width="6" stroke-linecap="round"/><circle cx="${at(end)}" cy="${middle}" r="8" fill="${colour}"/>`,
      );
    } else if (element.type === "checkbox") {
      const [cx, cy] = [x - left, y - top];
      const fill = element.checked ? colour : "#fff";
      out.push(
        `<rect x="${at(cx + 1)}" y="${at(cy + 1)}" width="15" height="15" rx="3" fill="${fill}" stroke="${element.checked ? colour : "#767676"}"/>`,
      );
      if (element.checked)
        out.push(`<path d="M${at(cx + 4)} ${at(cy + 9)}l3 3 6 -7" fill="none" stroke="#fff" stroke-width="2"/>`);
    } else {
      box(element, style);
      const text = element.tagName === "SELECT" ? element.selectedOptions[0]?.text : element.value;
      out.push(
        `<text x="${at(x - left + 11)}" y="${at(y - top + high / 2 + 5)}" font-size="14" fill="${style.color}">${plain(text ?? "")}</text>`,
      );
    }
  }

  function walk(element) {
    const style = getComputedStyle(element);
    if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return;
    if (element.closest(".lab-hidden") || isOut(element.getBoundingClientRect())) return;
    if (element.tagName === "svg") picture(element);
    else if (element.tagName === "CANVAS") cells(element);
    else if (/^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName)) control(element, style);
    else {
      box(element, style);
      if (element.matches(".lab-key")) mark(element);
      for (const child of element.childNodes)
        if (child.nodeType === Node.TEXT_NODE) letters(child, style);
        else if (child.nodeType === Node.ELEMENT_NODE) walk(child);
    }
  }

  walk(document.querySelector(".lab"));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${at(width)}" height="${height}" viewBox="0 0 ${at(width)} ${height}" role="img"><title>${title}</title>
<style>text{font-family:system-ui,sans-serif;white-space:pre}.m{font-family:ui-monospace,Menlo,Consolas,monospace}</style>
<rect x=".5" y=".5" width="${at(width - 1)}" height="${height - 1}" rx="12" fill="#fff" stroke="#d9dde3"/>
${out.join("\n")}
</svg>
`;
}
