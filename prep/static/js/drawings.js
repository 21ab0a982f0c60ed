// Fetches what draws plots and heatmaps when there is one to draw; for plots, already while whatever may bring one is
// being asked for. Until then a page of the lab waits for neither.
const plot = "recurrent/plot"; // names in the import map; written into import(), collectstatic takes them for paths
const heatmap = "recurrent/heatmap";

function attach() {
  if (document.querySelector("[data-plot]")) import(plot);
  if (document.querySelector("[data-heatmap]")) import(heatmap);
}

attach();
document.addEventListener("htmx:load", attach);
document.addEventListener("htmx:beforeRequest", () => import(plot));
