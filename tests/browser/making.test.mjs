// "Creating a Badge", as the guide tells it, step by step, by somebody who never saw the product; leaving a draft and coming back; two who edit the same one;
// a skill of a framework; another language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, issuer, link, newBadge } from './errand.mjs';
import { WIDTHS, checkPage, visitors } from './support.mjs';

const { member } = visitors();

const tab = (page, name) => page.locator('.bdg-tabs a', { hasText: name }).first();
const marked = (page) => page.$$eval('.bdg-tabs [data-missing]', (tabs) => tabs.map((t) => t.dataset.tab));
const nav = async (page, name) => {
  const menu = page.locator('.bdg-menu-button, [data-menu], summary:has-text("Menu")').first();
  const entry = page.locator('nav a', { hasText: name }).first();
  if (!(await entry.isVisible()) && await menu.count()) await menu.click();
  await entry.click();
};

for (const scripts of [true, false]) {
  test(`creating a badge ${scripts ? 'with scripts' : 'without scripts'}: from the navigation to Publish`, () => member({ scripts }, async (page) => {
    const check = () => scripts && checkPage(page);
    await page.goto('admin');
    await nav(page, 'Managing badges');
    await link(page, 'Create badge').click();
    await check();
    await page.fill('#name', `Boat Handling ${scripts ? 'A' : 'B'}`);
    await button(page, 'Save draft').click();                     // "at any point you can save the badge as a draft"
    await page.locator('.bdg-alert-success', { hasText: 'draft is saved' }).waitFor();
    const address = page.url().replace(/\/details$/, '');
    assert.deepEqual(await marked(page), ['details', 'graphics', 'criteria'], 'tabs say what is missing');
    await check();
    await page.goto('admin/badges?state=draft');                  // "and return at a later date"
    await link(page, `Boat Handling ${scripts ? 'A' : 'B'}`).click();
    await tab(page, 'Details').click();
    await page.fill('#description', 'Handles a boat in wind and current.');
    await issuer(page);
    await page.check('input[name=expiry][value=period]');
    await page.fill('#expiry_count', '3');
    await page.locator('.bdg-fold summary').click();
    await page.selectOption('#achievement_type', 'MicroCredential');
    await page.fill('#credits', '2.5');
    await button(page, 'Publish').click();                        // too early: what is missing is said, tab by tab
    await page.locator('.bdg-problems li').first().waitFor();
    assert.deepEqual(await marked(page), ['graphics', 'criteria']);
    await check();
    await tab(page, 'Graphics').click();
    await page.locator('.bdg-tile').first().click();
    await button(page, 'Save and continue').click();
    await page.waitForURL(/\/criteria$/);
    await page.fill('#criteria', 'Bring a boat alongside **twice**.');
    await button(page, 'Save draft').click();
    await page.locator('.bdg-alert-success').waitFor();
    await tab(page, 'Attributes').click();
    await button(page, 'Add an attribute').click();
    await page.fill('#name_0', 'Hours at the helm');
    await page.selectOption('#type_0', 'number');
    await button(page, 'Publish').click();
    await page.locator('h1 .bdg-state-published').waitFor();
    assert.equal(page.url(), address);
    assert.match(await page.textContent('main'), /Micro-credential/);
    assert.match(await page.textContent('main'), /3 years/);
    await check();
    await link(page, 'Withdraw…').click();                        // "published badges can be withdrawn at any time", and "republished"
    await button(page, 'Withdraw the badge').click();
    await button(page, 'Publish again').click();
    await page.locator('h1 .bdg-state-published').waitFor();
    await link(page, 'Copy the badge').click();
    await page.fill('#name', `Boat Handling ${scripts ? 'A' : 'B'}, at night`);
    await check();
    await button(page, 'Copy the badge').click();
    await page.locator('h1 .bdg-state-draft').waitFor();
  }));
}

test('a draft saves itself while somebody types, and says so', () => member({ width: WIDTHS.phone, scheme: 'dark' }, async (page) => {
  await page.goto('admin/badges/new');
  await page.fill('#name', 'Saved by Itself');
  await button(page, 'Save draft').click();
  await page.locator('.bdg-alert-success').waitFor();
  await page.fill('#description', 'Nobody pressed a button.');
  await page.locator('[data-saved]', { hasText: /^Saved at \d/ }).waitFor();
  await checkPage(page);
  await page.goto(page.url());                                   // leaves without being asked: nothing is unsaved
  assert.equal(await page.inputValue('#description'), 'Nobody pressed a button.');
  await page.fill('#name', '');
  await page.locator('[data-saved].is-bad', { hasText: 'Not saved yet' }).waitFor();
  await page.fill('#name', 'Saved by Itself');
  await page.locator('[data-saved]', { hasText: /^Saved at \d/ }).waitFor();
  await page.fill('#description', 'And then a button, at once.');
  await button(page, 'Save draft').click();
  await page.locator('.bdg-alert-success').waitFor();
  assert.equal(await page.locator('.bdg-differences').count(), 0, 'nobody is in their own way');
  await tab(page, 'Criteria').click();
  await page.fill('#criteria', 'Wait.');
  await page.waitForFunction(() => !document.querySelector('.bdg-tabs [data-tab=criteria]').hasAttribute('data-missing'));
}));

