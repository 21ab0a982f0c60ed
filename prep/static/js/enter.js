// Enter answers the question, or goes on from what was told, when nothing else on the page has the focus.
import { isShortcut } from "recurrent/keys";

const takesEnter = "a, button, summary, input, textarea, select, [tabindex='0']";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || !isShortcut(event) || document.activeElement.matches(takesEnter)) return;
  const next = document.querySelector("main [data-next], main [data-submit]");
  if (!next) return;
  event.preventDefault();
  next.click();
});
