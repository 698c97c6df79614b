/** Products of matrices. */
import { record } from "../autodiff/tape.ts";
import { run } from "../backend/current.ts";
import {
  aTensor,
  type Declared,
  formatShape,
  readOptionsIfAny,
  ShapeError,
  sameShape,
  sizeOf,
  type Tensor,
  type TensorLike,
  viewAs,
} from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { broadcastTo, sumTo } from "./layout.ts";

/** Options of `ops.matmul`: which operands are transposed. */
export interface MatmulOptions {
  /** Swap the last two axes of a first. Default false. */
  transposeA?: boolean | undefined;
  /** Swap the last two axes of b first. Default false. */
  transposeB?: boolean | undefined;
  /** Added to every row, shape [N]. */
  bias?: Tensor | undefined;
}

const matmulOptions = { transposeA: false, transposeB: false, bias: aTensor } satisfies Declared<MatmulOptions>;

/**
 * [..., M, K] times [K, N] or [..., K, N] gives [..., M, N].
 * @throws ShapeError when the inner lengths or the leading axes do not fit
 */
export function matmul(a: TensorLike, b: TensorLike, options?: MatmulOptions): Tensor {
  const [x, y] = [cast(a, "float32"), cast(b, "float32")];
  const given = readOptionsIfAny("matmul", options, matmulOptions);
  const { transposeA, transposeB, bias } = given;
  const inner = [x.shape[x.rank - (transposeA ? 2 : 1)], y.shape[y.rank - (transposeB ? 1 : 2)]];
  if (x.rank < 2 || y.rank < 2 || inner[0] !== inner[1]) {
    throw new ShapeError({
      what: "These matrices do not multiply.",
      expected: "[..., M, K] and [..., K, N] with the same K",
      received: `${formatShape(x.shape)}${transposeA ? " transposed" : ""} and ${formatShape(y.shape)}${transposeB ? " transposed" : ""}`,
    });
  }
  const columns = y.shape[y.rank - (transposeB ? 2 : 1)]!;
  if (bias && !sameShape(bias.shape, [columns])) {
    throw new ShapeError({
      what: "The bias of a matrix product has one entry per column.",
      expected: formatShape([columns]),
      received: formatShape(bias.shape),
    });
  }
  if (y.rank === 2 && !transposeA) return matmulRows(x, y, transposeB, bias);
  return matmulBatched(x, y, given);
}

/** One matrix for all rows of x: the leading axes of x are one long row axis. */
function matmulRows(x: Tensor, w: Tensor, transposeB: boolean, bias: Tensor | undefined): Tensor {
  const width = x.shape[x.rank - 1]!;
  const rows = sizeOf(x.shape.slice(0, -1));
  const rowsX = viewAs(x, [1, rows, width]);
  const w3 = viewAs(w, [1, ...w.shape]);
  const columns = w.shape[transposeB ? 0 : 1]!;
  const output = run((engine) =>
    viewAs(engine.matmul(rowsX, w3, { transposeB, bias }), [...x.shape.slice(0, -1), columns]),
  );
  return record(output, bias ? [x, w, bias] : [x, w], (dy) => {
    const rowsDy = viewAs(dy, [1, rows, columns]);
    return [
      () => run((engine) => viewAs(engine.matmul(rowsDy, w3, { transposeB: !transposeB }), x.shape)),
      () =>
        run((engine) =>
          viewAs(
            transposeB
              ? engine.matmul(rowsDy, rowsX, { transposeA: true })
              : engine.matmul(rowsX, rowsDy, { transposeA: true }),
            w.shape,
          ),
        ),
      () => run((engine) => engine.reduce("sum", viewAs(dy, [rows, columns]), [0])),
    ];
  });
}

function matmulBatched(a: Tensor, b: Tensor, { transposeA, transposeB, bias }: MatmulOptions): Tensor {
  const lead = a.rank >= b.rank ? a.shape.slice(0, -2) : b.shape.slice(0, -2);
  const batched = (x: Tensor) =>
    sameShape(x.shape.slice(0, -2), lead) ? x : broadcastTo(x, [...lead, ...x.shape.slice(-2)]);
  const [x, y] = [batched(a), batched(b)];
  const count = lead.reduce((product, length) => product * length, 1);
  const matrices = (t: Tensor) => viewAs(t, [count, ...t.shape.slice(-2)]);
  const [x3, y3] = [matrices(x), matrices(y)];
  const product = run((engine) => engine.matmul(x3, y3, { transposeA, transposeB, bias }));
  const output = viewAs(product, [...lead, ...product.shape.slice(1)]);
  return record(output, bias ? [x, y, bias] : [x, y], (dy) => {
    const d = matrices(dy);
    return [
      () =>
        run((engine) =>
          viewAs(
            transposeA
              ? engine.matmul(y3, d, { transposeA: transposeB, transposeB: true })
              : engine.matmul(d, y3, { transposeB: !transposeB }),
            x.shape,
          ),
        ),
      () =>
        run((engine) =>
          viewAs(
            transposeB
              ? engine.matmul(d, x3, { transposeA: true, transposeB: transposeA })
              : engine.matmul(x3, d, { transposeA: !transposeA }),
            y.shape,
          ),
        ),
      () => sumTo(dy, bias!.shape),
    ];
  });
}
