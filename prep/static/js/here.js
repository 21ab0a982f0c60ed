// [data-demo-here] runs an experiment in the page, and [data-question-here] asks a question: the link, which leads to the
// lab or to the question, gives way to a card. All that this takes is fetched when the first card is asked for.
const PLACES = "[data-demo-here], [data-question-here]";

document.addEventListener("click", async (event) => {
  const link = event.target.closest(`:is(${PLACES}) > p > a`);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const place = link.closest(PLACES);
  if (place.matches(".open")) return;
  const problem = place.querySelector("[role=status]");
  problem.textContent = "";
  place.classList.add("open"); // as large as it will be: what stands below moves with the click, and not later
  try {
    const card = "demoHere" in place.dataset ? "recurrent/demo-card" : "recurrent/question-card";
    const { bring } = await import(import.meta.resolve(card));
    await bring(link);
  } catch {
    place.classList.remove("open");
    problem.textContent = problem.dataset.words;
  }
});
