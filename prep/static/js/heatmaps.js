// Fetches what draws heatmaps when there is one to draw: most pages of the lab have none.
const drawing = "recurrent/heatmap"; // a name in the import map; written into import(), collectstatic takes it for a path
const attach = () => document.querySelector("[data-heatmap]") && import(drawing);

attach();
document.addEventListener("htmx:load", attach);
