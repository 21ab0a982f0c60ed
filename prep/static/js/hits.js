// Arrow keys go from the search field to the first hit, from hit to hit, and back.
const field = document.querySelector("form[role=search] input[type=search]");

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [field, ...document.querySelectorAll("[data-hit]")];
  const at = stops.indexOf(document.activeElement);
  if (!step || at < 0 || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const next = stops[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
