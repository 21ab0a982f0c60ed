// Whether a key may be taken for a single-key shortcut at this moment.
const typing = "input:not([type=radio], [type=checkbox], [type=submit], [type=button]), textarea, select";

export const shortcutsAreOn = () => document.documentElement.dataset.shortcuts !== "off";

export function isShortcut(event) {
  // On some keyboards "/" or "?" is typed with AltGr, which looks like Control and Alt.
  const modified = event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph"));
  if (modified || event.repeat || event.isComposing || event.defaultPrevented) return false;
  const { activeElement } = document;
  if (activeElement?.matches(typing) || activeElement?.isContentEditable) return false;
  return shortcutsAreOn() && !document.querySelector("dialog[open]");
}
