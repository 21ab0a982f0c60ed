// [data-demo-here] runs an experiment in the page: its link, which leads to the lab, gives way to the lab's card. All that
// this takes is fetched when the first card is asked for.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-demo-here] > p > a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const demo = link.closest("[data-demo-here]");
  if (demo.matches(".open")) return;
  const problem = demo.querySelector("[role=status]");
  problem.textContent = "";
  demo.classList.add("open"); // as large as it will be: what stands below moves with the click, and not later
  try {
    const { bring } = await import(import.meta.resolve("recurrent/demo-card"));
    await bring(link);
  } catch {
    demo.classList.remove("open");
    problem.textContent = problem.dataset.words;
  }
});
