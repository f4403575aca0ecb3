// Looks at pages as a reader's browser does. Run by pages.sh.
//
//   node pages.mjs BROWSER MODULES OUT PAGE…     PAGE: a path below OUT
//
// Each page at 360 and 1280 px, light and dark, with scripts and without: whether it asks for anything, is wider than its window, breaks a rule of
// axe-core with everything opened, or has texts of a picture that lie upon each other. Then each is printed on A4, and its paper counted.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [browserPath, modules, out, ...pages] = process.argv.slice(2);
const require = createRequire(join(modules, "node_modules/"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = [360, 1280];
const MODES = ["light", "dark"];
// Sheets of A4 that a page may have at most, by the name of its file or folder.
const MOST_SHEETS = { "index.html": 2, statements: 2 };
const PICTURES = process.env.PICTURES ? new RegExp(process.env.PICTURES) : null;

let wrong = 0;
let variants = 0;
const sheets = new Map();
const complain = (name, variant, what) => { wrong += 1; console.log(`${name}, ${variant}: ${what}`); };

// In the page: what axe-core finds.
async function violations() {
  const closed = document.querySelectorAll("details:not([open])");
  for (const one of closed) one.open = true;
  const found = await window.axe.run(document, { resultTypes: ["violations"] });
  for (const one of closed) one.open = false;
  return found.violations.map((one) => `${one.id} in ${one.nodes.length}: ${one.nodes[0].html.slice(0, 150)}`);
}

// In the page: texts of pictures that lie upon each other, or stand out of the page.
function overlaps() {
  const found = [];
  for (const svg of document.querySelectorAll("figure svg[role=img]")) {
    const texts = Array.from(svg.querySelectorAll("text"), (text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    texts.forEach(({ text, box }, index) => {
      if (box.left < -1 || box.right > innerWidth + 1) found.push(`"${text}" stands out of the page`);
      for (const other of texts.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > box.height / 4) found.push(`"${text}" lies upon "${other.text}"`);
      }
    });
  }
  for (const cell of document.querySelectorAll("th, td")) {
    if (cell.scrollWidth > cell.clientWidth + 1) found.push(`"${cell.textContent}" runs out of its cell`);
  }
  return found;
}

async function look(browser, name, scripts) {
  const page = await browser.newPage();
  const address = pathToFileURL(join(out, name)).href;
  page.on("request", (request) => { if (request.url() !== address) complain(name, scripts, `asks for ${request.url()}`); });
  page.on("console", (message) => { if (message.type() === "error") complain(name, scripts, message.text()); });
  page.on("pageerror", (error) => complain(name, scripts, error.message));
  await page.setJavaScriptEnabled(scripts === "scripts");
  await page.setViewport({ width: WIDTHS[0], height: 800 });
  await page.goto(address);
  // What the page has is there now; axe-core needs to wait for itself.
  await page.setJavaScriptEnabled(true);
  await page.evaluate(axe);
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 800 });
    for (const mode of MODES) {
      const variant = `${width} px, ${mode}, ${scripts}`;
      variants += 1;
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: mode }]);
      if (PICTURES?.test(name) && scripts === "scripts") {
        const to = join(out, "pictures", `${name.replaceAll("/", "-").replace(".html", "")}.${width}.${mode}.png`);
        await page.screenshot({ path: to, fullPage: true });
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) complain(name, variant, `is ${wide} px wide`);
      for (const one of await page.evaluate(overlaps)) complain(name, variant, one);
      for (const one of await page.evaluate(violations)) complain(name, variant, `axe: ${one}`);
    }
  }
  await page.close();
}

async function print(browser, name) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(out, name)).href);
  const path = join(out, "paper", `${name.replaceAll("/", "-").replace(".html", "")}.pdf`);
  await page.pdf({ path, preferCSSPageSize: true, format: "a4", printBackground: true });
  await page.close();
  const texts = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
  sheets.set(name, texts.length);
  texts.forEach((text, index) => { if (!text.trim()) complain(name, "printed", `sheet ${index + 1} is empty`); });
  const most = MOST_SHEETS[basename(name)] ?? MOST_SHEETS[basename(dirname(name))];
  if (texts.length > most) complain(name, "printed", `has ${texts.length} sheets, more than ${most}`);
}

for (const folder of ["paper", "pictures"]) mkdirSync(join(out, folder), { recursive: true });
const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"], protocolTimeout: 600000 });
for (const name of pages) {
  await look(browser, name, "scripts");
  await look(browser, name, "no scripts");
  await print(browser, name);
}
await browser.close();
for (const [name, count] of sheets) console.log(`${name}: ${count} sheets`);
console.log(`${pages.length} pages, ${variants} variants, ${wrong} faults`);
process.exit(wrong ? 1 : 0);
