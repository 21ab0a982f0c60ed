// The service worker: when a page can't be fetched, the offline page stands in for it. It keeps that page and the
// files that it wears, nothing else: no page of a learner's, and no answer to anything but a page's GET.
const KEPT = "{{ version }}";
const PAGE = "{{ page }}";
const FILES = new Set({{ files|safe }}); // addresses of our own, as JSON

// Without cookies: the page as it is for nobody in particular.
const nobody = (address) => new Request(address, { credentials: "omit", cache: "reload" });

async function keep() {
  const cache = await caches.open(KEPT);
  await Promise.all([cache.add(nobody(PAGE)), cache.addAll(FILES)]);
  await skipWaiting();
}

async function takeOver() {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await registration.navigationPreload?.enable(); // the page is asked for while this script is still being started
  await clients.claim();
}

async function fetched({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch (problem) {
    const standIn = await caches.match(PAGE);
    if (standIn) return standIn;
    throw problem;
  }
}

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (request.mode === "navigate") event.respondWith(fetched(event));
  // Their digest is in their names: kept or fetched, they are the same.
  else if (origin === location.origin && FILES.has(pathname))
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
