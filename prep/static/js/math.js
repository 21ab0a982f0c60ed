// Sets every formula (.arithmatex, from the Markdown compiler) with KaTeX. Without it the TeX stays readable.
// What is seen first is set before the first paint, letters included: until then [data-formulas] isn't shown. The rest
// follows while the browser has nothing else to do.
const options = { throwOnError: false, trust: false, maxExpand: 1000, strict: "ignore" };
const PATIENCE = 3000; // for letters that don't come
const SLICE = 8; // milliseconds at a time
const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 1));

// The width of a tall bar is to KaTeX a style attribute, which our policy refuses; what a script sets, it doesn't.
const drawing = window.katex?.__domTree.SvgNode.prototype;
const drawn = drawing?.toNode;
if (drawing) {
  drawing.toNode = function () {
    const { style = "", ...attributes } = this.attributes;
    const node = drawn.call({ attributes, children: this.children });
    node.style.cssText = style;
    return node;
  };
}

const unset = (root) => [...root.querySelectorAll(".arithmatex:not([data-tex])")];

function set(formula) {
  const source = formula.textContent.trim();
  formula.dataset.tex = source.slice(2, -2).trim();
  window.katex.render(formula.dataset.tex, formula, { ...options, displayMode: source.startsWith("\\[") });
  // Its sheet stands in no layer, above all of ours. The page spaces formulas; a box's end could lose its full stop.
  const display = formula.querySelector(".katex-display");
  if (display) display.style.margin = 0;
  else formula.querySelector(".katex-base:last-child")?.style.setProperty("display", "inline");
}

// How far down nothing must move any more: a screen, and a little, below where the reader lands.
function horizon() {
  const [arrival] = performance.getEntriesByType("navigation");
  if (arrival && arrival.type !== "navigate") return Infinity; // the browser will scroll to where they were
  const target = location.hash && document.getElementById(location.hash.slice(1));
  return (target ? target.getBoundingClientRect().top : 0) + 1.25 * innerHeight;
}

function setUntil(edge) {
  const near = unset(document).filter((each) => each.checkVisibility() && each.getBoundingClientRect().top < edge);
  near.forEach(set);
  if (near.length) setUntil(edge); // set, they may be smaller than as TeX
}

function setSlowly() {
  const until = performance.now() + SLICE;
  const waiting = unset(document);
  while (waiting.length && performance.now() < until) set(waiting.shift());
  if (waiting.length) idle(setSlowly, { timeout: 200 });
}

async function settle() {
  const places = document.querySelectorAll("[data-formulas]");
  if (window.katex) {
    setUntil(horizon());
    document.body.getBoundingClientRect(); // laid out, the letters it needs are being fetched
    if (document.fonts.status === "loading" && places.length) {
      await Promise.race([document.fonts.ready, new Promise((done) => setTimeout(done, PATIENCE))]);
    }
  }
  for (const place of places) place.dataset.formulas = window.katex ? "set" : "raw";
  if (window.katex) idle(setSlowly);
}

settle();
addEventListener("beforeprint", () => window.katex && unset(document).forEach(set));
document.addEventListener("htmx:load", ({ target }) => window.katex && unset(target).forEach(set));
