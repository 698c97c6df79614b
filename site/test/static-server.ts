/** A plain host for a built site: files under a path, as any static host serves them. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

export interface Host {
  address: string;
  stop: () => Promise<unknown>;
}

/** Serves a folder under a path that begins and ends with a slash; gives the address and how to stop. */
export async function serveFolder(folder: string, path = "/"): Promise<Host> {
  const server = createServer(({ url = "/" }, response) => {
    const asked = decodeURIComponent(url.split(/[?#]/)[0]!);
    const name = asked.startsWith(path) ? asked.slice(path.length) : "..";
    const file = join(folder, name, /(^|\/)$/.test(name) ? "index.html" : "");
    if (name.split("/").includes("..") || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
      return;
    }
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, stop };
}
