// The batch errand as a person does it, step by step, for the tests and the screenshots.
import assert from 'node:assert/strict';

const main = (page) => page.locator('#content');
export const button = (page, name) => main(page).getByRole('button', { name, exact: typeof name === 'string' }).first();
export const link = (page, name) => main(page).getByRole('link', { name, exact: typeof name === 'string' }).first();
export const heading = (page) => page.locator('h1').innerText();
export const step = (page) => new URL(page.url()).pathname.split('/').at(-1);

/** A published badge of the demo's issuer, with a picture of the library; the address of its page. attributes: [{ name, type }]. */
export async function newBadge(page, name, { publish = true, attributes = [] } = {}) {
  await page.goto('admin/badges/new');
  await page.fill('#name', name);
  await page.fill('#description', 'Made for a test.');
  await button(page, 'Create the badge').click();
  await page.locator('.bdg-tile').last().click();
  await button(page, 'Save and continue').click();
  const address = page.url().replace(/\/criteria$/, '');
  await page.fill('#criteria', 'Do it **once**.');
  await button(page, 'Save and continue').click();
  if (attributes.length) await page.goto(`${address}/attributes`);
  for (const [n, { name: title, type }] of attributes.entries()) {
    await button(page, 'Add an attribute').click();
    await page.fill(`#name_${n}`, title);
    await page.selectOption(`#type_${n}`, type);
  }
  if (attributes.length) await button(page, 'Save').click();
  await page.goto(address);
  if (publish) {
    await button(page, 'Publish').click();
    await page.locator('h1 .bdg-state-published').waitFor();
  }
  return address;
}

/** Step 1 and 2. badge: the address of its page. */
export async function upload(page, badge, name, path) {
  await page.goto(`admin/batches/new?badge=${badge.split('/').at(-1)}`);
  await page.fill('#name', name);
  await button(page, 'Continue').click();
  await page.waitForURL(/\/upload$/);
  await page.setInputFiles('#file', path);
  await button(page, 'Upload and check').click();
  return checked(page);
}

/** Waits while the rows are checked; the last part of the address then: "check", or "columns" where something has to be answered. */
export async function checked(page) {
  await page.locator('#content:not(:has(#checking)) :is(.bdg-sums, [name=header], .bdg-problems)').first().waitFor();
  return step(page);
}

/** { "Ready to issue": 14, ... } of the check, or of the batch that is done. */
export async function sums(page) {
  const rows = await page.locator('.bdg-sums > div').allInnerTexts();
  return Object.fromEntries(rows.map((row) => row.split('\n').map((s) => s.trim())).map(([word, n]) => [word, Number(n.replaceAll(',', ''))]));
}

/** From the review to the page of the batch that is done. */
export async function issue(page) {
  assert.equal(step(page), 'review');
  await button(page, /^Issue /).click();
  await done(page);
}
/** Waits until the batch is done, and goes to its page; a short batch is there at once. */
export async function done(page) {
  const there = page.locator('h1 .bdg-state-issued'), words = link(page, 'See what became of it');
  await there.or(words).first().waitFor();
  if (!(await there.count())) await words.click();
  await there.waitFor();
}
