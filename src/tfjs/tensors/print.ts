/** Tensors as text, in the form in which TensorFlow.js prints them. */
import type { DataType } from "../types.ts";

/** Longer axes are shortened to this many entries at each end. */
const LONGEST = 20;
const ENDS = 3;

/** The elements as text; `verbose` says type, rank and shape before them. */
export function printed(
  values: ArrayLike<number | string>,
  shape: readonly number[],
  dtype: DataType,
  verbose: boolean,
): string {
  const columns = shape.at(-1) ?? 1;
  const cells = Array.from(values, (value) => cell(value, dtype));
  const widths = Array<number>(columns).fill(0);
  for (const [i, text] of shape.length > 1 ? cells.entries() : []) {
    widths[i % columns] = Math.max(widths[i % columns]!, text.length);
  }
  const row = (from: number) => {
    const texts = shortened(columns, (column) => cells[from + column]!.padEnd(widths[column]!), "...");
    return `[${texts.join(", ")}]`;
  };
  const body =
    shape.length === 0
      ? [dtype === "float32" || dtype === "int32" ? String(values[0]) : cells[0]!.replace(/^'(.*)'$/s, "$1")]
      : block(shape, 0, 0, true, row);
  const head = verbose ? [`  dtype: ${dtype}`, `  rank: ${shape.length}`, `  shape: [${shape}]`, "  values:"] : [];
  return ["Tensor", ...head, ...body.map((line) => `    ${line}`)].join("\n");
}

/** The lines of everything from `axis` on; a block that another follows ends with as many blank lines as it has axes above two. */
function block(
  shape: readonly number[],
  axis: number,
  from: number,
  last: boolean,
  row: (from: number) => string,
): string[] {
  const axes = shape.length - axis;
  if (axes === 1) return [row(from)];
  const length = shape[axis]!;
  const stride = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  const inner = (i: number) => block(shape, axis + 1, from + i * stride, i === length - 1, row);
  const lines = shortened(length, inner, ["..."]).flat();
  const comma = axes === 2 ? "," : "";
  const end = last ? "" : `,\n${"\n".repeat(axes - 2)}`;
  if (lines.length === 0) return [` []${end}`];
  const opened = lines.map((line, i) => {
    const closing = i === lines.length - 1;
    const text = i === 0 ? `[${line}${comma}` : closing ? line : ` ${line}${comma}`;
    return closing ? ` ${text}]${end}` : text;
  });
  return opened;
}

function shortened<T>(length: number, entry: (i: number) => T, gap: T): T[] {
  const places = Array.from({ length }, (_, i) => i);
  if (length <= LONGEST) return places.map(entry);
  return [...places.slice(0, ENDS).map(entry), gap, ...places.slice(-ENDS).map(entry)];
}

function cell(value: number | string, dtype: DataType): string {
  if (typeof value === "string") return `'${value}'`;
  return dtype === "bool" ? String(value !== 0) : String(Number.parseFloat(value.toFixed(7)));
}
