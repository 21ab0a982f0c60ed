// Renders every formula (.arithmatex, from the Markdown compiler) with KaTeX. Without it the TeX stays readable.
const options = { throwOnError: false, trust: false, maxExpand: 1000, strict: "ignore" };

function render(root) {
  if (!window.katex) return;
  for (const formula of root.querySelectorAll(".arithmatex:not([data-rendered])")) {
    const source = formula.textContent.trim();
    const displayMode = source.startsWith("\\[");
    formula.dataset.rendered = "";
    formula.dataset.tex = source.slice(2, -2).trim();
    window.katex.render(formula.dataset.tex, formula, { ...options, displayMode });
  }
}

render(document);
document.addEventListener("htmx:load", (event) => render(event.target));
