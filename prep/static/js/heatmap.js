// Draws every figure[data-heatmap] from the table inside it; without it the table remains. The colours are those of the
// key's gradient in the style sheet. Pointed at, or with the arrow keys, a cell says what it is.
import { keepDrawn } from "recurrent/figures";

const maps = new Map();
const HINT = "Point at a cell, or go through them with the arrow keys, to read it.";
const SHADES = 256;
const GAP = 6;
const written = (n) => n.toLocaleString("en-GB", { maximumSignificantDigits: 4 }).replace("-", "−");

function read(figure) {
  const { tHead, tBodies } = figure.querySelector("table");
  const rows = [...tBodies[0].rows].map((row) => [...row.cells]);
  const { least, most, middle } = figure.dataset;
  return {
    x: [...tHead.rows[0].cells].slice(1).map((cell) => cell.textContent),
    y: rows.map(([name]) => name.textContent),
    values: rows.map((cells) => cells.slice(1).map(({ dataset }) => (dataset.value === undefined ? null : Number(dataset.value)))),
    said: rows.map((cells) => cells.slice(1).map((cell) => cell.textContent)),
    least: Number(least),
    most: Number(most),
    middle: middle === undefined ? undefined : Number(middle),
    at: undefined,
  };
}

// Equal differences are equal steps of colour, on both sides of the middle if there is one.
function position({ least, most, middle }, value) {
  if (middle === undefined) return most === least ? 0 : (value - least) / (most - least);
  const reach = Math.max(most - middle, middle - least) || 1;
  return 0.5 + (value - middle) / (2 * reach);
}

function shades(scale) {
  const stops = getComputedStyle(scale).getPropertyValue("background-image").match(/(rgb|color|oklch)a?\([^()]*\)/g);
  const canvas = new OffscreenCanvas(SHADES, 1);
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  const gradient = ctx.createLinearGradient(0, 0, SHADES, 0);
  stops.forEach((stop, i) => gradient.addColorStop(i / (stops.length - 1), stop));
  ctx.fillStyle = gradient;
  ctx.fillRect(0, 0, SHADES, 1);
  const { data } = ctx.getImageData(0, 0, SHADES, 1);
  return (share) => {
    const i = 4 * Math.round(Math.min(Math.max(share, 0), 1) * (SHADES - 1));
    return `rgb(${data[i]} ${data[i + 1]} ${data[i + 2]})`;
  };
}

function sheet(place, width, height) {
  const canvas = place.querySelector("canvas") ?? place.appendChild(document.createElement("canvas"));
  const ratio = window.devicePixelRatio;
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  return ctx;
}

function hatch(ctx, left, top, width, height, colour) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  // Along lines of the whole drawing, so that neighbours make one hatching.
  for (let sum = Math.floor((left + top) / 6) * 6; sum <= left + top + width + height; sum += 6) {
    ctx.moveTo(sum - top, top);
    ctx.lineTo(sum - top - height, top + height);
  }
  ctx.stroke();
  ctx.restore();
}

// Which names have room: every one, or those at a round distance from one another.
function thinned(names, room, needed) {
  const every = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000].find((step) => step * room >= needed) ?? names.length;
  const numbers = names.every((name) => /^\d+$/.test(name));
  return names.map((_, i) => i).filter((i) => (numbers ? Number(names[i]) % every === 0 : i % every === 0));
}

function scaleOf(figure, map, shade, style) {
  const place = figure.querySelector(".heatmap-scale");
  const { clientWidth: width, clientHeight: height } = place;
  const bar = 14;
  const ctx = sheet(place, width, height);
  for (let x = 0; x < width; x += 1) {
    ctx.fillStyle = shade(position(map, map.least + ((map.most - map.least) * x) / (width - 1)));
    ctx.fillRect(x, 0, 1, bar);
  }
  ctx.strokeStyle = style.borderTopColor;
  ctx.strokeRect(0.5, 0.5, width - 1, bar - 1);
  Object.assign(ctx, { font: `13px ${style.fontFamily}`, fillStyle: style.color, textBaseline: "bottom" });
  const { least, most, middle } = map;
  const between = middle !== undefined && middle > least && middle < most ? middle : (least + most) / 2;
  const inner = least < between && between < most ? [between] : [];
  let free = 0;
  for (const value of [least, most, ...inner]) {
    const text = written(value);
    const wide = ctx.measureText(text).width;
    const at = most === least ? 0 : ((value - least) / (most - least)) * width;
    const left = Math.min(Math.max(at - wide / 2, 0), width - wide);
    if (value === least) free = left + wide + GAP;
    else if (value !== most && (left < free || left + wide + GAP > width - ctx.measureText(written(most)).width)) continue;
    ctx.fillText(text, left, height);
  }
}

