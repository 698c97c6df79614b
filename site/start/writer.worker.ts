/** The start page's network computes here, so that the page stays free. It writes a character for each message. */
import { Writer, type Written } from "./writer.ts";

/** What the page asks for: to begin, or for the next character. */
export type Request = { model: string; prompt: string; seed: number } | { temperature: number };
export type Answer = { written: Written[]; ended: boolean };

let writer: Promise<Writer>;

addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  if ("model" in data) {
    writer ??= fetch(data.model).then(async (response) => Writer.load(new Uint8Array(await response.arrayBuffer())));
    tell({ written: (await writer).begin(data.prompt, data.seed), ended: false });
    return;
  }
  const written = (await writer).write(data.temperature);
  tell({ written: written ? [written] : [], ended: written === undefined });
});

const tell = (answer: Answer) => postMessage(answer);
