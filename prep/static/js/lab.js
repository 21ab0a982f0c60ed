// What every page with a Result loads: one import a behaviour.
import "recurrent/announce";
import "recurrent/drawings";
import "recurrent/keep-open";
import "recurrent/show-result";
import "recurrent/submit-shortcut";
import "recurrent/swap-refusals";
import "recurrent/trouble";

// Going back asks the server: a kept copy of the page would hold blank canvases and stale tokens.
if (window.htmx) Object.assign(window.htmx.config, { historyCacheSize: 0, refreshOnHistoryMiss: true });
