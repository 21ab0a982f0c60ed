// Brings the lab's card for a link of "recurrent/here" in its place.
import { bringTo, furnish } from "recurrent/furniture";

const SHEETS = ["uplot.css", "plot.css", "glance.css"];
let cards = 0;

export async function bring(link) {
  await furnish(SHEETS, "recurrent/lab");
  await bringTo(link, `glance-${++cards}`);
}
