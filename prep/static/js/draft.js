// What is chosen or typed in a form[data-draft] outlives a reload of its page, in this tab, until the server has it.
const START = "draft/";
const passing = ["csrfmiddlewaretoken", "client_key", "round", "revision", "report_key", "words"];

const key = (form) => START + form.dataset.draft;

function kept(form) {
  try {
    return JSON.parse(sessionStorage.getItem(key(form)) ?? "null");
  } catch {
    return null; // storage is off
  }
}

function restore(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    const said = kept(form);
    if (!said) continue;
    for (const field of form.elements) {
      if (!field.name || passing.includes(field.name) || !(field.name in said)) continue;
      if (["radio", "checkbox"].includes(field.type)) field.checked = said[field.name].includes(field.value);
      else [field.value] = said[field.name];
    }
  }
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-draft]");
  if (!form) return;
  const said = {};
  for (const [name, value] of new FormData(form)) if (!passing.includes(name)) (said[name] ??= []).push(value);
  try {
    sessionStorage.setItem(key(form), JSON.stringify(said));
  } catch {
    // Storage is off or full: then a reload forgets.
  }
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest?.("form[data-draft]");
  if (!form || !detail.successful || detail.elt !== form) return;
  try {
    sessionStorage.removeItem(key(form));
  } catch {
    // Storage is off.
  }
});

restore(document);
document.addEventListener("htmx:load", ({ target }) => restore(target.parentElement ?? target));
