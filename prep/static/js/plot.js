// Draws every figure[data-plot] from the table inside it, with uPlot. Without it the table and the legend remain.
// The legend is also the palette: a line looks as its swatch is styled, in the theme of the moment.
// uPlot is fetched with the first plot, or while whatever may bring one is being asked for.
const drawn = new Map();
const superscript = (n) => String(n).replace(/./g, (sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign] ?? "⁻");
const steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500];

function columns(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells]);
  const value = (cell) => (cell.dataset.value === undefined ? null : Number(cell.dataset.value));
  const x = rows.map(([step]) => Number(step.textContent));
  return [x, ...rows[0].slice(1).map((_, i) => rows.map((cells) => value(cells[i + 1])))];
}

function line(swatch) {
  const { borderTopColor: stroke, borderTopStyle: style } = getComputedStyle(swatch);
  return { stroke, width: 2, dash: style === "dashed" ? [8, 5] : undefined, points: { show: false } };
}

function axis(area, label, more) {
  const { color, borderTopColor, fontFamily } = getComputedStyle(area);
  const font = `13px ${fontFamily}`;
  const rule = { stroke: borderTopColor, width: 1 };
  return { stroke: color, font, labelFont: font, label, labelSize: 22, grid: rule, ticks: { ...rule, size: 5 }, incrs: steps, ...more };
}

function options(figure, area, x) {
  const log = figure.dataset.scale === "log10";
  const decades = (_, values) => values.map((n) => (Number.isInteger(n) ? `10${superscript(n)}` : ""));
  return {
    width: area.clientWidth,
    height: area.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [x[0], x.at(-1)] },
      y: { range: (_, least, most) => (log ? [Math.floor(least), Math.ceil(most) + (least === most)] : [least, most]) },
    },
    axes: [
      axis(area, figure.dataset.xLabel, { space: 50, size: 32 }),
      axis(area, figure.dataset.yLabel, log ? { size: 62, values: decades, incrs: [...steps, 1000] } : { size: 62, incrs: undefined }),
    ],
    series: [{}, ...[...figure.querySelectorAll(".swatch")].map(line)],
  };
}

function draw(figure) {
  const area = figure.querySelector(".plot-area");
  const data = columns(figure.querySelector("table"));
  drawn.get(figure)?.destroy();
  drawn.set(figure, new window.uPlot(options(figure, area, data[0]), data, area));
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const size = { width: target.clientWidth, height: target.clientHeight };
    const plot = drawn.get(target.closest("[data-plot]"));
    if (plot && (plot.width !== size.width || plot.height !== size.height)) plot.setSize(size);
  }
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

function attach() {
  if (!window.uPlot) {
    if (document.querySelector("[data-plot]")) library().then(() => window.uPlot && attach());
    return;
  }
  for (const [figure, plot] of drawn) {
    if (figure.isConnected) continue;
    resized.unobserve(figure.querySelector(".plot-area"));
    plot.destroy();
    drawn.delete(figure);
  }
  for (const figure of document.querySelectorAll("[data-plot]")) {
    if (drawn.has(figure)) continue;
    draw(figure);
    resized.observe(figure.querySelector(".plot-area"));
  }
}

const redraw = () => [...drawn.keys()].forEach(draw);

attach();
document.addEventListener("htmx:load", attach);
document.addEventListener("htmx:beforeRequest", library);
document.addEventListener("theme:change", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
