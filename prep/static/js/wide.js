// An equation that is wider than its place scrolls by itself: it says so at its edge, and the keyboard can reach it.
const resized = new ResizeObserver((entries) => {
  const looked = entries.map(({ target }) => [target, target.scrollWidth > target.clientWidth]);
  for (const [formula, wide] of looked) {
    formula.classList.toggle("wide", wide);
    if (wide) formula.tabIndex = 0;
    else formula.removeAttribute("tabindex");
  }
});

// Observed anew it is looked at again, when the browser has laid it out anyway.
function again(formula) {
  resized.unobserve(formula);
  resized.observe(formula);
}

// KaTeX sets it later, and some of its letters come later still.
const formulas = document.querySelectorAll(".equation > .arithmatex");
const set = new MutationObserver((records) => records.forEach(({ target }) => again(target)));
for (const formula of formulas) {
  resized.observe(formula);
  set.observe(formula, { childList: true });
}
document.fonts.addEventListener("loadingdone", () => formulas.forEach(again));
