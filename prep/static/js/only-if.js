// A field that counts only for some of another's values ([data-only-if], [data-among]) is there only with these.
const current = (form, { parameter: name, default: usual, idle }) =>
  idle === undefined ? form.elements[name].value : usual;

function settle(form) {
  for (const field of form.querySelectorAll("[data-only-if]")) {
    const other = form.querySelector(`[data-parameter="${field.dataset.onlyIf}"]`);
    const idle = !field.dataset.among.split(" ").includes(current(form, other.dataset));
    field.toggleAttribute("data-idle", idle);
    for (const control of field.querySelectorAll("input, select")) control.disabled = idle;
  }
}

const settleAll = () => document.querySelectorAll("form:has([data-only-if])").forEach(settle);

settleAll();
document.addEventListener("htmx:load", settleAll);
document.addEventListener("input", settleAll);
