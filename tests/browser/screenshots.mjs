// Pictures of every page of pages.json at three widths, light and dark, into the folder OUT, with an index page to look through.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WIDTHS, at, launch, open, pages, signIn } from './support.mjs';

const out = process.env.OUT;
if (!out) throw new Error('OUT names no folder');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const browser = await launch();
const first = await open(browser);
await signIn(first);
const storage = await first.context().storageState();
await first.context().close();

const list = pages();
const cells = new Map(list.map(({ name }) => [name, []]));
for (const scheme of ['light', 'dark']) {
  for (const width of Object.values(WIDTHS)) {
    const visitor = await open(browser, { width, scheme });
    const member = await open(browser, { width, scheme, storage });
    for (const { name, path, public: forAll } of list) {
      const page = forAll ? visitor : member;
      const file = `${name}-${width}-${scheme}.png`;
      await page.goto(at(path));
      await page.evaluate(() => document.fonts.ready.then(() => true));
      await page.screenshot({ path: join(out, file), fullPage: true });
      cells.get(name).push(`<td><a href="${file}"><img src="${file}" alt="${name}, ${width} pixels, ${scheme}" width="${Math.round(width / 4)}" loading="lazy"></a></td>`);
      for (const line of page.trouble.splice(0)) console.error(`${file}: ${line}`);
    }
    await visitor.context().close();
    await member.context().close();
  }
}
await browser.close();

const rows = list.map(({ name, path }) => `<tr><th>${name}<br><code>${path}</code></th>${cells.get(name).join('')}</tr>`);
writeFileSync(join(out, 'index.html'), `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>
<style>body{font:15px system-ui;margin:2rem}td,th{vertical-align:top;text-align:left;padding:.5rem}img{border:1px solid #ccc;height:auto}</style>
<h1>Screenshots</h1><table>${rows.join('\n')}</table></html>\n`);
console.log(`${rows.length} pages: ${join(out, 'index.html')}`);
