// A page that is read: which sections were read to their end, where the reader is, and the mark at the end of it. The
// server's [data-reading] says how far it was; [data-section] are the sections, [data-entry] stands for one elsewhere.
import { facts, flush, keep } from "recurrent/reading-outbox";

const WORDS_A_SECOND = 12; // who is quicker didn't read
const [LEAST, MOST] = [2, 45]; // seconds
const panel = () => document.querySelector("[data-reading]");
const topic = panel()?.dataset.reading;
const sections = [...document.querySelectorAll("[data-section]")];
const key = (section) => section.dataset.section;
const stored = facts(`${topic}/`);
const read = new Set(panel()?.dataset.sections.split(" "));
for (const section of sections) if (stored.has(`${topic}/${key(section)}`)) read.add(key(section));
const [visible, ended, seconds] = [new Set(), new Set(), new Map()];
const needed = new Map(
  sections.map((section) => [section, Math.min(MOST, Math.max(LEAST, section.textContent.split(/\s+/).length / WORDS_A_SECOND))]),
);
const offered = document.querySelector("[data-continue]");
let place;

function show() {
  const count = document.querySelector("[data-reading-count]");
  if (count) count.textContent = sections.filter((section) => read.has(key(section))).length;
  for (const entry of document.querySelectorAll("[data-entry]")) entry.classList.toggle("read", read.has(entry.dataset.entry));
}

const observe = (set, options) => {
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) set[isIntersecting ? "add" : "delete"](target);
  }, options);
  for (const section of sections) observer.observe(section);
};

function tick() {
  if (document.hidden) return;
  if (offered && scrollY > innerHeight) offered.hidden = true; // they went another way
  for (const section of visible) {
    seconds.set(section, (seconds.get(section) ?? 0) + 1);
    if (read.has(key(section)) || !ended.has(section) || seconds.get(section) < needed.get(section)) continue;
    read.add(key(section));
    keep(topic, key(section), Date.now(), 1000);
    show();
  }
  const here = sections.findLast((each) => visible.has(each) && each.getBoundingClientRect().top < innerHeight / 2);
  if (!here || here === place || seconds.get(here) < 3) return;
  place = here;
  keep(topic, "@", `${Date.now()} ${key(here)}`, 15_000);
}

// Whoever the server doesn't know, this browser knows where they were.
function offer() {
  const left = stored.get(`${topic}/@`)?.split(" ")[1];
  const section = sections.find((each) => key(each) === left);
  if (!offered || !section || section === sections[0] || location.hash) return;
  const link = offered.querySelector("a");
  link.hash = left;
  link.querySelector("b").replaceChildren(...section.querySelector("h2").cloneNode(true).childNodes);
  offered.hidden = false;
  offered.addEventListener("click", () => (offered.hidden = true));
}

if (topic) {
  observe(visible);
  observe(ended, { rootMargin: "1000000px 0px 40px", threshold: 1 }); // its end is as good as in view, or above
  setInterval(tick, 1000);
  offer();
  show();
}

document.addEventListener(
  "submit",
  (event) => {
    const { mark } = event.target.dataset;
    if (!mark) return;
    event.preventDefault();
    keep(topic, "!", mark, 0);
    flush();
  },
  true, // before "recurrent/once", which guards what leaves the page
);

document.addEventListener("reading:marked", ({ detail }) => {
  if (detail.topic !== topic) return;
  const focused = panel().contains(document.activeElement);
  const fresh = new DOMParser().parseFromString(detail.html, "text/html");
  for (const id of ["reading", "account"]) {
    const now = fresh.getElementById(id);
    if (now) document.getElementById(id)?.replaceWith(now);
  }
  show();
  if (focused) panel().querySelector("button").focus();
});

document.addEventListener("reading:waiting", () => {
  const problem = document.querySelector("[data-reading-problem]");
  if (problem) problem.textContent = "Not sent yet. This browser keeps it, and tries again.";
});
