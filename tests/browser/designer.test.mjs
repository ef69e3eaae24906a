// The graphics designer as a person uses it: draws, sees it change, saves, uses it in a badge, awards that, and finds the credential in the picture.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, issue, link, newBadge, upload } from './errand.mjs';
import { checkPage, visitors } from './support.mjs';

const { member } = visitors();

const sketch = (page) => page.locator('#sketch img').first().getAttribute('src');
const svgOf = (src) => decodeURIComponent(src.slice(src.indexOf(',') + 1));
// Does something, and waits until the look at it is another one.
async function changes(page, act) {
  const was = await sketch(page);
  await act();
  await page.waitForFunction((src) => document.querySelector('#sketch img').getAttribute('src') !== src, was);
  return sketch(page);
}

test('drawn, used and awarded: the credential is in the picture', () => member({}, async (page) => {
  await page.goto('admin/graphics');
  await link(page, 'Create graphic').click();
  await checkPage(page);
  await link(page, 'Leadership').click();
  await changes(page, () => page.check('input[name=shape][value=hexagon]', { force: true }));
  await changes(page, () => page.check('input[name=palette][value=forest]', { force: true }));
  await page.fill('#icon-search', 'swim');
  assert.equal(await page.locator('.bdg-icon-choice:visible').count(), 1);
  await changes(page, () => page.locator('.bdg-icon-choice:visible input').check({ force: true }));
  await changes(page, () => page.fill('#banner', 'OPEN WATER'));
  const small = await page.locator('.bdg-sketch-small img').first().getAttribute('src');
  assert.equal(small, await sketch(page), 'the small ones are the same picture');
  await changes(page, () => page.fill('#top', 'W'.repeat(60)));
  await page.getByText('Leave out about').waitFor();
  await changes(page, () => page.fill('#top', 'NORTHGATE'));
  await checkPage(page);
  const drawn = svgOf(await sketch(page));
  await page.fill('#name', 'Open water');
  await button(page, 'Put it in the library').click();
  await page.waitForURL(/\/graphics\/\w{26}$/);
  await checkPage(page);
  const graphic = page.url(), image = await (await page.request.get(`${graphic}/image`)).text();
  assert.equal(image.trim(), drawn.trim(), 'what was shown is what is kept');

  const badge = await newBadge(page, 'Open Water', { publish: false });
  await page.goto(`${badge}/graphics`);
  await page.locator('.bdg-tile', { hasText: 'Open water' }).first().click();
  await button(page, 'Save and continue').click();
  await page.goto(badge);
  await button(page, 'Publish').click();
  await page.locator('h1 .bdg-state-published').waitFor();
  await upload(page, badge, 'Open water, first course', { name: 'one.csv', mimeType: 'text/csv', buffer: Buffer.from('Recipient name,Recipient email\nIda Holm,ida.holm@example.org\n') });
  await link(page, /^Continue with/).click();
  await issue(page);
  await page.goto(`admin/credentials?badge=${badge.split('/').at(-1)}`);
  const award = (await page.locator('.bdg-row-link').first().evaluate((a) => a.href)).replace('/admin/credentials/', '/assertions/');
  const baked = await (await page.request.get(`${award}.svg`)).text();
  assert.ok(baked.includes(`verify="${award}"`), 'the SVG names its assertion');
  assert.ok(baked.includes(drawn.slice(drawn.indexOf('>') + 1).trim().slice(0, 400)), 'and is the drawn picture');
  const png = await (await page.request.get(`${award}.png`)).body();
  assert.ok(png.includes(`iTXtopenbadges`) && png.includes(award), 'so does the PNG');

  await page.goto(graphic);
  await link(page, 'Change the drawing').click();
  await changes(page, () => page.check('input[name=shape][value=shield]', { force: true }));
  await button(page, 'Save the graphic').click();
  await page.getByText('It shows everywhere now').waitFor();
  for (let i = 0; i < 40 && (await (await page.request.get(`${award}.svg`)).text()).includes(drawn.slice(200, 600)); i++) await page.waitForTimeout(100);
  assert.ok(!(await (await page.request.get(`${award}.svg`)).text()).includes(drawn.slice(200, 600)), 'the award shows the new drawing');
}));

test('own colours, and a picture brought along', () => member({}, async (page) => {
  await page.goto('admin/graphics/draw');
  assert.ok(!(await page.isVisible('#edge')));
  await changes(page, () => page.check('input[name=palette][value=rose]', { force: true }));
  await page.check('#palette-own', { force: true });
  assert.equal(await page.inputValue('#field'), '#e34b7f', 'they begin as the palette before');
  await changes(page, () => page.fill('#field', '#fffafa'));
  await page.getByText('close to each other').waitFor();
  await checkPage(page);
  await page.check('#centre-picture', { force: true });
  const brought = { name: 'pool.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#07c"/></svg>') };
  await changes(page, () => page.setInputFiles('#upload', brought));
  await page.locator('#pictures .bdg-tile:has(:checked)', { hasText: 'pool' }).waitFor();
  assert.ok(svgOf(await sketch(page)).includes('<image '));
  await checkPage(page);
  await page.locator('#name').fill('Pool');
  await button(page, 'Put it in the library').click();
  await page.waitForURL(/\/graphics\/\w{26}$/);
}));

test('without scripts', () => member({ scripts: false }, async (page) => {
  await page.goto('admin/graphics/draw?from=makers');
  const was = await sketch(page);
  await page.fill('#caption', 'SILVER');
  await button(page, 'Preview').click();
  assert.notEqual(await sketch(page), was);
  assert.equal(await page.inputValue('#caption'), 'SILVER');
  await button(page, 'Put it in the library').click();
  await page.waitForURL(/\/graphics\/\w{26}$/);
}));
