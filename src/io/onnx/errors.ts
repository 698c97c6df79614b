/** How errors about an ONNX file are worded. */
import { FormatError } from "../../tensor/index.ts";

/** An error about what the file holds. */
export function fileError(what: string, expected?: string, received?: string, hint?: string): FormatError {
  return new FormatError({ what: `ONNX file: ${what}`, expected, received, hint });
}
