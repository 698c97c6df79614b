/** Zeros around grids, edges cut off, and finer grids. */
import type { Cropping, ZeroPadding } from "../../../layers/padding.ts";
import type { UpSampling } from "../../../layers/up-sampling.ts";
import { tensor } from "../../../tensor/index.ts";
import { END } from "./graph-builder.ts";
import { type LayerWriter, only } from "./layer-writer.ts";
import { channelsFirst } from "./windows.ts";

const zeroPadding: LayerWriter = (call) => {
  const edges = (call.layer as unknown as ZeroPadding).edges;
  const ends = [0, 1].map((end) => [0, 0, ...edges.map((edge) => edge[end]!)]);
  return only(
    call,
    channelsFirst(call, (x) => call.graph.node("Pad", [x, call.graph.integers(...ends.flat())])),
    false,
  );
};

const cropping: LayerWriter = (call) => {
  const edges = (call.layer as unknown as Cropping).edges;
  const cut = (x: string) =>
    edges.reduce((name, [before, after], axis) => {
      if (before + after === 0) return name;
      return call.graph.slice(name, axis + 2, before, after === 0 ? END : -after);
    }, x);
  return only(call, channelsFirst(call, cut), false);
};

const upSampling: LayerWriter = (call) => {
  const { factors, config } = call.layer as unknown as UpSampling;
  const scales = call.graph.weight(call.layer, "scales", () => tensor([1, 1, ...factors]));
  const attributes: Record<string, string> =
    config.interpolation === "bilinear"
      ? { mode: "linear", coordinate_transformation_mode: config.halfPixelCenters ? "half_pixel" : "asymmetric" }
      : { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" };
  return only(
    call,
    channelsFirst(call, (x) => call.graph.node("Resize", [x, "", scales], attributes)),
    false,
  );
};

const byAxes = (name: (axes: number) => string, writer: LayerWriter): [string, LayerWriter][] =>
  [1, 2, 3].map((axes) => [name(axes), writer]);

/** Writers of layers that move the edges of grids, or lay finer ones. */
export const edges: Readonly<Record<string, LayerWriter>> = Object.fromEntries([
  ...byAxes((axes) => `Cropping${axes}D`, cropping),
  ...byAxes((axes) => `UpSampling${axes}D`, upSampling),
  ...byAxes((axes) => `ZeroPadding${axes}D`, zeroPadding),
]);
