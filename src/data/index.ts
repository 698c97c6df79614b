/** Data on their way into models: datasets, padded sequences, windows of time series, scaling, files. */
export { type CsvOptions, type CsvRecord, type CsvTable, type CsvValue, readCsv, readTable } from "./csv.ts";
export { Dataset, type Pass, type ShuffleOptions, type WindowOptions } from "./dataset.ts";
export {
  type Columns,
  type DatasetSource,
  type Datasets,
  dataset,
  type Row,
  type Zipped,
  zip,
} from "./dataset-sources.ts";
export type { Batched, Unbatched } from "./elements.ts";
export type { EncodingOption } from "./encoding.ts";
export { readJsonLines, writeJsonLines } from "./json-lines.ts";
export { isNpy, readNpy, readNpz, writeNpy, writeNpz } from "./npy.ts";
export { type PadSequencesOptions, padSequences } from "./pad-sequences.ts";
export type { BucketOptions, ByPart, PaddingOptions } from "./padded-batch.ts";
export {
  type MinMaxScalerOptions,
  minMaxScaler,
  type RobustScalerOptions,
  robustScaler,
  Scaler,
  type ScalerJson,
  type ScalerKind,
  standardScaler,
} from "./scaler.ts";
export type { TextSource } from "./text-chunks.ts";
export {
  type TimeSeriesOptions,
  type TimeSeriesWindows,
  timeSeriesWindows,
  type Window,
} from "./time-series-windows.ts";
export { readWav, type Wav, type WriteWavOptions, writeWav } from "./wav.ts";
