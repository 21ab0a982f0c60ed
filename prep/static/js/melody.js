// Plays a figure[data-melody] from the table inside it, with the browser's own oscillators, and shows where it is.
let context;
let playing; // { figure, voices, began }
const hertz = (pitch) => 440 * 2 ** ((pitch - 69) / 12);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const LEAD = 0.08; // seconds before the first note, so that it isn't cut

function voice(pitch, from, until) {
  const oscillator = new OscillatorNode(context, { type: "triangle", frequency: hertz(pitch) });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(0.22, from + 0.012);
  gain.gain.exponentialRampToValueAtTime(0.06, until);
  gain.gain.linearRampToValueAtTime(0, until + 0.05);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(until + 0.06);
  return oscillator;
}

async function play(figure) {
  context ??= new AudioContext();
  await context.resume();
  stop(); // also what another click began meanwhile
  const pace = Number(figure.dataset.stepsASecond);
  const began = context.currentTime + LEAD;
  const notes = [...figure.querySelectorAll("tr[data-pitch]")].map(({ dataset }) => dataset);
  const voices = notes.map(({ start, steps, pitch }) => voice(Number(pitch), began + start / pace, began + (Number(start) + Number(steps)) / pace));
  playing = { figure, voices, began, seconds: Number(figure.dataset.steps) / pace };
  figure.classList.add("playing");
  figure.querySelector("[data-play]").textContent = "Stop";
  requestAnimationFrame(follow);
}

function stop() {
  if (!playing) return;
  const { figure, voices } = playing;
  playing = undefined;
  for (const one of voices) one.stop();
  figure.classList.remove("playing");
  figure.querySelector("[data-play]").textContent = "Play";
  figure.querySelector(".head").removeAttribute("transform");
}

function follow() {
  if (!playing) return;
  const { figure, began, seconds } = playing;
  const at = Math.max(0, context.currentTime - began);
  if (at >= seconds || !figure.isConnected) return stop();
  const head = figure.querySelector(".head");
  const { from, to } = head.dataset;
  const shown = still.matches ? Math.floor(at) : at; // a jump a second instead of a motion
  head.setAttribute("transform", `translate(${(shown / seconds) * (to - from)} 0)`);
  requestAnimationFrame(follow);
}

function attach() {
  for (const button of document.querySelectorAll("[data-melody] [data-play][hidden]")) button.hidden = false;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-melody] [data-play]");
  if (!button) return;
  const figure = button.closest("[data-melody]");
  if (playing?.figure === figure) stop();
  else play(figure);
});

attach();
document.addEventListener("htmx:load", attach);
