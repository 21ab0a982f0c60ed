// A refusal in words (409: not now, 422: look at the fields, 429: too many) is shown where the result would have been. A whole page is none.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (![409, 422, 429].includes(detail.xhr.status) || /^\s*<!doctype/i.test(detail.xhr.response)) return;
  detail.shouldSwap = true;
  detail.isError = false;
});

// The first field that was refused gets the focus, unless what came gave it to one; of a group its first or chosen one,
// unless there is none to choose.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.xhr.status !== 422 || document.activeElement.matches("[aria-invalid]")) return;
  const refused = document.querySelector("[aria-invalid]");
  const inside = (which) => refused?.querySelector(`input${which}`);
  (inside(":checked") ?? inside(":not([type=hidden])") ?? refused)?.focus();
});
