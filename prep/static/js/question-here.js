// [data-question-here] asks a question in the page: its link, which leads to the question, gives way to it. All that this
// takes is fetched when the first is asked for.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-question-here] > p > a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const place = link.closest("[data-question-here]");
  if (place.matches(".open")) return;
  const problem = place.querySelector("[role=status]");
  problem.textContent = "";
  place.classList.add("open");
  try {
    const { bring } = await import(import.meta.resolve("recurrent/question-card"));
    await bring(link);
  } catch {
    place.classList.remove("open");
    problem.textContent = problem.dataset.words;
  }
});
