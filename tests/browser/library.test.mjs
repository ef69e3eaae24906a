// What badges are made of: a picture that is uploaded, found, used, replaced, and shows anew on a credential that was issued; an issuer whose profile changes,
// with its versions side by side; and the log that tells of both.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { arrive, award, button, field, find, link, menu, newBadge } from './errand.mjs';
import { WAYS, demo, look, visitors } from './support.mjs';

const { nobody, member } = visitors();
const mark = Date.now().toString(36);
const svg = (name, colour) => ({ name, mimeType: 'image/svg+xml', buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><circle cx="45" cy="45" r="44" fill="${colour}"/></svg>`) });

for (const [how, options] of WAYS) {
  test(`a picture is uploaded, used and replaced, ${how}`, () => member(options, async (page) => {
    const name = `Compass ${how} ${mark}`;
    await page.goto('admin');
    await menu(page, 'Graphics library');
    await link(page, 'Create graphic').click();
    await look(page);
    await field(page, 'Picture').setInputFiles(svg('compass.svg', '#0a7d3c'));
    await field(page, 'Name').fill(name);
    await field(page, 'Tags').fill('navigation, 2026');
    await button(page, 'Upload the graphic').click();
    await arrive(page, name);
    await look(page);
    const badge = await newBadge(page, `Navigator ${how} ${mark}`, { graphic: name });
    await award(page, 'Ida Holm', `ida.${mark}@example.org`);
    await look(page);
    const address = await link(page, 'See the public page').evaluate((a) => a.href);
    const fill = async (colour) => nobody(options, async (visitor) => {
      const baked = async () => (await (await visitor.request.get(`${address}.svg`)).text()).includes(colour);
      for (const until = Date.now() + 10_000; !(await baked()) && Date.now() < until;) await visitor.waitForTimeout(100);
      assert.ok(await baked(), `the credential shows ${colour}`);
      await visitor.goto(address);
      await visitor.getByText(/^Verified/).first().waitFor();
    });
    await fill('#0a7d3c');

    await menu(page, 'Graphics library');
    await find(page, 'Search graphics', name, name);
    await page.getByRole('heading', { name: 'Where it is used' }).waitFor();
    await link(page, `Navigator ${how} ${mark}`).waitFor();
    await link(page, /^(Edit|Rename or replace)/).click();
    await field(page, 'Another picture in its place').setInputFiles(svg('compass.svg', '#7a005c'));
    await look(page);
    await button(page, 'Save the graphic').click();
    await page.locator('.bdg-alert-success').waitFor();
    await fill('#7a005c');
    assert.ok(badge);
  }));

  test(`an issuer is made, changed, and its versions compared; the log tells of it, ${how}`, () => member(options, async (page) => {
    const name = `Harbour Office ${how} ${mark}`;
    await page.goto('admin');
    await menu(page, 'Issuers');
    await look(page);
    await link(page, 'New issuer').click();
    await field(page, 'Name').fill(name);
    await field(page, 'Web address').fill('https://harbour.example');
    await field(page, 'Email address').fill('office@harbour.example');
    await field(page, 'Description').fill('Teaches sailing.');
    await look(page);
    await button(page, 'Create the issuer').click();
    await arrive(page, name);
    await link(page, 'Edit').click();
    await field(page, 'Description').fill('Teaches sailing and rowing.');
    await button(page, 'Save the profile').click();
    await page.locator('.bdg-alert-success').waitFor();
    await page.getByRole('navigation', { name: 'Issuer' }).getByRole('link').first().click();
    await link(page, 'Version 2').click();
    await arrive(page, `${name}: version 2 in use`);
    await page.getByText('Teaches sailing.', { exact: true }).waitFor();
    await page.getByText('Teaches sailing and rowing.', { exact: true }).waitFor();
    await look(page);
    await menu(page, 'Issuers');
    await link(page, name).click();
    await link(page, 'Archive…').click();
    await look(page);
    await button(page, 'Archive the issuer').click();
    await page.locator('.bdg-alert-success').waitFor();

    await menu(page, 'Audit log');
    await find(page, 'Email address of a person', demo.login.email);
    await page.getByLabel('Kind of thing').selectOption({ label: 'Issuer' });
    await page.locator('#list ins', { hasText: 'Teaches sailing and rowing.' }).first().waitFor();
    await page.locator('#list del', { hasText: 'Teaches sailing.' }).first().waitFor();
    assert.equal(await page.locator('#list td:first-child', { hasText: /Badge:|User:/ }).count(), 0, 'nothing but issuers');
    await look(page);
    const [sheet] = await Promise.all([page.waitForEvent('download'), link(page, 'Export').click()]);
    const rows = readFileSync(await sheet.path(), 'utf8').replace('\uFEFF', '').trim().split(/\r?\n/);
    assert.ok(rows.length > 2 && rows.slice(0, 40).join('\n').includes(demo.login.email) && rows.join('\n').includes('Teaches sailing and rowing.'), rows.slice(0, 3).join('\n'));
  }));
}