function draw(figure) {
  const area = figure.querySelector(".heatmap-area");
  const map = { ...read(figure), at: maps.get(figure)?.at };
  const style = getComputedStyle(area);
  const shade = shades(figure.querySelector(".heatmap-scale"));
  const { clientWidth: width, clientHeight: height } = area;
  const ctx = sheet(area, width, height);
  ctx.font = `13px ${style.fontFamily}`;
  const widest = (names) => Math.max(...names.map((name) => ctx.measureText(name).width));
  const columns = map.x.length;
  const rows = map.y.length;
  const left = 20 + Math.min(widest(map.y), width * 0.3) + GAP;
  const names = widest(map.x);
  const characters = map.x.every((name) => [...name].length === 1);
  const upright = names + GAP > (width - left) / columns && !characters && !map.x.every((name) => /^\d+$/.test(name));
  const below = (upright ? Math.min(names, height * 0.3) : 14) + GAP;
  const box = { left, top: 1, width: width - left - 8, height: height - below - 22 };
  const edge = (i, of, from, size) => Math.round(from + (i * size) / of);

  for (const [j, row] of map.values.entries()) {
    const top = edge(j, rows, box.top, box.height);
    const tall = edge(j + 1, rows, box.top, box.height) - top;
    for (const [i, value] of row.entries()) {
      const start = edge(i, columns, box.left, box.width);
      const wide = edge(i + 1, columns, box.left, box.width) - start;
      ctx.fillStyle = shade(position(map, value));
      if (value === null) hatch(ctx, start, top, wide, tall, style.borderTopColor);
      else ctx.fillRect(start, top, wide, tall);
    }
  }
  ctx.strokeStyle = style.borderTopColor;
  ctx.lineWidth = 1;
  ctx.strokeRect(Math.round(box.left) - 0.5, box.top - 0.5, Math.round(box.width) + 1, Math.round(box.height) + 1);

  ctx.fillStyle = style.color;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  const rowHeight = box.height / rows;
  for (const j of thinned(map.y, rowHeight, 16)) {
    ctx.fillText(map.y[j], box.left - GAP, Math.max(box.top + (j + 0.5) * rowHeight, 8), box.left - GAP - 20); // the first whole
  }
  const columnWidth = box.width / columns;
  for (const i of thinned(map.x, columnWidth, upright ? 16 : names + (characters ? 2 : 8))) {
    ctx.save();
    ctx.translate(box.left + (i + 0.5) * columnWidth, box.top + box.height + GAP);
    if (upright) ctx.rotate(-Math.PI / 2);
    ctx.textAlign = upright ? "right" : "center";
    ctx.textBaseline = upright ? "middle" : "top";
    ctx.fillText(map.x[i], 0, 0, upright ? below - GAP : undefined);
    ctx.restore();
  }
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  ctx.fillText(figure.dataset.xLabel, box.left + box.width / 2, height - 2, width - left);
  ctx.translate(14, box.top + box.height / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.fillText(figure.dataset.yLabel, 0, 0, box.height + below);

  scaleOf(figure, map, shade, style);
  maps.set(figure, { ...map, box, size: [width, height] });
  if (!figure.closest(".glance")) area.tabIndex = 0;
  show(figure);
}

function show(figure) {
  const { at, box, x, y, said } = maps.get(figure);
  const area = figure.querySelector(".heatmap-area");
  const ring = area.querySelector(".heatmap-ring") ?? area.appendChild(Object.assign(document.createElement("span"), { className: "heatmap-ring" }));
  const { xLabel, yLabel, valueLabel } = figure.dataset;
  ring.hidden = !at;
  figure.querySelector(".heatmap-reading").textContent = at
    ? `${yLabel} ${y[at.row]}, ${xLabel} ${x[at.column]}: ${valueLabel} ${said[at.row][at.column]}`
    : HINT;
  if (!at) return;
  const [wide, tall] = [box.width / x.length, box.height / y.length];
  Object.assign(ring.style, {
    left: `${box.left + at.column * wide}px`,
    top: `${box.top + at.row * tall}px`,
    width: `${wide}px`,
    height: `${tall}px`,
  });
}

function look(figure, column, row) {
  const map = maps.get(figure);
  const inside = column >= 0 && row >= 0 && column < map.x.length && row < map.y.length;
  map.at = inside ? { column, row } : undefined;
  show(figure);
}

function fit(figure, area) {
  const { size } = maps.get(figure) ?? {};
  if (size && (size[0] !== area.clientWidth || size[1] !== area.clientHeight)) draw(figure);
}

const figureOf = ({ target }) => target.closest?.(".heatmap-area")?.closest("[data-heatmap]");

for (const kind of ["pointermove", "pointerdown"]) {
  document.addEventListener(kind, (event) => {
    const figure = figureOf(event);
    for (const [other, { at }] of maps) if (other !== figure && at && !other.contains(document.activeElement)) look(other, -1, -1);
    if (!figure || !maps.has(figure)) return;
    const { box, x, y } = maps.get(figure);
    const corner = figure.querySelector(".heatmap-area").getBoundingClientRect();
    const column = Math.floor(((event.clientX - corner.left - box.left) / box.width) * x.length);
    const row = Math.floor(((event.clientY - corner.top - box.top) / box.height) * y.length);
    look(figure, column, row);
  });
}

document.addEventListener("keydown", (event) => {
  const figure = figureOf(event);
  if (!figure || !maps.has(figure)) return;
  const { at, x, y } = maps.get(figure);
  const { column, row } = at ?? { column: 0, row: 0 };
  const moves = {
    ArrowLeft: [column - 1, row],
    ArrowRight: [column + 1, row],
    ArrowUp: [column, row - 1],
    ArrowDown: [column, row + 1],
    Home: [0, row],
    End: [x.length - 1, row],
  };
  if (!moves[event.key]) return;
  event.preventDefault();
  const [to, down] = at ? moves[event.key] : [0, 0];
  look(figure, Math.min(Math.max(to, 0), x.length - 1), Math.min(Math.max(down, 0), y.length - 1));
});

keepDrawn("[data-heatmap]", ".heatmap-area", { draw, fit, forget: (figure) => maps.delete(figure) });
