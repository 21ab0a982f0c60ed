// Brings a question for a link of "recurrent/here" in its place.
import { bringTo, furnish } from "recurrent/furniture";
import { flush } from "recurrent/reading-outbox";

const SHEETS = ["field.css", "quiz.css"];
let cards = 0;

export async function bring(link) {
  await furnish(SHEETS, "recurrent/question");
  await bringTo(link, `turn-${++cards}`);
}

// Who was nobody until they answered is known now, and what they read follows.
document.addEventListener("htmx:oobAfterSwap", () => {
  if ("learner" in document.documentElement.dataset) return;
  document.documentElement.dataset.learner = "";
  flush();
});
