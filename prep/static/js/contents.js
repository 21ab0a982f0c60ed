// The contents of a page, [data-contents], follow the reader: the link to where they are is marked, and named in the
// bar that the contents are on a narrow screen. "j" and "k" go to the section after and before.
const nav = document.querySelector("[data-contents]");
const links = nav ? [...nav.querySelectorAll("a[href^='#']")] : [];
const place = (link) => document.getElementById(link.hash.slice(1));
const wide = matchMedia("(width >= 64rem)");
const inView = new Set();
let current = null;

// The last one whose text stands where one reads: a part rather than the section around it.
function follow(entries) {
  for (const { target, isIntersecting } of entries) inView[isIntersecting ? "add" : "delete"](target);
  mark(links.findLast((link) => inView.has(place(link))) ?? null);
}

function mark(link) {
  current?.removeAttribute("aria-current");
  current = link;
  current?.setAttribute("aria-current", "location");
  nav.querySelector("[data-contents-here]")?.replaceChildren(...(current?.cloneNode(true).childNodes ?? []));
  offerKeys();
  if (!current || !wide.matches) return;
  const { offsetTop, offsetHeight } = current;
  if (offsetTop < nav.scrollTop || offsetTop + offsetHeight > nav.scrollTop + nav.clientHeight) {
    nav.scrollTop = offsetTop - nav.clientHeight / 2;
  }
}

function offerKeys() {
  const at = links.indexOf(current);
  for (const link of links) link.removeAttribute("aria-keyshortcuts");
  links[at + 1]?.setAttribute("aria-keyshortcuts", "j");
  if (at > 0) links[at - 1].setAttribute("aria-keyshortcuts", "k");
}

function open() {
  const details = nav.querySelector("details");
  if (details) details.open = wide.matches;
}

if (links.length) {
  // A line a fifth below the top.
  const observer = new IntersectionObserver(follow, { rootMargin: "-20% 0px -79.9% 0px" });
  for (const link of links) if (place(link)) observer.observe(place(link));
  open();
  wide.addEventListener("change", open);
  nav.addEventListener("click", (event) => event.target.closest("a") && open());
  offerKeys();
}
