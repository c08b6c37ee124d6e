// Keeps the scanner's page and its files, so that it opens without a network.
// Calls to the service are never kept: what it answers is of this moment.

const KEPT = "scanner-{{ version }}";
const PAGE = "/scan";
const FILES = {{ files|tojson }};

addEventListener("install", (event) => {
  // Calls go past a worker that would only pass them on, and may be asleep.
  event.addRoutes?.({ condition: { urlPattern: "/scan/api/*" }, source: "network" });
  event.waitUntil(keepAll().then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === PAGE) {
    event.respondWith(freshPage(event.request));
  } else if (address.pathname.startsWith("/assets/")) {
    event.respondWith(keptFile(event.request));
  }
});

async function keepAll() {
  const cache = await caches.open(KEPT);
  await cache.addAll([PAGE, ...FILES]);
}

async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("scanner-") && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function freshPage(request) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(PAGE, answer.clone());
    return answer;
  } catch {
    return cache.match(PAGE);
  }
}

async function keptFile(request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(request, { ignoreVary: true })) || fetch(request);
}
