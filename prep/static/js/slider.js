// A slider beside a number's field, in the room of its [data-slider]: they follow each other. It stops at what may be said
// (where the range spans two decades or more, at round numbers evenly apart in size); the field alone is sent.
const MOST_STOPS = 200;
const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const stopsOf = new WeakMap();
let focused;

export function stops({ least, most, step, preferred }) {
  const whole = (value) => Number((Math.round(value / step) * step).toFixed(10));
  const found = [least, most, preferred];
  if (least > 0 && most / least >= 100) {
    for (let power = Math.floor(Math.log10(least)); 10 ** power <= most; power++) {
      const round = ROUND.map((digits) => Number((digits * 10 ** power).toPrecision(2)));
      found.push(...round.filter((value) => value === whole(value)));
    }
  } else {
    const many = Math.min(Math.round((most - least) / step), MOST_STOPS);
    for (let stop = 1; stop < many; stop++) found.push(whole(least + ((most - least) * stop) / many));
  }
  return [...new Set(found.map(whole))].filter((value) => value >= least && value <= most).sort((a, b) => a - b);
}

const fieldOf = (slider) => document.getElementById(slider.id.replace("slider_", "id_"));
const said = (field) => field.value.trim().replace("\u2212", "-");

function follow(slider) {
  const value = said(fieldOf(slider));
  if (!value || Number.isNaN(Number(value))) return;
  const away = stopsOf.get(slider).map((stop) => Math.abs(stop - value));
  slider.value = away.indexOf(Math.min(...away));
  tell(slider);
}

function tell(slider) {
  const unit = slider.parentElement.dataset.unit;
  slider.setAttribute("aria-valuetext", `${said(fieldOf(slider))} ${unit}`.trim());
}

function attach(room) {
  const { slider: name, least, most, step } = room.dataset;
  const slider = document.createElement("input");
  const preferred = Number(room.closest("[data-default]").dataset.default);
  const found = stops({ least: Number(least), most: Number(most), step: Number(step), preferred });
  Object.assign(slider, { type: "range", id: `slider_${name}`, min: 0, max: found.length - 1 });
  slider.setAttribute("aria-labelledby", `label_${name}`);
  stopsOf.set(slider, found);
  room.firstElementChild.after(slider);
  follow(slider);
  if (slider.id === focused) slider.focus({ preventScroll: true });
}

const attachAll = (root) => root.querySelectorAll("[data-slider]:not(:has(input))").forEach(attach);

attachAll(document);
document.addEventListener("htmx:load", ({ target }) => attachAll(target));
// A run brings the form anew, and htmx gives the focus back only to what the server sent.
document.addEventListener("htmx:beforeSwap", () => (focused = document.activeElement?.id));
document.addEventListener("input", ({ target }) => {
  if (stopsOf.has(target)) {
    fieldOf(target).value = stopsOf.get(target)[target.value];
    tell(target);
  } else {
    (target.form ?? target).querySelectorAll?.("[data-slider] > input").forEach(follow);
  }
});
