// A figure with parts: pointing at one, or at what is said about it, lights up both and dims the rest. A click holds it.
const partOf = (target) => target.closest?.("[data-part], [data-part-of]");
const keyOf = (element) => element?.dataset.part ?? element?.dataset.partOf;

function attach(figure) {
  const entries = [...figure.querySelectorAll("[data-part-of]")];
  if (!entries.length) return;
  const drawn = [...figure.querySelectorAll("[data-part]")];
  const buttons = entries.map((entry) => [keyOf(entry), entry.querySelector("button")]);
  let pointed;
  let held;

  function show() {
    const lit = pointed ?? held;
    figure.classList.toggle("pointing", lit !== undefined);
    for (const each of [...drawn, ...entries]) each.classList.toggle("lit", keyOf(each) === lit);
    for (const [key, button] of buttons) button.setAttribute("aria-pressed", String(key === held));
  }
  function point(key) {
    pointed = key;
    show();
  }
  function hold(key) {
    held = key;
    point(key);
  }

  // Server-rendered it is one picture; an image's parts couldn't be reached.
  figure.querySelector(".drawing").setAttribute("role", "group");
  for (const text of figure.querySelectorAll("svg text")) text.setAttribute("aria-hidden", "true");
  for (const [key, { textContent }] of [...buttons]) {
    const first = drawn.find((each) => each.dataset.part === key);
    if (!first) continue;
    first.setAttribute("tabindex", "0");
    first.setAttribute("role", "button");
    first.setAttribute("aria-label", textContent);
    buttons.push([key, first]);
  }
  show();

  figure.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") point(keyOf(partOf(event.target)));
  });
  figure.addEventListener("pointerleave", () => point());
  figure.addEventListener("focusin", (event) => {
    if (event.target.matches(":focus-visible")) point(keyOf(partOf(event.target)));
  });
  figure.addEventListener("focusout", () => point());
  figure.addEventListener("keydown", (event) => {
    // What is drawn isn't a button by itself.
    if (!event.target.matches("[data-part]") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hold();
  });
  document.addEventListener("click", (event) => {
    const key = figure.contains(event.target) ? keyOf(partOf(event.target)) : undefined;
    if (key !== held) hold(key);
    else if (held) hold();
  });
}

for (const figure of document.querySelectorAll("[data-figure]")) attach(figure);
