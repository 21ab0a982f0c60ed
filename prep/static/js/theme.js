// Sets the theme before the first paint, so it is a blocking script and no module.
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is off: the system's preference holds.
  }
})();
