// "Creating a Badge" as the guide tells it, at every width: "Preparing badges", "Managing badges", "Create badge", the tabs, a draft that waits, Publish; withdrawn and
// published again; new words and both versions; a copy, put away and brought back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrive, award, button, field, find, heading, issuer, link, menu } from './errand.mjs';
import { WAYS, look, visitors } from './support.mjs';

const { member } = visitors();
const mark = Date.now().toString(36);
const tab = (page, name) => page.getByRole('navigation', { name: 'Badge' }).getByRole('link', { name: new RegExp(`^${name}`) });
const saved = (page) => page.locator('.bdg-alert-success').waitFor();
const state = (page, words) => page.locator('h1 .bdg-state', { hasText: words }).waitFor();

for (const [how, options] of WAYS) {
  test(`a badge is created, kept as a draft, published, withdrawn, changed, copied and archived, ${how}`, () => member(options, async (page) => {
    const name = `Kayak Guide ${how} ${mark}`;
    await page.goto('admin');
    await menu(page, 'Managing badges');
    await look(page);
    await link(page, 'Create badge').click();
    await arrive(page, 'New badge');
    await field(page, 'Name').fill(name);
    await look(page);
    await button(page, 'Save draft').click();
    await saved(page);

    await menu(page, 'Managing badges');      // another day
    await find(page, 'Search badges', name, name);
    await state(page, 'Draft');
    await look(page);
    assert.equal(await button(page, 'Publish').count(), 0, 'what is not complete is not published');
    await tab(page, 'Details').click();
    await field(page, 'Description').fill('Leads a group on quiet water.');
    await issuer(page);
    await page.getByLabel('For a period').check();
    await field(page, 'Period').fill('2');
    await button(page, 'Publish').click();
    await page.locator('.bdg-problems li').first().waitFor();
    await look(page);
    await tab(page, 'Graphics').click();
    await page.locator('.bdg-tile label').first().click();
    await look(page);
    await button(page, 'Save and continue').click();
    await page.waitForURL(/\/criteria$/);
    await field(page, 'Your own text').fill('Led **three** trips.');
    await button(page, 'Preview').click();
    await page.locator('#preview strong', { hasText: 'three' }).waitFor();
    await look(page);
    await button(page, 'Save and continue').click();
    await page.getByText('Everything is there: you can publish the badge now.').waitFor();
    await look(page);
    await tab(page, 'Attributes').click();
    await button(page, 'Add an attribute').click();
    await field(page, 'Name').fill('River');
    await look(page);
    await button(page, 'Publish').click();
    await state(page, 'Published');
    await look(page);

    await link(page, 'Withdraw…').click();
    await look(page);
    await button(page, 'Withdraw the badge').click();
    await state(page, 'Withdrawn');
    await button(page, 'Publish again').click();
    await state(page, 'Published');

    const address = page.url();
    await award(page, 'Ida Holm', `ida.${mark}@example.org`);      // which keeps the words that it was given in
    await page.goto(address);
    await tab(page, 'Details').click();
    await field(page, 'Description').fill('Leads a group on moving water.');
    await page.locator('#edit .btn-primary').click();
    await saved(page);
    await tab(page, 'Overview').click();
    const versions = page.getByRole('table', { name: 'Versions of the wording' }).getByRole('link');
    await versions.filter({ hasText: /^2$/ }).click();
    await page.getByRole('heading', { name: 'What changed since version 1' }).waitFor();
    await page.locator('#changes ins', { hasText: 'moving' }).waitFor();
    await page.locator('#changes del', { hasText: 'quiet' }).waitFor();
    await look(page);
    await link(page, 'Version before').click();
    await page.getByText('Leads a group on quiet water.').waitFor();
    await link(page, 'Back to the overview').click();

    await link(page, 'Copy the badge').click();
    await field(page, 'Name of the new badge').fill(`${name}, at sea`);
    await look(page);
    await button(page, 'Copy the badge').click();
    await state(page, 'Draft');
    assert.match(await heading(page), /, at sea/);
    await tab(page, 'Overview').click();
    await link(page, 'Archive…').click();
    await look(page);
    await button(page, /^Archive/).click();
    await state(page, 'Archived');
    await look(page);
    await button(page, 'Bring the badge back').click();
    await page.locator('h1 .bdg-state-archived').waitFor({ state: 'detached' });
  }));
}
