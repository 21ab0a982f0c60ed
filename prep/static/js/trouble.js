// What asked in vain, because nobody answered or the answer was an error, says so in its [data-trouble].
const announcer = document.querySelector("[data-announcer]");

function tell({ detail }) {
  const place = (document.getElementById(detail.target.id) ?? detail.target).querySelector("[data-trouble]");
  if (!place || place.textContent === place.dataset.trouble) return;
  place.textContent = place.dataset.trouble;
  place.classList.replace("muted", "trouble");
  if (announcer) announcer.textContent = place.dataset.trouble;
}

document.addEventListener("htmx:sendError", tell);
document.addEventListener("htmx:responseError", tell);
