/** `tf.data`: datasets, whose elements are made on demand. */
export { type ColumnConfig, type CSVConfig, CSVDataset, csv } from "./csv.ts";
export { Dataset } from "./dataset.ts";
export { DataSource, FileDataSource, type FileDataSourceOptions, TextLineDataset, URLDataSource } from "./files.ts";
export { LazyIterator } from "./iterator.ts";
export { array, func, generator, microphone, webcam, zip } from "./sources.ts";
