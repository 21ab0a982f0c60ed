// [data-steps]: steps are moved up and down by buttons. Their selects, which are what is sent, follow and step back. As long
// as nothing is moved they say nothing, by which the server knows.
const announcer = document.querySelector("[data-announcer]");

function settle(list) {
  const steps = [...list.children];
  steps.forEach((step, index) => {
    const [up, down] = step.querySelectorAll("[data-move]");
    up.setAttribute("aria-disabled", index === 0);
    down.setAttribute("aria-disabled", index === steps.length - 1);
  });
}

function enhance(root) {
  for (const place of root.querySelectorAll("[data-steps]")) {
    const list = place.querySelector("ol");
    const given = (step) => Number(step.querySelector("select").value); // a draft may have given them other places
    list.append(...[...list.children].sort((one, other) => given(one) - given(other)));
    for (const part of place.querySelectorAll(".step-place")) part.hidden = true;
    for (const part of place.querySelectorAll(".step-moves")) part.hidden = false;
    settle(list);
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-move]");
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  const step = button.closest("[data-step]");
  const list = step.parentElement;
  if (button.dataset.move === "-1") step.previousElementSibling.before(step);
  else step.nextElementSibling.after(step);
  [...list.children].forEach((each, index) => (each.querySelector("select").value = index + 1));
  settle(list);
  button.focus(); // moved with its step, it lost the focus
  if (announcer) announcer.textContent = `Now at place ${[...list.children].indexOf(step) + 1} of ${list.children.length}`;
  list.dispatchEvent(new Event("input", { bubbles: true }));
});

enhance(document);
document.addEventListener("htmx:load", ({ target }) => enhance(target));
