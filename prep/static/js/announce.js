// Says the [data-announce] of what was swapped in, once, in the page's [data-announcer]: a live region that
// is itself swapped in stays silent in some screen readers, and seconds that tick would be read out each time.
const announcer = document.querySelector("[data-announcer]");
const said = new Map(); // by what says it: several may be running at once

document.addEventListener("htmx:load", ({ target }) => {
  const news = target.closest("[data-announce]") ?? target.querySelector("[data-announce]");
  if (!announcer || !news || news.dataset.announce === said.get(news.id)) return;
  said.set(news.id, news.dataset.announce);
  announcer.textContent = news.dataset.announce;
});

// The same outcome twice in a row is news after a new request.
document.addEventListener("submit", () => {
  said.clear();
  if (announcer) announcer.textContent = "";
});
