// [data-print] prints the page. On paper nothing can be opened, so all that is folded is open while it prints.
const button = document.querySelector("[data-print]");
let folded = [];

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open], .contents details)")];
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});
