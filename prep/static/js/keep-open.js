// What a reader opened ([data-keep]), how far they scrolled in it and where their focus was in it outlive a swap that
// brings newer numbers of the same.
let kept = [];

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { activeElement } = document;
  kept = [...detail.target.querySelectorAll("[data-keep]")].map((place) => {
    const scrolled = place.matches(".table-scroll") ? place : place.querySelector(".table-scroll");
    const focused = place.contains(activeElement) ? (activeElement === scrolled ? "scrolled" : "summary") : undefined;
    return { key: place.dataset.keep, open: place.open, top: scrolled.scrollTop, left: scrolled.scrollLeft, focused };
  });
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const fresh = document.getElementById(detail.target.id); // of several cards, the one that was asked for
  for (const { key, open, top, left, focused } of kept.splice(0)) {
    const place = fresh?.querySelector(`[data-keep="${CSS.escape(key)}"]`);
    if (!place) continue;
    if (open) place.open = true;
    const scrolled = place.matches(".table-scroll") ? place : place.querySelector(".table-scroll");
    scrolled.scrollTo(left, top);
    if (focused) (focused === "scrolled" ? scrolled : place.querySelector("summary")).focus({ preventScroll: true });
  }
});
