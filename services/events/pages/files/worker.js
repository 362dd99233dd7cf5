// Keeps the page of the door, so that it opens without a line. It sees no note and no key: those are the page's.
"use strict";

const STORE = self.registration.scope;
const PARTS = ["door", "door.js", "pages.css"].map((part) => new URL(part, STORE).href);

self.addEventListener("install", (event) => {
  const whole = PARTS.map((part) => new Request(part, { cache: "reload" }));
  event.waitUntil(caches.open(STORE).then((kept) => kept.addAll(whole)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const part = PARTS.find((each) => each === origin + pathname);
  if (part === undefined || event.request.method !== "GET") return;
  // what is kept is shown at once, for a poor line may take a minute to say that it is away
  const newer = renewed(part);
  event.waitUntil(newer);
  event.respondWith(caches.match(part, { cacheName: STORE }).then(async (kept) => kept ?? (await newer) ?? Response.error()));
});

async function renewed(part) {
  try {
    const answer = await fetch(part, { cache: "no-cache" });
    if (answer.ok) await (await caches.open(STORE)).put(part, answer.clone());
    return answer;
  } catch {
    // no line: what is kept stays
    return undefined;
  }
}
