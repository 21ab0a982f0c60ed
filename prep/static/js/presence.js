// Tells the server the browser's time zone: the day of a learner begins where they are.
import { send, zone } from "recurrent/send";

const due = document.querySelector("[data-presence]");

// Once a page, and the server asks once a day. If it fails, the next page asks again.
if (due) send(due.dataset.presence, { time_zone: zone() }).catch(() => {});

// The request that makes a guest brings it along.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-Time-Zone"] = zone();
});
