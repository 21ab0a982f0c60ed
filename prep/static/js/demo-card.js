// Brings the lab's card for a link of "recurrent/demo" in its place, and before the first one what a card needs: its
// styles, htmx and our modules. Modules are resolved here: a name in import(…) would be looked for among our files.
import { flush } from "recurrent/reading-outbox";

const SHEETS = ["uplot.css", "plot.css", "glance.css"];
let cards = 0;
let furniture;

const arrived = (element) =>
  new Promise((done, refused) => {
    element.addEventListener("load", done);
    element.addEventListener("error", refused);
    document.head.append(element);
  });
const sheet = (name) => arrived(Object.assign(document.createElement("link"), { rel: "stylesheet", href: import.meta.resolve(name) }));
const loaded = () => document.readyState === "complete" || new Promise((done) => addEventListener("load", done, { once: true }));

async function machinery() {
  await loaded(); // htmx, were it fetched before, would wait for an event that has been
  await arrived(Object.assign(document.createElement("script"), { src: import.meta.resolve("htmx") }));
  await import(import.meta.resolve("recurrent/lab"));
}

function furnish() {
  furniture ??= Promise.all([machinery(), ...SHEETS.map(sheet)]);
  furniture.catch(() => (furniture = undefined)); // the next one tries again
  return furniture;
}

export async function bring(link) {
  await furnish();
  const spot = link.parentElement;
  spot.id = `glance-${++cards}`;
  await window.htmx.ajax("GET", link.href, { source: spot, target: spot, swap: "outerHTML settle:0ms" });
  if (spot.isConnected) throw new Error(`No card came from ${link.href}`);
  document.getElementById(spot.id).focus({ preventScroll: true });
}

// Who was nobody until they predicted is known now, and what they read follows.
document.addEventListener("htmx:oobAfterSwap", () => {
  if ("learner" in document.documentElement.dataset) return;
  document.documentElement.dataset.learner = "";
  flush();
});
