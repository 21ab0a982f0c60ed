// Beside every password field a button that shows what was typed. It is hidden again before it is sent.
const buttons = new Map();

function show(input, shown) {
  const { selectionStart: start, selectionEnd: end } = input;
  input.type = shown ? "text" : "password";
  buttons.get(input).setAttribute("aria-pressed", String(shown));
  // Some browsers put the caret at the start when the type changes.
  if (start !== null && document.activeElement === input) input.setSelectionRange(start, end);
}

function attach(root) {
  for (const input of root.querySelectorAll("input[type=password]")) {
    if (buttons.has(input)) continue;
    const button = document.createElement("button");
    const name = document.createElement("span");
    button.type = "button";
    button.className = "reveal";
    button.append("Show", name);
    name.className = "visually-hidden";
    name.textContent = ` ${input.labels[0]?.textContent.trim().toLowerCase() ?? "password"}`;
    buttons.set(input, button);
    show(input, false);
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    button.addEventListener("click", () => show(input, input.type === "password"));
    input.spellcheck = false; // shown, it would be text to check, perhaps by somebody else's server
    input.autocapitalize = "none";
    input.after(button);
  }
}

attach(document);
document.addEventListener("htmx:load", ({ target }) => attach(target));
document.addEventListener(
  "submit",
  ({ target }) => {
    for (const input of buttons.keys()) if (input.form === target) show(input, false);
  },
  true,
);
