// The server said anew what stands against a field: the field is marked accordingly.
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  const problem = target.id.startsWith("problem_") && document.getElementById(target.id);
  if (!problem) return;
  const control = document.getElementById(target.id.replace("problem_", "id_"));
  if (problem.textContent) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
});
