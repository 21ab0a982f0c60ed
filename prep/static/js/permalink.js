// What the form says now has an address ([data-permalink]): the preset that it belongs to is marked, and it can be copied.
const announcer = document.querySelector("[data-announcer]");
const permalink = () => document.querySelector("[data-permalink]");

function mark() {
  for (const preset of document.querySelectorAll(".presets a")) {
    if (preset.href === permalink()?.href) preset.setAttribute("aria-current", "true");
    else preset.removeAttribute("aria-current");
  }
}

document.addEventListener("htmx:load", mark);
document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy-link]");
  if (!button) return;
  let said = "Copied";
  try {
    await navigator.clipboard.writeText(permalink().href);
  } catch {
    said = "The browser doesn’t allow copying";
  }
  button.textContent = announcer.textContent = said;
  setTimeout(() => (button.textContent = "Copy link"), 2000);
});
