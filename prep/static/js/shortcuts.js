// "/" goes to the search, "?" opens the list of shortcuts, to which the page's own (aria-keyshortcuts) are added.
import { isShortcut } from "recurrent/keys";

const list = document.querySelector("dialog[data-shortcuts-list]");
const here = list?.querySelector("[data-shortcuts-here]");

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

const spoken = (control) =>
  (control.getAttribute("aria-label") ?? control.labels?.[0]?.textContent ?? control.textContent).trim();
const key = (name) => element("kbd", { Control: "Ctrl" }[name] ?? name);
const keys = (chord) => chord.split("+").flatMap((name, i) => (i ? ["\u2009+\u2009", key(name)] : [key(name)]));

function row(control) {
  const chords = control.getAttribute("aria-keyshortcuts").split(" ").map(keys);
  const ways = chords.flatMap((chord, i) => (i ? [" or ", ...chord] : chord));
  return element("div", element("dt", ...ways), element("dd", spoken(control)));
}

function open() {
  if (!list || list.open) return;
  const controls = [...document.querySelectorAll("main [aria-keyshortcuts]")].filter((each) => each.checkVisibility());
  here.hidden = !controls.length;
  here.querySelector("dl").replaceChildren(...controls.map(row));
  list.showModal();
}

function search() {
  const field = document.querySelector("form[role=search] input[type=search]");
  if (!field) return location.assign(list.dataset.shortcutsList);
  field.focus();
  field.select();
}

document.addEventListener("keydown", (event) => {
  if (!["/", "?"].includes(event.key) || !list || !isShortcut(event)) return;
  event.preventDefault();
  if (event.key === "/") search();
  else open();
});

// A click beside the sheet closes it, as Esc does.
list?.addEventListener("click", ({ target }) => target === list && list.close());

for (const button of document.querySelectorAll("[data-shortcuts-open]")) {
  button.hidden = false;
  button.addEventListener("click", open);
}
