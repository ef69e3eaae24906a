// Steps of errands as a person does them, by what is seen on the pages, for the tests and the screenshots.
import assert from 'node:assert/strict';
import { demo, mailTo } from './support.mjs';

const main = (page) => page.locator('#content');
export const button = (page, name) => main(page).getByRole('button', { name, exact: typeof name === 'string' }).first();
export const link = (page, name) => main(page).getByRole('link', { name, exact: typeof name === 'string' }).first();
export const heading = (page) => page.locator('h1').innerText();
export const step = (page) => new URL(page.url()).pathname.split('/').at(-1);

/** The field with this label, whether it is optional or not. */
export const field = (page, label) => main(page).getByLabel(new RegExp(`^${label}( optional)?$`)).first();
/** Waits for the page with this heading. */
export const arrive = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
/** To the dashboard as whoever signs in, and from there, and from everywhere, by the left navigation to the page of this name; on small screens it is opened first. */
export async function menu(page, name, heading_ = name) {
  if (!page.url().includes('/admin')) await page.goto('admin');
  const entry = page.locator('#bdg-nav').getByRole('link', { name, exact: true });
  if (!(await entry.isVisible())) await page.getByRole('button', { name: 'Menu' }).click();
  await entry.click();
  await arrive(page, heading_);
}
/** Searches a list by the field of this name, and waits until it shows what was asked for; then to the one that is called so, if name is given. */
export async function find(page, label, words, name) {
  const box = page.getByRole('searchbox', { name: label });
  await box.fill(words);
  await box.press('Enter');
  await page.waitForURL((url) => [...url.searchParams.values()].includes(words));
  if (!name) return;
  await link(page, name).click();
  await page.waitForURL((url) => !url.search);
}
/** By the menu of one's own picture to one's account. */
export async function account(page) {
  if (page.url() === 'about:blank') await page.goto('admin');
  await page.locator('summary.bdg-person').click();
  await page.getByRole('link', { name: 'Your account' }).click();
  await arrive(page, 'Your account');
}

/** Invites somebody, and comes to their page. person: { first, last, email, place, role }, the last two as the form names them. */
export async function invite(page, { first, last, email, place, role }) {
  await menu(page, 'Users');
  await link(page, 'Invite somebody').click();
  await field(page, 'Email address').fill(email);
  await field(page, 'First name').fill(first);
  await field(page, 'Last name').fill(last);
  if (place) await choose(field(page, 'Place'), place);
  if (role) await choose(field(page, 'Role'), role);
  await button(page, 'Send the invitation').click();
  await arrive(page, `${first} ${last}`);
}
// Options are indented by where they lie in the tree.
async function choose(select, words) {
  const options = await select.locator('option').allInnerTexts(), found = options.findIndex((text) => text.trim() === words || text.trim().endsWith(` ${words}`));
  assert.ok(found >= 0, `${words} is not among ${options.join(', ')}`);
  await select.selectOption({ index: found });
}
export { choose };
/** As the invited, by the link of the mail that came after count others: chooses a password, and is in. */
export async function accept(page, email, password, count = 0) {
  const { text } = await mailTo(email, count);
  await page.goto(/https?:\/\/\S+\/join\?token=[\w-]+/.exec(text)[0]);
  await page.getByLabel('Choose a password').fill(password);
  await page.getByRole('button', { name: 'Accept and sign in' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/join'));
}
/** To somebody's page, found by their address among the users. */
export async function person(page, { first, last, email }) {
  await menu(page, 'Users');
  await find(page, 'Search people', email, `${last}, ${first}`);
  await arrive(page, `${first} ${last}`);
}

/** Chooses the demo's issuer for a badge; where there is but one, it is chosen already. */
export const issuer = (page) => field(page, 'Issuer').selectOption(demo.issuer.split('/').at(-1));

/** A published badge of the demo's issuer, with a picture of the library; the address of its page. attributes: [{ name, type }]; graphic: the name of its picture. */
export async function newBadge(page, name, { publish = true, attributes = [], graphic } = {}) {
  await page.goto('admin/badges/new');
  await page.fill('#name', name);
  await page.fill('#description', 'Made for a test.');
  await issuer(page);
  await button(page, 'Create the badge').click();
  await (graphic ? page.locator('.bdg-tile', { hasText: graphic }).first() : page.locator('.bdg-tile').last()).click();
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

/** From a badge's page: awards it to somebody, and comes to the page of their credential. */
export async function award(page, name, email) {
  await link(page, 'Issue one').click();
  await field(page, 'Name').fill(name);
  await field(page, 'Email address').fill(email);
  await button(page, /^Issue/).click();
  await link(page, 'See the public page').waitFor();
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
