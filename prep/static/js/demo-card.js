// Brings the lab's card for a link of "recurrent/here" in its place.
import { bringTo, furnish } from "recurrent/furniture";
import { flush } from "recurrent/reading-outbox";

const SHEETS = ["uplot.css", "plot.css", "glance.css"];
let cards = 0;

export async function bring(link) {
  await furnish(SHEETS, "recurrent/lab");
  await bringTo(link, `glance-${++cards}`);
}

// Who was nobody until they predicted is known now, and what they read follows.
document.addEventListener("htmx:oobAfterSwap", () => {
  if ("learner" in document.documentElement.dataset) return;
  document.documentElement.dataset.learner = "";
  flush();
});
