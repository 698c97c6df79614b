/**
 * Keeps the whole site, so that it opens offline after the first visit. `self.files` is replaced by the build: the hash of each
 * file by its path. A new build fetches only the files whose hash is new.
 */
const files = self.files;
const name = "recurve-site";
/** Under which name a file is kept: its address with its hash. */
const keyOf = (path) => new URL(`${path}?${files[path]}`, self.registration.scope).href;

/** What the page in view needs is asked for by itself; the rest is fetched a few at a time. */
async function keepAll() {
  const cache = await caches.open(name);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const wanted = Object.keys(files).filter((path) => !kept.has(keyOf(path)));
  const next = async () => {
    for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
      const response = await fetch(new URL(path, self.registration.scope), { cache: "no-cache" });
      if (response.ok) await cache.put(keyOf(path), response);
    }
  };
  await Promise.all([next(), next(), next(), next()]);
  const current = new Set(Object.keys(files).map(keyOf));
  for (const request of await cache.keys()) if (!current.has(request.url)) await cache.delete(request);
}

/** The file that an address means, as hosts read it. */
function fileOf(address) {
  const { origin, pathname } = new URL(self.registration.scope);
  const url = new URL(address);
  if (url.origin !== origin || !url.pathname.startsWith(pathname)) return undefined;
  const path = decodeURIComponent(url.pathname.slice(pathname.length));
  return [path, `${path}.html`, `${path.replace(/\/?$/, "/")}index.html`, "index.html"]
    .slice(0, path === "" ? 4 : 3)
    .find((each) => Object.hasOwn(files, each));
}

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const file = event.request.method === "GET" ? fileOf(event.request.url) : undefined;
  if (file === undefined) return;
  const answer = async () => (await (await caches.open(name)).match(keyOf(file))) ?? fetch(event.request);
  event.respondWith(answer());
});
