// Fetches what draws plots and heatmaps and plays melodies when there is one; for plots, already while whatever may bring one is
// being asked for. Until then a page of the lab waits for neither.
const plot = "recurrent/plot"; // names in the import map; written into import(), collectstatic takes them for paths
const heatmap = "recurrent/heatmap";
const melody = "recurrent/melody";

function attach() {
  if (document.querySelector("[data-plot]")) import(plot);
  if (document.querySelector("[data-heatmap]")) import(heatmap);
  if (document.querySelector("[data-melody]")) import(melody);
}

attach();
document.addEventListener("htmx:load", attach);
document.addEventListener("htmx:beforeRequest", () => import(plot));
