// What a fragment needs on a page that came without it: style sheets, htmx, and the modules that wait for its events.
import { flush } from "recurrent/reading-outbox";

const arrived = (element) =>
  new Promise((done, refused) => {
    element.addEventListener("load", done);
    element.addEventListener("error", refused);
    document.head.append(element);
  });
const loaded = () => document.readyState === "complete" || new Promise((done) => addEventListener("load", done, { once: true }));
const fetched = new Map();

// Once a name; one that didn't arrive is tried again the next time.
function once(name, bring) {
  if (!fetched.has(name)) {
    fetched.set(name, bring());
    fetched.get(name).catch(() => fetched.delete(name));
  }
  return fetched.get(name);
}

const sheet = (name) => once(name, () => arrived(Object.assign(document.createElement("link"), { rel: "stylesheet", href: import.meta.resolve(name) })));

async function htmx() {
  await loaded(); // fetched before, it would wait for an event that has been
  if (!window.htmx) await arrived(Object.assign(document.createElement("script"), { src: import.meta.resolve("htmx") }));
}

// Modules are resolved here: a name in import(…) would be looked for among our files.
export async function furnish(sheets, module) {
  const machinery = once("htmx", htmx).then(() => import(import.meta.resolve(module)));
  await Promise.all([machinery, ...sheets.map(sheet)]);
}

// Fetches what a link leads to into the link's place, which has this id from then on.
export async function bringTo(link, id) {
  const spot = link.parentElement;
  spot.id = id;
  await window.htmx.ajax("GET", link.href, { source: spot, target: spot, swap: "outerHTML settle:0ms" });
  if (spot.isConnected) throw new Error(`Nothing came from ${link.href}`);
  document.getElementById(id).focus({ preventScroll: true });
}

// Who was nobody until they predicted or answered is known now, and what they read follows.
document.addEventListener("htmx:oobAfterSwap", () => {
  if ("learner" in document.documentElement.dataset) return;
  document.documentElement.dataset.learner = "";
  flush();
});
