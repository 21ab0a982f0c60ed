// Draws every figure[data-plot] from the table inside it, with uPlot. Without it the table and the legend remain.
// The legend is also the palette: a line looks as its swatch is styled, in the theme of the moment; and pointed at, or
// with the arrow keys, the plot says its values there.
// Whoever fetches this wants uPlot as well.
import { keepDrawn } from "recurrent/figures";

const plots = new Map();
const MARKER_EVERY = 90; // pixels
const superscript = (n) => String(n).replace(/./g, (sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign] ?? "⁻");
const plain = (n) => n.toLocaleString("en-GB", { maximumFractionDigits: 10 }).replace("-", "−");
const wholeSteps = [1, 2, 5, ...[10, 100, 1e3, 1e4, 1e5, 1e6].flatMap((ten) => [ten, 2 * ten, 2.5 * ten, 5 * ten])];

function read(figure) {
  const rows = [...figure.querySelector("table").tBodies[0].rows].map((row) => [...row.cells]);
  const value = (cell) => (cell.dataset.value === undefined ? null : Number(cell.dataset.value));
  const data = [rows.map(([x]) => Number(x.dataset.x)), ...rows[0].slice(1).map((_, i) => rows.map((cells) => value(cells[i + 1])))];
  return { data, said: rows.map((cells) => cells.map((cell) => cell.textContent)) };
}

function line(swatch) {
  const { stroke, strokeDasharray } = getComputedStyle(swatch);
  const dash = strokeDasharray === "none" ? undefined : strokeDasharray.split(",").map(parseFloat);
  const paths = swatch.classList.contains("marks") ? { paths: () => null } : {};
  return { stroke, width: 2, dash, points: { show: false }, ...paths };
}

function axis(area, label, more) {
  const { color, borderTopColor, fontFamily } = getComputedStyle(area);
  const font = `13px ${fontFamily}`;
  const rule = { stroke: borderTopColor, width: 1 };
  return { stroke: color, font, labelFont: font, label, labelSize: 22, grid: rule, ticks: { ...rule, size: 5 }, ...more };
}

// Markers some way apart, each line's in other places than the next one's; wherever a point stands for itself; and at the
// end of a line that is too short for one.
function mark(plot, figure) {
  const swatches = [...figure.querySelectorAll(".swatch")];
  const { ctx, data, bbox } = plot;
  const scale = window.devicePixelRatio;
  const every = MARKER_EVERY * scale;
  ctx.save();
  ctx.setLineDash([]);
  for (const [i, swatch] of swatches.entries()) {
    const shape = swatch.querySelector(".swatch-marker");
    const values = data[i + 1];
    const { stroke } = getComputedStyle(swatch);
    const [hollow, each] = ["second", "marks"].map((name) => swatch.classList.contains(name));
    const path = shape ? new Path2D(shape.getAttribute("d")) : undefined;
    let next = bbox.left + (every * (i + 0.5)) / swatches.length;
    let bare = Boolean(path);
    const last = values.findLastIndex((value) => value !== null);
    for (const [k, value] of values.entries()) {
      if (value === null) continue;
      const x = plot.valToPos(data[0][k], "x", true);
      const alone = (values[k - 1] ?? null) === null && (values[k + 1] ?? null) === null;
      if (!alone && !each && (!path || x < next) && !(bare && k === last)) continue;
      bare = false;
      while (next <= x) next += every;
      ctx.save();
      ctx.translate(x, plot.valToPos(value, "y", true));
      ctx.scale(scale, scale);
      Object.assign(ctx, { strokeStyle: stroke, fillStyle: stroke, lineWidth: 1.5 });
      const drawn = path ?? new Path2D("M-4 0H4");
      if (hollow) ctx.globalCompositeOperation = "destination-out"; // the ground is whatever is behind the canvas
      ctx.fill(drawn);
      ctx.globalCompositeOperation = "source-over";
      ctx.stroke(drawn);
      ctx.restore();
    }
  }
  ctx.restore();
}

