// Every page of pages.json: its status, axe, no trouble, no sideways scrolling, no dead link, little weight; on a phone in the dark and on a desk in
// the light. And every page that the server has must be in the list.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { places } from './places.mjs';
import { recipient } from './recipient.mjs';
import { WIDTHS, at, checkPage, ctl, demo, fill, here, launch, listed, open, signIn, withPage } from './support.mjs';

const WEIGHT = 100_000;      // bytes on the wire, pictures apart

let browser, storage, own, where;
before(async () => {
  browser = await launch();
  await withPage(browser, {}, async (page) => {
    await signIn(page);
    where = await places(page);
    storage = await page.context().storageState();
  });
  const me = await recipient(browser);
  own = me.storage;
  Object.assign(where, me.places);
});
after(() => browser?.close());

const asked = new Map();      // address of a link -> its status, so that each is asked once; again where the connection had just been given up
async function deadLinks(page) {
  const links = await page.locator('a[href], form[method=get][action], form:not([method])[action]').evaluateAll((all) => all.map((e) => e.href ?? e.action));
  const ours = [...new Set(links.filter((href) => href.startsWith(demo.base_url + '/')).map((href) => href.replace(/#.*/, '')))];
  const dead = [];
  for (const href of ours) {
    if (!asked.has(href)) asked.set(href, (await page.request.get(href, { maxRetries: 1 })).status());
    if (asked.get(href) >= 400 && asked.get(href) !== 410) dead.push(`${asked.get(href)} ${href}`);
  }
  return dead;
}

// What came over the wire for this page from a cold cache: the page itself, styles, scripts and the icons.
async function weigh(page) {
  let bytes = 0;
  const client = await page.context().newCDPSession(page);
  const counted = new Set();
  await client.send('Network.enable');
  client.on('Network.responseReceived', ({ requestId, type, response }) => (type !== 'Image' || response.url.endsWith('/icons.svg')) && counted.add(requestId));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { if (counted.has(requestId)) bytes += encodedDataLength; });
  return () => bytes;
}

for (const { name, path, status = 200, public: forAll, own: forRecipient, except } of listed.pages) {
  for (const [width, scheme] of [[WIDTHS.desktop, 'light'], [WIDTHS.phone, 'dark']]) {
    test(`${name}, ${width} pixels, ${scheme}`, () => withPage(browser, { width, scheme, storage: forAll ? undefined : forRecipient ? own : storage }, async (page) => {
      const weight = await weigh(page);
      const answer = await page.goto(at(fill(path, where)));
      assert.equal(answer.status(), status, path);
      assert.equal(new URL(page.url()).pathname, new URL(at(fill(path, where))).pathname, 'this page, and no other');
      assert.ok(weight() < WEIGHT, `${weight()} bytes`);
      await checkPage(page, { except });       // colours that are refused are shown, to see why
      if (width === WIDTHS.desktop) assert.deepEqual(await deadLinks(page), []);
    }));
  }
}

test('every page that the server has is in the list', () => {
  const routes = JSON.parse(ctl(here, 'routes', '--json')).filter(({ method }) => method === 'GET').map(({ pattern }) => pattern);
  const form = (pattern) => new RegExp(`^${pattern.replace(/[.]/g, '\\.').replaceAll('{id}', '[0-9a-z]{26}').replaceAll('{n}', '\\d+').replace(/\{\w+\}/g, '[^/]+')}$`);
  const paths = listed.pages.map(({ path }) => fill(path, where).replace(/\?.*/, ''));
  const missing = routes.filter((pattern) => !(pattern in listed.not_pages) && !paths.some((path) => form(pattern).test(path)));
  assert.deepEqual(missing, [], 'neither among pages nor among not_pages of pages.json');
  assert.deepEqual(Object.keys(listed.not_pages).filter((pattern) => !routes.includes(pattern)), [], 'not_pages names what is not there');
});
