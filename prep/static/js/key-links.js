// A control in <main> whose aria-keyshortcuts has a single key is used when that key is pressed.
import { isShortcut } from "recurrent/keys";

document.addEventListener("keydown", (event) => {
  if (event.key.length !== 1 || !isShortcut(event)) return;
  const control = document.querySelector(`main [aria-keyshortcuts~="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!control) return;
  event.preventDefault();
  control.click();
});
