// Sets theme, text size and shortcuts before the first paint, so it is a blocking script and no module.
// What the server says of a learner holds; it says nothing to "recurrent/display" of what was chosen before it knew them.
(() => {
  const look = document.documentElement.dataset;
  const choices = [
    ["theme", "theme", ["light", "dark"]],
    ["textSize", "text-size", ["112", "125", "150"]],
    ["shortcuts", "shortcuts", ["off"]],
  ];
  try {
    if ("learner" in look && !localStorage.getItem("look-untold")) return;
    for (const [name, key, values] of choices) {
      const chosen = localStorage.getItem(key);
      if (!(name in look) && values.includes(chosen)) look[name] = chosen;
    }
  } catch {
    // Storage is off: the system's preferences hold.
  }
})();
