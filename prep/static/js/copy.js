// Puts what a page shows into the clipboard: code, an equation as TeX, and through [data-copy-page] the page as Markdown.
const announcer = document.querySelector("[data-announcer]");
const icon = `<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d="M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3" fill="none" stroke="currentColor" stroke-width="1.500" stroke-linejoin="round"/></svg>`;

function say(words) {
  announcer.textContent = ""; // the same words again are news again
  requestAnimationFrame(() => {
    announcer.textContent = words;
  });
}

function offer(block, label, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.ariaLabel = button.title = label;
  button.innerHTML = icon;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 2000);
      say("Copied");
    } catch {
      say("The browser doesn’t allow copying");
    }
  });
  block.append(button);
}

for (const block of document.querySelectorAll(".code")) {
  const code = block.querySelector("code");
  offer(block, "Copy the code", () => code.textContent);
}
for (const block of document.querySelectorAll(".equation")) {
  const formula = block.querySelector(".arithmatex");
  offer(block, "Copy as TeX", () => formula.dataset.tex ?? formula.textContent.trim().slice(2, -2).trim());
}

// The text is a promise: fetched only after the click, and some browsers insist that the clipboard is asked during it.
async function copyPage(link) {
  const text = fetch(link.href).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  });
  const plain = text.then((words) => new Blob([words], { type: "text/plain" }));
  await navigator.clipboard.write([new ClipboardItem({ "text/plain": plain })]);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-copy-page]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard?.write) return;
  event.preventDefault();
  const name = link.textContent;
  copyPage(link).then(
    () => {
      link.textContent = "Copied";
      setTimeout(() => (link.textContent = name), 2000);
      say("Copied: this page as Markdown");
    },
    () => location.assign(link.href),
  );
});
