// A form on its way is not sent a second time by a double click. What htmx sends it guards by itself (hx-sync).
const patience = 5000; // an answer that leaves the page standing (a download, a stop) tells nobody
const sending = new Map();

function release(form) {
  clearTimeout(sending.get(form)?.timer);
  sending.get(form)?.button?.removeAttribute("aria-disabled");
  sending.delete(form);
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || (button?.formMethod || form.method) !== "post") return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  // Not disabled: a disabled button loses the focus, and its name and value would not be sent.
  button?.setAttribute("aria-disabled", "true");
  sending.set(form, { button, timer: setTimeout(release, patience, form) });
});

// Back from the next page, the form may be sent again.
addEventListener("pageshow", () => [...sending.keys()].forEach(release));
