// Keeps what a module draws in step with the page: figures that come and go by swaps, their size, and the theme.
// `draw(figure)` draws it, or draws it anew; `fit` is told when its place has another size; `forget`, when it is gone.
export function keepDrawn(selector, place, { draw, fit, forget, ready = () => true }) {
  const drawn = new Set();
  const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target.closest(selector), target)));

  function attach() {
    for (const figure of drawn) {
      if (figure.isConnected) continue;
      resized.unobserve(figure.querySelector(place));
      forget(figure);
      drawn.delete(figure);
    }
    const fresh = [...document.querySelectorAll(selector)].filter((figure) => !drawn.has(figure));
    if (!fresh.length || !ready(attach)) return;
    for (const figure of fresh) {
      drawn.add(figure);
      draw(figure);
      resized.observe(figure.querySelector(place));
    }
  }

  const redraw = () => drawn.forEach(draw);
  attach();
  document.addEventListener("htmx:load", attach);
  document.addEventListener("theme:change", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}
