// What fills a form's fields: [data-defaults] each with its default, [data-new-seed] the seed with another one.
const SEEDS = 1_000_000;

const usual = (form) =>
  [...form.querySelectorAll("[data-default]")].map(({ dataset }) => [dataset.parameter, dataset.default]);
const anotherSeed = () => [["seed", String(Math.floor(Math.random() * SEEDS))]];

document.addEventListener("click", (event) => {
  const control = event.target.closest?.("[data-defaults], [data-new-seed]");
  if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const form = control.closest("form");
  for (const [name, value] of control.matches("[data-defaults]") ? usual(form) : anotherSeed()) {
    form.elements[name].value = value;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
});
