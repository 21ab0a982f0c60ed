// After a Run, the result is brought into view if its beginning is not there already.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const result = detail.target.id === "lab" && document.getElementById("result");
  if (!result) return;
  const { top } = result.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) result.scrollIntoView();
});

// What takes the place of the button that asked for it, [data-focus-after-post], takes the focus that the button had.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const card = document.getElementById(detail.target.id);
  if (detail.requestConfig.verb !== "post" || !card?.matches("[data-focus-after-post]")) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
});
