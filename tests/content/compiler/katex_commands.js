// Prints, as JSON, what KaTeX knows, found by asking it: commands, by how many arguments make them render in a formula
// of their own (`within`: it depends on what stands around), environments, what may follow \left, signs beyond ASCII,
// and what stands above or below something in braces alone.
// What it prints is content/compiler/mathematics/katex.json; a test holds the two together.
const { readFileSync } = require("node:fs");
const katex = require("katex");

const print = console.log;
console.log = console.error = console.warn = () => {};

function said(tex) {
  try {
    katex.renderToString(tex, { throwOnError: true, strict: "error", trust: false, displayMode: true });
    return "";
  } catch (error) {
    return String(error.message);
  }
}

const source = readFileSync(require.resolve("katex/dist/katex.js"), "utf8");
const found = (pattern) => new Set([...source.matchAll(pattern)].map((match) => match[1]));
const names = [...found(/\\\\([A-Za-z]+|[^A-Za-z0-9\s"'`\\])/g)].sort();
const known = names.filter((name) => !said(`\\${name}`).includes(`Undefined control sequence: \\${name} at`));
const takes = (name) => [0, 1, 2, 3, 4].find((count) => !said(`\\${name}${"{a}".repeat(count)}`)) ?? "within";
const commands = {};
for (const name of known) (commands[takes(name)] ??= []).push(name);

const words = [...found(/["']([A-Za-z]+\*?)["']/g)].sort();
const environments = words.filter((name) => !said(`\\begin{${name}}\\end{${name}}`).includes("No such environment"));
const signs = [...found(/["'](\\u[0-9a-fA-F]{4}|[^\x00-\x7f])["']/g)]
  .map((sign) => (sign.length > 1 ? String.fromCharCode(parseInt(sign.slice(2), 16)) : sign))
  .filter((sign) => sign > "\x7f" && !said(sign));
const fences = [..."()[]/|<>.", ...known.map((name) => `\\${name}`)];
const delimiters = fences.filter((each) => !said(`\\left${each} x\\right.`));
const braced = known.filter((name) => said(`x^\\${name}`).includes("with no arguments as superscript"));

print(
  JSON.stringify(
    {
      version: katex.version,
      commands: Object.fromEntries(Object.entries(commands).map(([count, each]) => [count, each.join(" ")])),
      environments: environments.join(" "),
      braced: braced.join(" "),
      delimiters: delimiters.join(" "),
      signs: [...new Set(signs)].sort().join(""),
    },
    null,
    1,
  ),
);
