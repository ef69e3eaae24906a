// The whole batch errand in a browser, with and without scripts: from the name of the batch to a public page; each step looked at by axe.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, checkPage, demo, shared, visitors } from './support.mjs';

const { member } = visitors();
const badge = demo.badge_class.split('/').pop();
const heading = (page) => page.locator('h1').innerText();
const people = (n, mark) => 'Recipient Name,Recipient Email,Issue Date,Pool hours\n'
  + Array.from({ length: n }, (_, i) => `Person ${i},p${i}.${mark}@example.org,2026-0${(i % 9) + 1}-11,${i}\n`).join('');
const csv = (text, name = 'people.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function begin(page, name) {
  await page.goto(at('/admin/batches/new'));
  await page.fill('#name', name);
  await page.selectOption('#badge', badge);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/\/upload$/);
}

async function upload(page, file) {
  await page.setInputFiles('#file', file);
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.waitForURL(/\/(check|columns)$/);
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with' : 'without';
  test(`from a badge's menu to a public page, ${how} scripts`, () => member({ scripts }, async (page) => {
    const mark = `browser-${how}-${process.pid}`;
    await page.goto(at(`/admin/badges/${badge}`));
    await page.getByRole('link', { name: 'Batch issue' }).first().click();
    assert.equal(await page.inputValue('#badge'), badge, 'the badge is chosen already');
    if (scripts) await checkPage(page);
    await page.fill('#name', `Errand ${mark}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(/\/upload$/);
    if (scripts) await checkPage(page);
    await upload(page, csv(people(30, mark) + `Bad,bad at example.org,2026-01-01,1\n`));
    await page.getByText('All 31 rows were checked').waitFor();
    if (scripts) await checkPage(page);

    await page.getByRole('link', { name: 'Correct 1 cell' }).click();
    await page.getByLabel('Cell B32').fill(`mended.${mark}@example.org`);
    if (scripts) await checkPage(page);
    await page.getByRole('button', { name: 'Save and check again' }).click();
    await page.getByText('Nothing to correct').waitFor();

    await page.getByRole('link', { name: 'Continue with 31 rows' }).click();
    await page.getByText('31 credentials will be issued').waitFor();
    if (scripts) await checkPage(page);
    const card = page.locator('.bdg-credential');
    assert.match(await card.innerText(), /Person 0/);
    await page.getByRole('link', { name: 'Next credential' }).click();
    await page.locator('#preview').getByText('2 of 31').waitFor();
    assert.match(await card.innerText(), /Person 1/);
    if (scripts) assert.equal(await page.evaluate(() => document.activeElement.id), 'preview-next', 'the focus stays');
    await page.reload();
    assert.match(await card.innerText(), /Person 1/, 'the preview has an address of its own');
    await page.getByRole('link', { name: 'Previous credential' }).click();
    await page.locator('#preview').getByText('1 of 31', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Later rows' }).click();
    await page.locator('#list').getByText('21–31 of 31').waitFor();
    await page.goBack();
    await page.locator('#list').getByText('1–20 of 31', { exact: true }).waitFor();
    await page.goto(new URL(page.url()).pathname);

    await page.getByRole('button', { name: 'Issue 31 credentials' }).click();
    await page.getByRole('link', { name: 'See what became of it' }).or(page.getByText('What became of each row')).first().waitFor({ timeout: 30_000 });
    if (await page.getByRole('link', { name: 'See what became of it' }).isVisible()) await page.getByRole('link', { name: 'See what became of it' }).click();
    await page.getByText('What became of each row').waitFor();
    if (scripts) await checkPage(page);
    await page.getByRole('link', { name: 'Person 0', exact: true }).click();
    const address = await page.locator(`a[href*="/assertions/"]`).first().getAttribute('href');
    await page.goto(at(address));
    assert.match(await page.content(), /Person 0/);
  }));
}

test('a question about the columns is answered on the page', () => member({}, async (page) => {
  await begin(page, 'Day or month');
  await upload(page, csv('Name,Email,Issue date\nA,question@example.org,03/04/2026\n'));
  await page.getByText('can be read in two ways').waitFor();
  await checkPage(page);
  await page.getByLabel('Dates in column C').selectOption('day');
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await page.getByText('The one row was checked').waitFor();
}));

test('cells are pasted', () => member({}, async (page) => {
  await begin(page, 'Pasted');
  await page.getByText('Paste cells instead').click();
  await page.fill('#pasted', 'Name\tE-Mail\nA\tpasted@example.org\n');
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.getByText('The one row was checked').waitFor();
}));

test('what cannot be read is said beside the file', () => member({}, async (page) => {
  await begin(page, 'A picture');
  await page.setInputFiles('#file', { name: 'picture.png', mimeType: 'image/png', buffer: Buffer.from('\x89PNG\r\n\x1a\n0000000000', 'latin1') });
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.locator('#file-error').filter({ hasText: 'picture' }).waitFor();
  page.trouble.splice(0);
  await checkPage(page);
}));

const mistakes = shared('mistakes.csv');
test('every mistake of a real file, on a phone', { skip: mistakes.skip }, () => member({ width: 390 }, async (page) => {
  await begin(page, 'Mistakes on a phone');
  await upload(page, mistakes.path);
  await page.getByText('All 27 rows were checked').waitFor();
  await checkPage(page);
  assert.equal(await heading(page), 'Mistakes on a phone');
}));
