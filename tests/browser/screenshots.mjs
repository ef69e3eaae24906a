// Pictures of every page at three widths, light and dark, into the folder OUT, with an index page to look through: with the demo's data, with
// something open, with errors, with very long names, with much data, and of an organisation that has nothing yet. SETS=pages,errors takes only these.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { button, checked, newBadge, upload } from './errand.mjs';
import { places } from './places.mjs';
import { recipient } from './recipient.mjs';
import { WIDTHS, at, ctl, demo, emptyInstance, file, fill, here, launch, listed, open, signIn } from './support.mjs';

const out = process.env.OUT;
if (!out) throw new Error('OUT names no folder');
const chosen = process.env.SETS?.split(',');

const browser = await launch();
const storage = await signedIn(demo.base_url, demo.login);
const shelves = [];      // [{ title, rows: [{ name, path, cells }] }]

async function signedIn(base, login) {
  const page = await open(browser, { base });
  await signIn(page, login);
  const state = await page.context().storageState();
  await page.context().close();
  return state;
}

/** scenes: [{ name, path, public, own: as the recipient, act }]; act(page) happens on the page before its picture is taken. */
async function shelf(set, title, scenes, { base = demo.base_url, state = storage } = {}) {
  const rows = scenes.map(({ name, path }) => ({ name, path, cells: [] }));
  mkdirSync(join(out, set), { recursive: true });
  for (const scheme of ['light', 'dark']) {
    for (const width of Object.values(WIDTHS)) {
      const visitor = await open(browser, { width, scheme, base });
      const member = await open(browser, { width, scheme, base, storage: state });
      const holder = await open(browser, { width, scheme, base, storage: me.storage });
      for (const [n, { name, path, public: forAll, own, act }] of scenes.entries()) {
        const page = forAll ? visitor : own ? holder : member;
        const picture = `${set}/${name}-${width}-${scheme}.png`;
        await page.goto(path);
        try {
          await act?.(page);
        } catch (error) {
          console.error(`${picture}: ${error.message.split('\n')[0]}`);
          process.exitCode = 1;
        }
        await page.evaluate(() => document.fonts.ready.then(() => true));
        await page.screenshot({ path: join(out, picture), fullPage: !act?.window });
        rows[n].cells.push(`<td><a href="${picture}"><img src="${picture}" alt="${name}, ${width} pixels, ${scheme}" width="${Math.round(width / 4)}" loading="lazy"></a></td>`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) page.trouble.push(`the page is ${over} pixels wider than its window`);
        for (const line of page.trouble.splice(0)) {
          console.error(`${picture}: ${line}`);
          process.exitCode = 1;
        }
      }
      await visitor.context().close();
      await member.context().close();
      await holder.context().close();
    }
  }
  shelves.push({ set, title, rows });
  console.log(`${scenes.length} ${title}`);
}

const press = (...names) => async (page) => { for (const name of names) await button(page, name).click(); };
const inWindow = (act) => Object.assign(act, { window: true });      // a picture of the window, for what floats above the page

async function forMember(work) {
  const page = await open(browser, { storage });
  try {
    return await work(page);
  } finally {
    await page.context().close();
  }
}

