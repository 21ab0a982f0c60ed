// Brings a question for a link of "recurrent/here" in its place.
import { bringTo, furnish } from "recurrent/furniture";

const SHEETS = ["field.css", "quiz.css", "told.css"];
let cards = 0;

export async function bring(link) {
  await furnish(SHEETS, "recurrent/question");
  await bringTo(link, `turn-${++cards}`);
}
