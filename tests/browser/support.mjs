// Chromium for the tests: pages that remember what went wrong on them, signing in, and the check that every page has to pass.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export const WIDTHS = { phone: 390, tablet: 768, desktop: 1440 };
const HEIGHTS = { 390: 844, 768: 1024, 1440: 900 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What `make run` (or the target that called this) made: base_url, login, badge_class, assertions ... */
const root = fileURLToPath(new URL('../..', import.meta.url));
const home = process.env.VAR ?? join(root, 'var');
export const demo = JSON.parse(readFileSync(join(home, 'demo.json'), 'utf8'));

/** A file of the project, or of the shared test data, where the test is skipped when they are not there: { skip } for node:test, and the path. */
export const file = (path) => join(root, path);
export function shared(name) {
  const path = join(root, '../shared/data/recipients', name);
  return { path, skip: existsSync(path) ? false : `${name} is not here` };
}

/** badgesctl beside the instance that lies in var; a last argument { input } goes to its standard input. */
export function ctl(var_, ...args) {
  const { input } = typeof args.at(-1) === 'object' ? args.pop() : {};
  return execFileSync(join(process.env.BADGES_BUILD ?? join(root, 'build'), 'badgesctl'), ['--config', join(var_, 'conf/httpd.conf'), ...args],
    { env: { ...process.env, MYSQL_HOME: join(var_, 'db') }, encoding: 'utf8', input, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
}
export const here = home;

/** An empty instance for one test: { var, base, end() }. */
export function emptyInstance() {
  const var_ = join(mkdtempSync('/var/tmp/badges-browser-'), 'var');
  execFileSync('chmod', ['755', join(var_, '..')]);
  const run = (...args) => execFileSync('/usr/bin/python3', [join(root, 'scripts/dev_instance.py'), ...args, '--var', var_], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  run('start', '--build', process.env.BADGES_BUILD ?? join(root, 'build'), '--port', '0');
  const { port } = JSON.parse(readFileSync(join(var_, 'instance.json'), 'utf8'));
  return { var: var_, base: `http://127.0.0.1:${port}`, end: () => { run('reset'); rmSync(join(var_, '..'), { recursive: true }); } };
}

/** The text of the newest mail to this address after count others, once it has come: { subject, text }. */
export async function mailTo(address, count = 0, var_ = home) {
  const folder = join(var_, 'mail');
  const found = () => readdirSync(folder).filter((name) => name.endsWith('.eml') && existsSync(join(folder, name.replace('.eml', '.json'))))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .filter((name) => JSON.parse(readFileSync(join(folder, name.replace('.eml', '.json')), 'utf8')).to.includes(address));
  const deadline = AbortSignal.timeout(30_000);
  while (found().length <= count) await nextChange(folder, deadline);
  const raw = readFileSync(join(folder, found().at(-1)), 'utf8');
  const text = raw.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return { subject: /^Subject: (.*)$/m.exec(raw)?.[1].trim(), text, count: found().length };
}
export const mailCount = (address, var_ = home) => readdirSync(join(var_, 'mail')).filter((name) => name.endsWith('.json') && name !== 'control.json'
  && JSON.parse(readFileSync(join(var_, 'mail', name), 'utf8')).to.includes(address)).length;

// Resolves when something happens in the folder, or half a second later (a change may fall between the look and the watch).
const nextChange = (folder, deadline) => new Promise((done, fail) => {
  if (deadline.aborted) return fail(new Error(`no mail came into ${folder}`));
  const watcher = watch(folder, () => end());
  const timer = setTimeout(() => end(), 500);
  const end = () => { clearTimeout(timer); watcher.close(); done(); };
});

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--force-color-profile=srgb'],
});

/**
 * A page in a context of its own. trouble: what went wrong on it, one line each: console errors (violations of the content security
 * policy among them), exceptions, and answers of 400 and more to anything but the page itself.
 */
export async function open(browser, { width = WIDTHS.desktop, scheme = 'light', scripts = true, storage, base = demo.base_url } = {}) {
  const context = await browser.newContext({
    baseURL: base + '/', viewport: { width, height: HEIGHTS[width] ?? 900 }, colorScheme: scheme, javaScriptEnabled: scripts,
    storageState: storage, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/London',
  });
  const page = await context.newPage();
  page.trouble = [];
  page.on('console', (message) => message.type() === 'error' && !/^Failed to load resource/.test(message.text())
    && page.trouble.push(`console: ${message.text()} (${message.location().url}:${message.location().lineNumber})`));
  page.on('pageerror', (error) => page.trouble.push(`exception: ${error.message}`));
  page.on('response', (answer) => answer.status() >= 400 && !answer.request().isNavigationRequest()
    && page.trouble.push(`${answer.status()}: ${answer.url()}`));
  page.on('requestfailed', (request) => !/ERR_ABORTED/.test(request.failure()?.errorText)
    && page.trouble.push(`${request.failure()?.errorText}: ${request.url()}`));
  return page;
}

/** Opens a page, does the work, closes it, and gives what the work gave. When that fails, a picture of the page is left in build/failed/, and its address is told. */
export async function withPage(browser, options, work) {
  const page = await open(browser, options);
  try {
    return await work(page);
  } catch (error) {
    const picture = join(root, 'build/failed', `${new Date().toISOString().slice(11, 23).replace(/\D/g, '')}.png`);
    mkdirSync(join(picture, '..'), { recursive: true });
    await page.screenshot({ path: picture, fullPage: true }).catch(() => {});
    error.stack += `\n  on ${page.url()}, see ${picture}${page.trouble.map((line) => `\n  ${line}`).join('')}`;
    throw error;
  } finally {
    await page.context().close();
  }
}

/**
 * The beginning of a file of tests: a browser before its tests, closed after them. nobody(options, work) is withPage() of a stranger, member(options, work)
 * of the demo's administrator, signed in; browser() is what both use.
 */
export function visitors() {
  let chromium, storage;
  before(async () => { chromium = await launch(); });
  after(() => chromium?.close());
  const nobody = (options, work) => withPage(chromium, options, work);
  const member = async (options, work) => {
    storage ??= await nobody({}, async (page) => {
      await signIn(page);
      return page.context().storageState();
    });
    return nobody({ storage, ...options }, work);
  };
  return { nobody, member, browser: () => chromium };
}

export const at = (path) => (/^https?:/.test(path) ? path : demo.base_url + path);

/** Signs in through the page; afterwards page.context().storageState() is good for further pages. */
export async function signIn(page, { email, password } = demo.login) {
  if (!new URL(page.url().replace('about:blank', 'http://x/')).pathname.endsWith('/login')) await page.goto('login');
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', password);
  await Promise.all([page.waitForURL((url) => !url.pathname.endsWith('/login')), page.press('input[name=password]', 'Enter')]);
}

/** Fails on anything that axe finds, on trouble so far, and on a page wider than its window. */
export async function checkPage(page, { except = [] } = {}) {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).disableRules(except).setLegacyMode(true).analyze();
  const found = violations.flatMap((v) => v.nodes.map((n) => `axe ${v.id} (${v.help}): ${n.target.join(' ')}\n    ${n.failureSummary.replaceAll('\n', ' ')}`));
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) found.push(`the page is ${over} pixels wider than its window`);
  found.push(...page.trouble.splice(0));
  assert.equal(found.length, 0, `${page.url()}\n  ${found.join('\n  ')}`);
}

/** The ways in which an errand is done: [words, options of a page]. look() sees each of them in the light and in the dark. */
export const WAYS = [['on a desk', {}], ['on a tablet', { width: WIDTHS.tablet, scheme: 'dark' }], ['on a phone', { width: WIDTHS.phone }]];
export async function look(page) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => scrollTo(0, 0));      // what stays at the top hides nothing then
    await checkPage(page);
  }
}

/** What is in pages.json: { pages: [{ name, path, public, status }], not_pages: { pattern: why } }. */
export const listed = JSON.parse(readFileSync(new URL('pages.json', import.meta.url), 'utf8'));
/** A path with its names in braces filled in from places.mjs, below the base address. */
export const fill = (path, places) => path.replace(/\{(\w+)\}/g, (_, key) => {
  assert.ok(places[key], `there is no place called ${key}`);
  return places[key].replace(demo.base_url, '');
});
