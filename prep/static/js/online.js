// A page with [data-when-online] stands in for one that could not be fetched, at that one's address: as soon as the
// server answers again, it makes room for it.
const LONGEST = 30_000;
const standingIn = document.querySelector("[data-when-online]") && location.pathname !== "/offline/";
let pause = 2000;
let timer;

async function ask() {
  clearTimeout(timer);
  const answered = await fetch("/healthz", { cache: "no-store" }).then(
    (response) => response.ok,
    () => false,
  );
  if (answered) return location.reload();
  pause = Math.min(pause * 1.5, LONGEST);
  timer = setTimeout(ask, pause);
}

if (standingIn) {
  timer = setTimeout(ask, pause);
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
}
