// What asked in vain, because nobody answered or the answer was an error, says so in its [data-trouble]; where trying
// again would not help, because the page is another learner's by now or its key is too old, by its [data-outdated].
const announcer = document.querySelector("[data-announcer]");

function tell({ detail }) {
  const place = (document.getElementById(detail.target.id) ?? detail.target).querySelector("[data-trouble]");
  if (!place) return;
  const { trouble, outdated } = place.dataset;
  const words = ([403, 404].includes(detail.xhr?.status) && outdated) || trouble;
  if (place.textContent === words) return;
  place.textContent = words;
  place.classList.replace("muted", "trouble");
  if (announcer) announcer.textContent = words;
}

document.addEventListener("htmx:sendError", tell);
document.addEventListener("htmx:responseError", tell);
