// [data-demo-here] and [data-question-here] bring what their link leads to into the page: an experiment's card, a question.
// All that this takes is fetched when the first is asked for.
const cards = { demoHere: "recurrent/demo-card", questionHere: "recurrent/question-card" };

document.addEventListener("click", async (event) => {
  const link = event.target.closest(":is([data-demo-here], [data-question-here]) > p > a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const place = link.parentElement.parentElement;
  if (place.matches(".open")) return;
  const problem = place.querySelector("[role=status]");
  problem.textContent = "";
  place.classList.add("open"); // as large as it will be: what stands below moves with the click, and not later
  try {
    const { bring } = await import(import.meta.resolve(Object.entries(cards).find(([name]) => name in place.dataset)[1]));
    await bring(link);
  } catch {
    place.classList.remove("open");
    problem.textContent = problem.dataset.words;
  }
});
