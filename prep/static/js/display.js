// The controls input[data-look] (theme, text size, shortcuts), wherever they stand: they show how the page looks,
// change it, and have it kept, in the profile of a learner and in this browser for everyone.
import { send } from "recurrent/send";

const root = document.documentElement;
const address = document.querySelector("[data-look-address]")?.dataset.lookAddress;
const usual = { theme: "system", "text-size": "100", shortcuts: "on" };
const chosen = (name) => root.getAttribute(`data-${name}`) ?? usual[name];
const untold = { key: "look-untold", value: "yes" }; // chosen before the server knew whose choice it is

function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage is off: the choice lasts as long as the page.
  }
}

const keepChoice = (name) => keep(name, chosen(name) === usual[name] ? null : chosen(name));

function show() {
  for (const input of document.querySelectorAll("input[data-look]")) {
    const value = chosen(input.dataset.look);
    input.checked = input.type === "checkbox" ? value === "on" : value === input.value;
  }
}

async function tell(names) {
  let problem = "";
  try {
    await send(address, names.map((name) => [name.replace("-", "_"), chosen(name)]));
    keep(untold.key, null);
  } catch {
    problem = "It holds on this page, but your account could not be told. Try again in a moment.";
  }
  for (const place of document.querySelectorAll("[data-look-problem]")) place.textContent = problem;
}

document.addEventListener("change", ({ target }) => {
  const name = target.dataset.look;
  if (!name) return;
  const value = target.type === "checkbox" ? (target.checked ? "on" : "off") : target.value;
  if (value === usual[name]) root.removeAttribute(`data-${name}`);
  else root.setAttribute(`data-${name}`, value);
  keepChoice(name);
  show();
  if (name === "theme") document.dispatchEvent(new CustomEvent("theme:change"));
  if ("learner" in root.dataset) tell([name]);
  else keep(untold.key, untold.value);
});

if ("learner" in root.dataset) {
  if (kept(untold.key)) tell(Object.keys(usual));
  // Pages that know nobody, such as the one for a lost connection, then look like the learner's.
  Object.keys(usual).forEach(keepChoice);
}

for (const button of document.querySelectorAll("[data-display-open]")) button.hidden = false;
for (const link of document.querySelectorAll("[data-display-link]")) link.hidden = true;
show();
addEventListener("pageshow", show); // going back, a browser fills in what the controls said when they were left