test('two editors: each value can be taken from either', () => member({}, (one) => member({ width: WIDTHS.phone }, async (two) => {
  await one.goto('admin/badges/new');
  await one.fill('#name', 'Edited by Two');
  await button(one, 'Save draft').click();
  await one.locator('.bdg-alert-success').waitFor();
  await two.goto(one.url());
  await two.fill('#name', 'Name of two');
  await two.locator('[data-saved]', { hasText: /^Saved at \d/ }).waitFor();
  await one.fill('#name', 'Name of one');
  await one.fill('#tags', 'of one');
  await one.locator('[data-saved].is-bad', { hasText: 'Somebody else' }).waitFor();
  await button(one, 'Save and continue').click();
  await one.locator('.bdg-differences').waitFor();
  assert.deepEqual(one.trouble.splice(0), [`409: ${one.url()}`], 'that nothing was saved by itself is an answer, too');
  await checkPage(one);
  assert.equal(await one.inputValue('#name'), 'Name of one');
  await one.getByRole('button', { name: 'Name: use what is saved' }).click();
  await one.waitForFunction(() => document.querySelector('#name').value === 'Name of two');
  assert.equal(await one.inputValue('#tags'), 'of one', 'the rest stays as typed');
  await button(one, 'Save draft').click();
  await one.locator('.bdg-alert-success').waitFor();
  await two.reload();
  assert.deepEqual([await two.inputValue('#name'), await two.inputValue('#tags')], ['Name of two', 'of one']);
})));

for (const scripts of [true, false]) {
  test(`a skill of a framework ${scripts ? 'while typing' : 'without scripts'}`, () => member({ scripts }, async (page) => {
    await page.goto('admin/frameworks/new');
    await page.setInputFiles('#file', { name: 'case.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({
      CFDocument: { identifier: 'd1', uri: 'https://case.example/d1', title: `Seamanship ${scripts}`, creator: 'Board' },
      CFItems: [{ identifier: 'i1', uri: 'https://case.example/i1', fullStatement: `Ties a bowline ${scripts}`, humanCodingScheme: 'K.1', CFItemType: 'Skill' }], CFAssociations: [] })) });
    await button(page, 'Bring the framework').click();
    await page.locator('.bdg-alert-success').waitFor();
    await page.goto('admin/badges/new');
    await page.fill('#name', `Knots ${scripts}`);
    await button(page, 'Save draft').click();
    await page.locator('.bdg-alert-success').waitFor();
    await tab(page, 'Alignments').click();
    await page.fill('#q', '');
    if (scripts) {
      await page.locator('#q').pressSequentially('bowl', { delay: 40 });
    } else {
      await page.fill('#q', 'bowl');
      await page.click('#find');
    }
    await page.getByRole('button', { name: `Add Ties a bowline ${scripts}` }).first().click();
    await page.waitForSelector('#name_0');
    assert.equal(await page.inputValue('#name_0'), `Ties a bowline ${scripts}`);
    assert.equal(await page.inputValue('#url_0'), 'https://case.example/i1');
    if (scripts) await checkPage(page);
    await button(page, 'Save draft').click();
    await page.locator('.bdg-alert-success').waitFor();
    assert.equal(await page.inputValue('#code_0'), 'K.1');
  }));
}

test('a badge in another language: its page offers both', () => member({}, async (page) => {
  const address = await newBadge(page, 'Knots and Ropes');
  await page.goto(`${address}/languages`);
  await button(page, 'Add a language').click();
  await page.waitForSelector('#language_0');
  await page.selectOption('#language_0', 'de');
  await page.fill('#name_0', 'Knoten und Seile');
  await page.fill('#description_0', 'Kann sie.');
  await checkPage(page);
  await button(page, 'Save').click();
  await page.locator('.bdg-alert-success').waitFor();
  await page.goto(address.replace('/admin/', '/'));
  await page.locator('.bdg-languages a', { hasText: 'German' }).click();
  assert.equal(await page.locator('h1').innerText(), 'Knoten und Seile');
  await checkPage(page);
}));
