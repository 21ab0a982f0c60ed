// A link to something inside a closed details[data-reveal] opens it, on arrival and on every click.
function reveal(hash) {
  const target = document.getElementById(hash.slice(1));
  const details = target?.closest("details[data-reveal]");
  if (!details || details.open) return;
  details.open = true;
  target.scrollIntoView();
}

reveal(location.hash);
addEventListener("hashchange", () => reveal(location.hash));
// The address may hold this very hash already, and then a click changes nothing that the browser would tell.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link) reveal(link.hash);
});