const sets = {
  async pages(where) {
    await shelf('pages', 'pages', listed.pages.map((page) => ({ ...page, path: at(fill(page.path, where)) })));
  },

  async open(where) {
    await shelf('open', 'pages with something open', [
      { name: 'navigation', path: 'admin', act: inWindow(async (page) => { const menu = page.getByRole('button', { name: 'Menu' }); if (await menu.isVisible()) await menu.click(); }) },
      { name: 'person', path: 'admin', act: inWindow((page) => page.locator('summary.bdg-person').click()) },
      { name: 'badge-menu', path: where.badge, act: inWindow((page) => page.locator('.bdg-actions summary').click()) },
      { name: 'row-menu', path: 'admin/credentials', act: inWindow((page) => page.locator('.bdg-dots').nth(1).click()) },
      { name: 'dates', path: 'admin/credentials', act: inWindow((page) => page.locator('.bdg-filters summary').click()) },
      { name: 'chosen', path: 'admin/credentials', act: inWindow(async (page) => { for (const n of [0, 2, 3]) await page.locator('tbody .bdg-choose input').nth(n).check(); }) },
      { name: 'chart-table', path: 'admin', act: (page) => page.getByText('Show as a table').click() },
      { name: 'paste', path: `${where.batch_named}/upload`, act: (page) => page.getByText('Paste cells instead').click() },
      { name: 'signed-out', path: 'admin/issuers/new', act: inWindow((page) => page.locator('#bdg-sign-in').evaluate((dialog) => dialog.showModal())) },
    ]);
  },

  async errors(where) {
    await shelf('errors', 'pages with errors', [
      { name: 'login', path: 'login', public: true, act: async (page) => { await page.fill('[name=email]', 'nobody@example.org'); await page.fill('[name=password]', 'wrong wrong wrong'); await page.press('[name=password]', 'Enter'); await page.getByRole('alert').waitFor(); } },
      { name: 'issuer', path: 'admin/issuers/new', act: press('Create the issuer') },
      { name: 'badge', path: 'admin/badges/new', act: async (page) => { await page.fill('#tags', 'x'.repeat(300)); await button(page, 'Create the badge').click(); } },
      { name: 'graphic', path: 'admin/graphics/new', act: press('Upload the graphic') },
      { name: 'attributes', path: `${where.draft}/attributes`, act: async (page) => { await button(page, 'Add an attribute').click(); await page.fill('#name_0', 'Grade'); await page.selectOption('#type_0', 'choice'); await button(page, 'Save').click(); await page.locator('.bdg-problems').waitFor(); } },
      { name: 'credential', path: `admin/credentials/new?badge=${where.badge_id}`, act: async (page) => { await page.fill('#email', 'not an address'); await button(page, /^Issue/).click(); await page.locator('.bdg-problems').waitFor(); } },
      { name: 'batch-name', path: 'admin/batches/new', act: press('Continue') },
      { name: 'batch-upload', path: `${where.batch_named}/upload`, act: async (page) => { await page.setInputFiles('#file', { name: 'not-a-table.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%\xe2\xe3\n') }); await button(page, 'Upload and check').click(); } },
      { name: 'revoke', path: `${where.credential}/revoke`, act: press(/^Revoke/) },
      { name: 'verify', path: 'verify', public: true, act: async (page) => { await page.locator('main form input').first().fill('https://example.org/not-ours'); await page.locator('main form button').first().click(); } },
    ]);
  },

  async long() {
    const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
    const badge = await forMember(async (page) => {
      const made = await newBadge(page, `Advanced open-water lifesaving, resuscitation and rescue management for supervisors of ${word} pools, level 12`, {
        attributes: [{ name: `Name of the ${word}`.slice(0, 80), type: 'text' }] });
      const people = `Recipient name,Recipient email,Narrative\n"Wolfeschlegelsteinhausenbergerdorff ${word} von und zu Hohenlohe-Waldenburg-Schillingsfürst, dritter seines Namens",${'long'.repeat(15)}@${'sub.'.repeat(20)}example.org,${'Went on and on. '.repeat(60)}\nA,a@example.org,\n`;
      await upload(page, made, `The batch of the ${word}, spring and summer of 2026, both pools, morning and evening groups`, { name: `${word}.csv`, mimeType: 'text/csv', buffer: Buffer.from(people) });
      const batch = page.url().replace(/\/check$/, '');
      return { made, batch };
    });
    const before = [
      { name: 'batch-check', path: `${badge.batch}/check` },
      { name: 'batch-review', path: `${badge.batch}/review` },
    ];
    await shelf('long', 'pages of a batch with very long names', before);
    const credential = await forMember(async (page) => {
      await page.goto(`${badge.batch}/review`);
      await button(page, /^Issue /).click();
      await page.locator('h1 .bdg-state-issued').or(page.getByText('See what became of it')).first().waitFor();
      await page.goto(`admin/credentials?badge=${badge.made.split('/').at(-1)}`);
      return page.locator('.bdg-row-link').last().evaluate((a) => a.href);
    });
    await shelf('long-issued', 'pages with very long names', [
      { name: 'dashboard', path: 'admin' },
      { name: 'badges', path: 'admin/badges' },
      { name: 'badge', path: badge.made },
      { name: 'badge-attributes', path: `${badge.made}/attributes` },
      { name: 'batches', path: 'admin/batches' },
      { name: 'batch', path: badge.batch },
      { name: 'credentials', path: 'admin/credentials' },
      { name: 'credential', path: credential },
      { name: 'credential-revoke', path: `${credential}/revoke` },
      { name: 'messages', path: 'admin/messages' },
      { name: 'search', path: 'admin/search?q=lifesaving' },
      { name: 'assertion', path: credential.replace('/admin/credentials/', '/assertions/'), public: true },
      { name: 'badge-public', path: badge.made.replace('/admin/', '/'), public: true },
      { name: 'issuer-public', path: demo.issuer, public: true },
    ]);
  },

  async much() {
    console.log('60 badges and 3,000 awards are being made');
    execFileSync('/usr/bin/python3', [file('tests/browser/stage.py'), 'much'], { env: { ...process.env, VAR: here } });
    const turn = async (page) => { await page.getByRole('link', { name: 'Older' }).click(); await page.getByRole('link', { name: 'Newer' }).waitFor(); };
    await shelf('much', 'pages with much data', [
      { name: 'dashboard', path: 'admin' },
      { name: 'issuers', path: 'admin/issuers' },
      { name: 'graphics', path: 'admin/graphics' },
      { name: 'badges', path: 'admin/badges' },
      { name: 'badges-second-page', path: 'admin/badges', act: turn },
      { name: 'batches', path: 'admin/batches' },
      { name: 'credentials', path: 'admin/credentials' },
      { name: 'credentials-second-page', path: 'admin/credentials', act: turn },
      { name: 'credentials-found', path: 'admin/credentials?q=amina' },
      { name: 'search', path: 'admin/search?q=level' },
      { name: 'batch-new', path: 'admin/batches/new' },
      { name: 'issuer-public', path: demo.issuer, public: true },
    ]);
  },

  async empty() {
    const instance = emptyInstance();
    try {
      const login = { email: 'robin@northgate.example', password: 'correct horse battery staple' };
      const setup = ctl(instance.var, 'setup-link').trim();
      await shelf('empty', 'pages of a server without anything', [{ name: 'welcome', path: instance.base, public: true }, { name: 'setup', path: setup, public: true }], { base: instance.base, state: undefined });
      ctl(instance.var, 'create-admin', '--email', login.email, '--name', 'Robin Marlowe', '--organisation', 'Northgate College', '--password-stdin', { input: login.password });
      const list = ['admin', 'admin/issuers', 'admin/graphics', 'admin/badges', 'admin/credentials', 'admin/batches', 'admin/messages', 'admin/search', 'admin/badges/new', 'admin/batches/new', 'admin/credentials/new'];
      await shelf('empty-organisation', 'pages of an empty organisation', list.map((path) => ({ name: path.replaceAll('/', '-'), path })), { base: instance.base, state: await signedIn(instance.base, login) });
    } finally {
      instance.end();
    }
  },
};

for (const set of chosen ?? Object.keys(sets)) rmSync(join(out, set), { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const me = await recipient(browser);
const where = { ...await forMember(places), ...me.places };
for (const set of chosen ?? Object.keys(sets)) await sets[set](where);
await browser.close();

const tables = shelves.map(({ title, rows }) => `<h2>${rows.length} ${title}</h2><table>${rows.map(({ name, path, cells }) => `<tr><th>${name}<br><code>${path.replace(/^https?:\/\/[^/]+/, '')}</code></th>${cells.join('')}</tr>`).join('\n')}</table>`);
writeFileSync(join(out, 'index.html'), `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>
<style>body{font:15px system-ui;margin:2rem}td,th{vertical-align:top;text-align:left;padding:.5rem}img{border:1px solid #ccc;height:auto}code{font-weight:400;font-size:12px}</style>
<h1>Screenshots</h1>${tables.join('\n')}</html>\n`);
console.log(`Look at ${join(out, 'index.html')}`);
