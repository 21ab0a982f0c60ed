// Registers the service worker that answers with a page of ours when the network doesn't. Not in DEBUG, where files
// have no digest in their names and change: a kept copy would be a stale one.
const digested = /\.[0-9a-f]{12}\.js$/.test(import.meta.url);

if (digested) {
  addEventListener("load", () => {
    // Refused (a private window, a policy): the site works, and only says less without a network.
    navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
  });
}
