// Working on a badge in a browser, with scripts and without: attributes as rows, the preview of the criteria, two editors at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WIDTHS, checkPage, demo, visitors } from './support.mjs';

const badge = Object.values(demo.badges).at(-1);      // not the one whose awards others look at
const { member } = visitors();

// axe runs as a script of the page.
const check = (page, scripts) => scripts && checkPage(page);
const main = (page, selector) => page.locator(`main ${selector}`);
const save = async (page) => Promise.all([page.waitForURL((url) => !url.hash), main(page, '.btn-primary[type=submit]').last().click()]);
const namesOf = (page) => page.$$eval('main [id^=name_]:not([id$=error])', (fields) => fields.map((field) => field.value));

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`attributes ${how}: rows come, move and go, and nothing typed is lost`, () => member({ scripts }, async (page) => {
    await page.goto(`${badge}/attributes`);
    const before = await namesOf(page), n = before.length;
    await main(page, '#add').click();
    await page.waitForSelector(`#name_${n}`);
    await page.fill(`#name_${n}`, 'Town');
    await page.fill(`#help_${n}`, 'Where the course was');
    await main(page, '#add').click();
    await page.waitForSelector(`#name_${n + 1}`);
    if (scripts) assert.equal(await page.evaluate(() => document.activeElement.id), 'add', 'the focus stays');
    await page.fill(`#name_${n + 1}`, 'Mark');
    await page.selectOption(`#type_${n + 1}`, 'choice');
    assert.ok(await page.isVisible(`#choices_${n + 1}`), 'choices show for a choice');
    assert.ok(!(await page.isVisible(`#choices_${n}`)), 'and for nothing else');
    await page.click(`#up_${n + 1}`);
    await page.waitForSelector(`#name_${n}[value=Mark]`);
    assert.deepEqual(await namesOf(page), [...before, 'Mark', 'Town']);
    assert.equal(await page.inputValue(`#help_${n + 1}`), 'Where the course was');
    await check(page, scripts);
    await page.press(`#name_${n}`, 'Enter');          // saves: and is told that a choice needs choices
    await page.waitForSelector('.bdg-problems li');
    await check(page, scripts);
    await page.fill(`#choices_${n}`, 'Pass\nFail');
    await save(page);
    await page.waitForSelector('.bdg-alert-success');
    assert.deepEqual(await namesOf(page), [...before, 'Mark', 'Town']);
    for (const row of [n + 1, n]) {
      await page.click(`#remove_${row}`);
      await page.waitForSelector(`#name_${row}`, { state: 'detached' });
    }
    await save(page);
    await page.waitForSelector('.bdg-alert-success');
    assert.deepEqual(await namesOf(page), before);
  }));

  test(`criteria ${how}: the preview shows what was typed, and saves nothing`, () => member({ scripts }, async (page) => {
    await page.goto(`${badge}/criteria`);
    const saved = await page.inputValue('#criteria');
    await page.fill('#criteria', '# Seen first\n\nyou <script>alert(1)</script> and **bold**');
    await page.click('#preview-button');
    await page.locator('#preview strong', { hasText: 'bold' }).waitFor();
    assert.ok((await page.inputValue('#criteria')).startsWith('# Seen first'));
    await check(page, scripts);
    await page.goto(`${badge}/criteria`);
    assert.equal(await page.inputValue('#criteria'), saved);
  }));
}

test('two editors: the second sees both versions and loses nothing', () => member({}, (first) => member({ width: WIDTHS.phone, scheme: 'dark' }, async (second) => {
  await Promise.all([first.goto(`${badge}/details`), second.goto(`${badge}/details`)]);
  const name = await first.inputValue('#name');
  await first.fill('#name', `${name}, first`);
  await save(first);
  await first.waitForSelector('.bdg-alert-success');
  await second.fill('#name', `${name}, second`);
  await save(second);
  await second.waitForSelector('.bdg-differences');
  assert.match(await second.textContent('.bdg-differences'), /, first[^]*, second/);
  assert.equal(await second.inputValue('#name'), `${name}, second`);
  await checkPage(second);
  await second.fill('#name', name);
  await save(second);
  await second.waitForSelector('.bdg-alert-success');
})));
