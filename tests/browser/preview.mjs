// Renders the templates with the made-up models of tests/fixtures/models and takes their pictures, without a server, a database or a sign-in.
// usage: node tests/browser/preview.mjs [NAME...]   (NAME begins a model's name: "admin.dashboard"; none: all)
// A model admin.dashboard.first-use.json is for the template admin/dashboard: the first two words name it. Pictures: $OUT or /tmp/preview.
// The pages are served with the Content-Security-Policy of the real ones, and looked at by axe; what either finds makes the run fail.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import AxeBuilder from "@axe-core/playwright";

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = process.env.OUT || "/tmp/preview";
const renderer = join(root, "build/render-template");
const asked = process.argv.slice(2).map((name) => name.replace("/", "."));
const widths = [390, 768, 1440];
const schemes = ["light", "dark"];
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png" };
const policy = "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const models = readdirSync(join(root, "tests/fixtures/models"))
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -5))
  .filter((name) => !asked.length || asked.some((begin) => name.startsWith(begin)));

// The patterns of STYLE.md are templates beside the product's.
const templates = mkdtempSync(join(tmpdir(), "preview-"));
cpSync(join(root, "htdocs/templates"), templates, { recursive: true });
cpSync(join(root, "tests/fixtures/patterns"), join(templates, "patterns"), { recursive: true });

mkdirSync(out, { recursive: true });
for (const name of models) {
  const model = join(root, "tests/fixtures/models", `${name}.json`);
  const template = name.split(".").slice(0, 2).join("/");
  writeFileSync(join(out, `${name}.html`), execFileSync(renderer, [templates, template], { input: readFileSync(model) }));
  if (existsSync(join(templates, `${template}.txt`))) {
    writeFileSync(join(out, `${name}.txt`), execFileSync(renderer, [templates, `${template}.txt`], { input: readFileSync(model) }));
  }
}
rmSync(templates, { recursive: true });

function fileOf(path) {
  if (path.startsWith("/static/")) return join(root, "htdocs", path);
  if (path === "/look.css") return join(root, "tests/fixtures/look.css");
  if (path.startsWith("/art/")) return join(root, "conf/dev/graphics", path.slice(5));
  return join(out, path);
}
const server = createServer((request, response) => {
  const file = fileOf(new URL(request.url, "http://x").pathname);
  if (!existsSync(file)) return response.writeHead(404).end();
  const head = { "content-type": types[extname(file)] || "application/octet-stream" };
  if (!file.includes("/mail.")) head["content-security-policy"] = policy;
  response.writeHead(200, head).end(readFileSync(file));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
const complaints = [];
for (const name of models) {
  for (const scheme of schemes) {
    const context = await browser.newContext({ colorScheme: scheme, bypassCSP: false });
    const page = await context.newPage();
    page.on("console", (message) => { if (message.type() === "error" && !name.startsWith("mail.")) complaints.push(`${name} ${scheme}: ${message.text()}`); });
    page.on("pageerror", (error) => complaints.push(`${name} ${scheme}: ${error.message}`));
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
      await page.goto(`${address}/${name}.html`);
      const left = await page.evaluate(() => (document.compatMode === "BackCompat" ? "text before the doctype " : "") + (document.body.innerText.match(/.*(\{\{|\}\}).*/) || [""])[0]);
      if (left) complaints.push(`${name}: ${left}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) complaints.push(`${name} ${scheme} ${width}: the page is ${over} pixels too wide`);
      await page.screenshot({ path: join(out, `${name}.${width}.${scheme}.png`), fullPage: true });
    }
    if (!name.startsWith("mail.")) {
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
        for (const found of violations) complaints.push(`${name} ${scheme} ${width}: ${found.id}: ${found.nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message || "")).slice(0, 4).join("; ")}`);
      }
    }
    await context.close();
  }
}
await browser.close();
server.close();
console.log(`${models.length} pages, ${widths.length * schemes.length} pictures each, in ${out}`);
for (const complaint of new Set(complaints)) console.log(complaint);
process.exit(complaints.length ? 1 : 0);
