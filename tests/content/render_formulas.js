// Reads [{place, tex, display}] and prints, as JSON, what KaTeX has against any of them, with the options of js/math.js.
const { readFileSync } = require("node:fs");
const katex = require("katex");

const options = { throwOnError: true, strict: "error", trust: false, maxExpand: 1000 };
const complaints = [];
for (const { place, tex, display } of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    katex.renderToString(tex, { ...options, displayMode: Boolean(display) });
  } catch (error) {
    complaints.push(`${place}: ${tex}: ${error.message}`);
  }
}
console.log(JSON.stringify(complaints));
