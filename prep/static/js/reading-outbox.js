// What was read, kept in this browser until the server has it. One fact a key, so that two tabs overwrite nothing:
// reading/<topic>/<section> is when its end was reached, …/@ the place and since when, …/! a mark on its way.
import { send } from "recurrent/send";

const START = "reading/";
const TRY_AGAIN = 30_000;
const GONE = ["404", "422"]; // the page is no more, or never was like this: sending it again would be no use
const unstored = new Map(); // storage is off or full: as long as the page lasts
const known = () => "learner" in document.documentElement.dataset;
let [timer, due, sending] = [0, Infinity, Promise.resolve()];

export function facts(topic) {
  const found = new Map();
  try {
    for (const key of Object.keys(localStorage)) found.set(key, localStorage.getItem(key));
  } catch {
    // Storage is off.
  }
  for (const [key, value] of unstored) found.set(key, value);
  const start = `${START}${topic ?? ""}`;
  return new Map([...found].filter(([key]) => key.startsWith(start)).map(([key, value]) => [key.slice(START.length), value]));
}

function forget(sent) {
  const now = facts();
  for (const [name, value] of sent) {
    if (now.get(name) !== value) continue; // something newer was said meanwhile
    unstored.delete(START + name);
    try {
      localStorage.removeItem(START + name);
    } catch {
      // Storage is off.
    }
  }
}

export function keep(topic, name, value, patience) {
  const key = `${START}${topic}/${name}`;
  unstored.set(key, `${value}`);
  try {
    localStorage.setItem(key, value);
    unstored.delete(key);
  } catch {
    // Storage is off or full.
  }
  later(patience);
}

function later(patience) {
  if (due <= Date.now() + patience) return;
  clearTimeout(timer);
  due = Date.now() + patience;
  timer = setTimeout(flush, patience);
}

async function deliver(topic) {
  const said = facts(`${topic}/`);
  const mark = said.get(`${topic}/!`);
  if (mark) {
    const answer = await send(`/learn/${topic}/${mark}/`, []);
    forget([[`${topic}/!`, mark]]);
    document.documentElement.dataset.learner ??= "";
    document.dispatchEvent(new CustomEvent("reading:marked", { detail: { topic, html: await answer.text() } }));
    said.delete(`${topic}/!`);
  }
  if (!known() || !said.size) return;
  const ago = (since) => Math.max(0, Math.round((Date.now() - since) / 1000)) || 0;
  const fields = [...said].map(([name, value]) => {
    const [since, place] = value.split(" ");
    return place ? ["place", `${place} ${ago(since)}`] : ["section", `${name.slice(topic.length + 1)} ${ago(since)}`];
  });
  await send(`/learn/${topic}/reading/`, fields);
  forget(said);
}

async function deliverAll() {
  clearTimeout(timer);
  due = Infinity;
  for (const topic of new Set([...facts().keys()].map((name) => name.split("/")[0]))) {
    // Of somebody unknown only a mark is sent: it makes them a guest, and then everything follows.
    if (!known() && !facts().has(`${topic}/!`)) continue;
    try {
      await deliver(topic);
    } catch (problem) {
      if (GONE.includes(problem.message)) forget(facts(`${topic}/`));
      else {
        document.dispatchEvent(new CustomEvent("reading:waiting"));
        return later(TRY_AGAIN);
      }
    }
  }
}

// One after the other: a mark that is still on its way isn't sent again.
export const flush = () => (sending = sending.then(deliverAll));

addEventListener("online", flush);
document.addEventListener("visibilitychange", () => document.hidden && flush());
flush();
