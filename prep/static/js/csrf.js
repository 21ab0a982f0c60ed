// Every POST carries the CSRF token of the moment: the one in the page is old once somebody has logged in in
// another tab, and Django believes the field before the header.
export const token = () => document.cookie.match(/(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = token();
});

// In the capturing phase, so that htmx reads what is written here.
document.addEventListener(
  "submit",
  ({ target }) => {
    const field = target.querySelector("input[name=csrfmiddlewaretoken]");
    if (field && token()) field.value = token();
  },
  true,
);
