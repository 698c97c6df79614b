/**
 * Real browsers without a driver: each is started with an address, every page tells the server what it found
 * (`report.js`), and gets the next address. Chromium, Firefox, and WebKit, Safari's engine, in WebKitGTK's MiniBrowser.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

/** The folder of the pages, and the headers they are served with. */
export interface Site {
  folder: string;
  page: string;
  headers?: Record<string, string>;
}

export const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

const miniBrowser = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
const profiles: Readonly<Record<BrowserName, (profile: string) => readonly [string, ...string[]]>> = {
  chromium: (profile) => [
    "chromium",
    ..."--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split(" "),
    ..."--disable-component-update --disable-sync".split(" "),
    `--user-data-dir=${profile}`,
  ],
  firefox: (profile) => ["firefox-esr", "--headless", "--no-remote", "--profile", profile],
  webkit: () => ["xvfb-run", "-a", miniBrowser],
};

export const browserNames = ["chromium", "firefox", "webkit"] as const;
export type BrowserName = (typeof browserNames)[number];

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
};

const reporter = `
const tell = (found) => fetch("/report" + location.pathname, { method: "POST", body: JSON.stringify(found) })
  .then((response) => response.text()).then((next) => { if (next) location.href = next; });
window.report = (result) => result.then(tell, (error) => tell({ error: [error, error && error.stack].join("\\n") }));
window.onerror = (message) => tell({ error: String(message) });
window.onunhandledrejection = ({ reason }) => tell({ error: String(reason) });
`;

/**
 * What the pages of the sites tell, by the sites' names. After a page has asked for `/offline`, by POST, nothing is served any more
 * but what pages tell. @throws when one does not within four minutes
 */
export async function visit<T>(
  browser: BrowserName,
  sites: Readonly<Record<string, Site>>,
): Promise<Record<string, T>> {
  const names = Object.keys(sites);
  const found: Record<string, T> = {};
  const addressOf = (name: string | undefined) => (name === undefined ? "" : `/${name}/${sites[name]!.page}`);
  let told = (): void => {};
  let isOffline = false;
  const server: Server = createServer(({ url = "/", method }, response) => {
    const [, name = "", ...rest] = decodeURIComponent(url.split("?")[0]!).split("/");
    if (method === "POST" && url === "/offline") {
      isOffline = true;
      response.end();
      return;
    }
    if (method === "POST") {
      const [site] = rest;
      const done = names.indexOf(site!);
      let body = "";
      response.req.on("data", (piece) => (body += piece));
      response.req.on("end", () => {
        if (!(site! in found)) found[site!] = JSON.parse(body);
        response.end(addressOf(names[done + 1]));
        told();
      });
      return;
    }
    if (isOffline) {
      response.destroy();
      return;
    }
    const site = sites[name];
    const file = site && join(site.folder, rest.join("/"));
    if (url === "/report.js")
      response.writeHead(200, { "content-type": "text/javascript", ...isolation }).end(reporter);
    else if (!file || !existsSync(file)) response.writeHead(404).end();
    else {
      response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", ...site.headers });
      response.end(readFileSync(file));
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const profile = mkdtempSync(join(tmpdir(), "recurve-browser-"));
  // no update, no first-run page
  writeFileSync(join(profile, "user.js"), 'user_pref("browser.shell.checkDefaultBrowser", false);\n');
  const [command, ...args] = profiles[browser](profile);
  const start = `http://127.0.0.1:${(server.address() as AddressInfo).port}${addressOf(names[0])}`;
  const env = { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", WEBKIT_DISABLE_COMPOSITING_MODE: "1" };
  const child = spawn(command, [...args, start], { stdio: "ignore", detached: true, env });
  const exited = new Promise((resolve) => child.once("close", resolve));
  try {
    while (names.some((name) => !(name in found))) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${browser}: no word after ${Object.keys(found)}`)), 240_000);
        told = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return found;
  } finally {
    // the whole group: a browser is many processes
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, "SIGTERM");
    await exited;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
