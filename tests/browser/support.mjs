// Chromium for the tests: pages that remember what went wrong on them, signing in, and the check that every page has to pass.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export const WIDTHS = { phone: 390, tablet: 768, desktop: 1440 };
const HEIGHTS = { 390: 844, 768: 1024, 1440: 900 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What `make run` (or the target that called this) made: base_url, login, badge_class, assertions ... */
export const demo = JSON.parse(readFileSync(join(process.env.VAR ?? 'var', 'demo.json'), 'utf8'));

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--force-color-profile=srgb'],
});

/**
 * A page in a context of its own. trouble: what went wrong on it, one line each: console errors (violations of the content security
 * policy among them), exceptions, and answers of 400 and more to anything but the page itself.
 */
export async function open(browser, { width = WIDTHS.desktop, scheme = 'light', scripts = true, storage } = {}) {
  const context = await browser.newContext({
    baseURL: demo.base_url + '/', viewport: { width, height: HEIGHTS[width] ?? 900 }, colorScheme: scheme, javaScriptEnabled: scripts,
    storageState: storage, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'Europe/London',
  });
  const page = await context.newPage();
  page.trouble = [];
  page.on('console', (message) => message.type() === 'error' && !/^Failed to load resource/.test(message.text())
    && page.trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => page.trouble.push(`exception: ${error.message}`));
  page.on('response', (answer) => answer.status() >= 400 && !answer.request().isNavigationRequest()
    && page.trouble.push(`${answer.status()}: ${answer.url()}`));
  page.on('requestfailed', (request) => !/ERR_ABORTED/.test(request.failure()?.errorText)
    && page.trouble.push(`${request.failure()?.errorText}: ${request.url()}`));
  return page;
}

export const at = (path) => demo.base_url + path;

/** Signs in through the page; afterwards page.context().storageState() is good for further pages. */
export async function signIn(page, { email, password } = demo.login) {
  await page.goto(at('/login'));
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

/** The pages of pages.json with {assertion}, {badge_class} and {issuer} filled in: [{ name, path, public, status }]. */
export function pages() {
  const fill = { assertion: demo.assertions[0], badge_class: demo.badge_class, issuer: demo.issuer };
  const list = JSON.parse(readFileSync(new URL('pages.json', import.meta.url), 'utf8'));
  return list.map((page) => ({ ...page, path: page.path.replace(/\{(\w+)\}/g, (_, key) => fill[key].replace(demo.base_url, '')) }));
}