function say(figure, at) {
  const [x, ...values] = plots.get(figure).said[at ?? -1] ?? [];
  const said = [...values, x];
  figure.querySelectorAll(".readout").forEach((place, i) => (place.textContent = x === undefined ? "" : said[i]));
}

function options(figure, area, x) {
  const log = figure.dataset.scale === "log10";
  const decades = (_, values) => values.map((n) => (Number.isInteger(n) ? `10${superscript(n)}` : ""));
  const numbers = (_, values) => values.map((n) => (n === null ? "" : plain(n))); // null: no room for it
  const doublings = figure.dataset.xScale === "log2";
  const whole = x.every(Number.isInteger) && !doublings ? { incrs: wholeSteps } : {};
  return {
    width: area.clientWidth,
    height: area.clientHeight,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 9 } },
    scales: {
      x: { time: false, range: x.length > 1 ? [x[0], x.at(-1)] : [x[0] - 1, x[0] + 1], ...(doublings && { distr: 3, log: 2 }) },
      y: { range: (_, least, most) => range(log, least, most) },
    },
    axes: [
      axis(area, figure.dataset.xLabel, { space: 56, size: 32, values: numbers, ...whole }),
      axis(area, figure.dataset.yLabel, { size: 62, ...(log ? { values: decades, incrs: wholeSteps } : { values: numbers }) }),
    ],
    series: [{}, ...[...figure.querySelectorAll(".swatch")].map(line)],
    hooks: {
      draw: [(plot) => mark(plot, figure)],
      setCursor: [(plot) => plots.has(figure) && say(figure, plot.cursor.idx)],
    },
  };
}

function range(log, least, most) {
  if (least === null) return [0, 1];
  if (log) return [Math.floor(least), Math.ceil(most) + (Math.floor(least) === Math.ceil(most))];
  if (least === 0 && most === 0) return [-0.04, 1]; // counts that have not begun: none is below 0
  const room = 0.04 * (most - least) || 0.5;
  return [least - room, most + room];
}

function draw(figure) {
  const area = figure.querySelector(".plot-area");
  const { data, said } = read(figure);
  forget(figure);
  plots.set(figure, { plot: new window.uPlot(options(figure, area, data[0]), data, area), said });
  if (!figure.closest(".glance")) area.tabIndex = 0;
}

function fit(figure, area) {
  const { plot } = plots.get(figure) ?? {};
  const [width, height] = [area.clientWidth, area.clientHeight];
  if (plot && (plot.width !== width || plot.height !== height)) plot.setSize({ width, height });
}

function forget(figure) {
  plots.get(figure)?.plot.destroy();
  plots.delete(figure);
}

// With the arrow keys from point to point, with Shift ten at once.
document.addEventListener("keydown", (event) => {
  const figure = event.target.classList.contains("plot-area") ? event.target.closest("[data-plot]") : null;
  if (!figure || !plots.has(figure)) return;
  const { plot, said } = plots.get(figure);
  const last = said.length - 1;
  const at = plot.cursor.idx ?? -1;
  const by = event.shiftKey ? 10 : 1;
  const wanted = { ArrowLeft: at < 0 ? last : at - by, ArrowRight: at + by, Home: 0, End: last }[event.key];
  if (wanted === undefined) return;
  event.preventDefault();
  plot.setCursor({ left: plot.valToPos(plot.data[0][Math.min(Math.max(wanted, 0), last)], "x"), top: 1 });
});

let coming;

function library() {
  coming ??= new Promise((done, refused) => {
    const script = Object.assign(document.createElement("script"), { src: import.meta.resolve("uplot") });
    script.addEventListener("load", done);
    script.addEventListener("error", refused);
    document.head.append(script);
  }).catch(() => (coming = undefined));
  return coming;
}

function ready(attach) {
  if (!window.uPlot) library().then(() => window.uPlot && attach());
  return Boolean(window.uPlot);
}

keepDrawn("[data-plot]", ".plot-area", { draw, fit, forget, ready });
if (!window.uPlot) library();
