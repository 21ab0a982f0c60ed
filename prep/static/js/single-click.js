// The second click of a double click isn't meant for the [data-single-click] that came into the first one's place.
document.addEventListener(
  "click",
  (event) => {
    if (event.detail < 2 || !event.target.closest("[data-single-click]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
