// Ctrl+Enter (⌘+Enter) submits the form[data-submit-shortcut] of the page, from wherever the focus is.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const form = document.querySelector("form[data-submit-shortcut]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
