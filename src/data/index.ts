/** Data on their way into models: files, windows of time series, scaling. */
export { type CsvOptions, type CsvRecord, type CsvValue, readCsv } from "./csv.ts";
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
