// Going back asks the server: a kept copy of the page would hold blank canvases, stale tokens, and what isn't told yet.
if (window.htmx) Object.assign(window.htmx.config, { historyCacheSize: 0, refreshOnHistoryMiss: true });
