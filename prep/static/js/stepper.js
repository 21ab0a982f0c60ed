// A figure over several steps, [data-stepper]. What differs between them says it for every step, “|” between: in data-each as
// its text, in data-each-transform as that attribute. What a step changes is marked for a moment.
const keys = { ArrowLeft: -1, ArrowRight: 1 };
const sliderOf = (figure) => figure.querySelector("input[type=range]");
const atStep = (said, step) => said.split("|")[step - 1];

function show(figure, step) {
  const changed = [];
  for (const element of figure.querySelectorAll("[data-each]")) {
    const text = atStep(element.dataset.each, step);
    if (text === element.textContent) continue;
    element.textContent = text;
    changed.push(element);
  }
  for (const element of figure.querySelectorAll("[data-each-transform]")) {
    element.setAttribute("transform", atStep(element.dataset.eachTransform, step));
  }
  mark(figure, changed);
}

function mark(figure, changed) {
  for (const element of figure.querySelectorAll(".changed")) element.classList.remove("changed");
  figure.getBoundingClientRect(); // a mark that is set anew begins anew
  for (const element of changed) element.classList.add("changed");
}

function go(figure, by) {
  const slider = sliderOf(figure);
  const step = slider.valueAsNumber + by;
  if (step < 1 || step > Number(slider.max)) return;
  slider.value = step;
  settle(figure);
}

function settle(figure) {
  const slider = sliderOf(figure);
  const step = slider.valueAsNumber;
  for (const button of figure.querySelectorAll("[data-step-by]")) {
    const next = step + Number(button.dataset.stepBy);
    button.setAttribute("aria-disabled", String(next < 1 || next > Number(slider.max)));
  }
  show(figure, step);
}

document.addEventListener("input", ({ target }) => {
  const figure = target.closest("[data-stepper]");
  if (figure && target === sliderOf(figure)) settle(figure);
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step-by]");
  if (button) go(button.closest("[data-stepper]"), Number(button.dataset.stepBy));
});

// The slider has its own keys. Where nothing has the focus, the arrows are the only figure's.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!keys[key] || event.ctrlKey || event.altKey || event.metaKey || target.matches("input")) return;
  const figure = target === document.body ? document.querySelector("[data-stepper]") : target.closest("[data-stepper]");
  if (!figure) return;
  event.preventDefault();
  go(figure, keys[key]);
});
