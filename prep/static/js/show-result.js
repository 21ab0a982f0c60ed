// After a Run, the result is brought into view if its beginning is not there already.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const result = detail.target.id === "lab" && document.getElementById("result");
  if (!result) return;
  const { top } = result.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) result.scrollIntoView();
});

// What takes the place of what had the focus, [data-focus-after-post], takes the focus too, or its [autofocus]:
// after a click on Run or on a link, or when a result is there while somebody's keyboard is at Cancel.
let held = "";
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  held = detail.target.contains(document.activeElement) ? detail.target.id : "";
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const card = document.getElementById(detail.target.id);
  const { verb, elt } = detail.requestConfig;
  const lost = elt.id.endsWith("-live") && detail.target.id === held && document.activeElement === document.body;
  const asked = verb === "post" || elt.matches("a");
  if (!(lost || asked) || !card?.matches("[data-focus-after-post]")) return;
  const first = card.querySelector("[autofocus]") ?? card;
  first.focus({ preventScroll: true });
  // What begins above the screen and ends below it is "nearest" already, and its beginning is what was asked for.
  if (!lost) first.scrollIntoView({ block: first.getBoundingClientRect().top < 0 ? "start" : "nearest" });
});
