// After a Run, the result is brought into view if its beginning is not there already.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const result = detail.target.id === "lab" && document.getElementById("result");
  if (!result) return;
  const { top } = result.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) result.scrollIntoView();
});
