// Says the [data-announce] of what was swapped in, once, in the page's [data-announcer]: a live region that
// is itself swapped in stays silent in some screen readers, and seconds that tick would be read out each time.
const announcer = document.querySelector("[data-announcer]");
let said = "";

document.addEventListener("htmx:load", ({ target }) => {
  const news = target.closest("[data-announce]") ?? target.querySelector("[data-announce]");
  if (!announcer || !news || news.dataset.announce === said) return;
  said = news.dataset.announce;
  announcer.textContent = said;
});

// The same outcome twice in a row is news after a new request.
document.addEventListener("submit", () => {
  said = "";
  if (announcer) announcer.textContent = "";
});
