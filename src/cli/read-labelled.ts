/** Tables of a classifier, read from files. Apart from what is made of them, which a page does too. */
import { type AskedForm, type LabelledData, labelledOf, type Readings, unlabelledOf } from "./labelled-data.ts";
import { readTable } from "./read-rows.ts";

/** Reads a table with a header and labels. @throws FormatError, ConfigError when the file is not a table or a column is missing */
export async function readLabelled(path: string, asked: AskedForm, encoding?: string): Promise<LabelledData> {
  return labelledOf(await readTable(path, { encoding }), path, asked);
}

/** Reads one without labels, for a classifier that was trained on one of this form. @throws as `readLabelled` */
export async function readReadings(path: string, form: AskedForm, encoding?: string): Promise<Readings> {
  return unlabelledOf(await readTable(path, { encoding }), path, form);
}
