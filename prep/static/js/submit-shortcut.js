// Ctrl+Enter (⌘+Enter) submits the form[data-submit-shortcut] that has the focus in it, or else the page's own: not one
// that is "inside" the page among other things.
const FORM = "form[data-submit-shortcut]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const form = document.activeElement.closest(FORM) ?? document.querySelector(`${FORM}:not([data-submit-shortcut=inside])`);
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
