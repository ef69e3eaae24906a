// Roles in a browser: one is made, changed by two at once, and deleted; somebody joins an issuer's staff; the audit log tells all of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WIDTHS, checkPage, demo, visitors } from './support.mjs';
import { button, link } from './errand.mjs';

const { member } = visitors();

for (const [what, options] of [['with scripts', {}], ['without scripts', { scripts: false }], ['on a phone', { width: WIDTHS.phone, scheme: 'dark' }]]) {
  test(`a role is made, changed, and deleted, ${what}`, () => member(options, async (page) => {
    const look = () => (options.scripts === false ? assert.deepEqual(page.trouble, []) : checkPage(page));
    await page.goto('admin/roles');
    await look();
    await link(page, 'New role').click();
    await button(page, 'Create the role').click();
    await page.locator('#name-error').filter({ hasText: /\w/ }).waitFor();
    await look();
    await page.fill('#display_name', `Examiner ${what}`);
    await page.fill('#name', `examiner ${what}`);
    await page.locator('input[value="assertions.issue"]').check();
    await button(page, 'Create the role').click();
    await page.waitForURL(/\/roles\/\w{26}$/);
    await page.getByText('Issue credentials').waitFor();
    await look();
    const role = page.url();
    await member(options, async (other) => {
      await other.goto(`${role}/edit`);
      await page.goto(`${role}/edit`);
      await other.fill('#description', 'Written first.');
      await button(other, 'Save the role').click();
      await other.waitForURL(role);
    });
    await page.fill('#description', 'Written second.');
    await button(page, 'Save the role').click();
    await page.getByRole('cell', { name: 'Written first.' }).waitFor();
    await page.getByRole('cell', { name: 'Written second.' }).waitFor();
    page.trouble.splice(0);      // the browser calls a 409 an error
    await look();
    await button(page, 'Save the role').click();
    await page.waitForURL(role);
    await page.getByText('Written second.').waitFor();
    await page.goto(`admin/audit?kind=role`);
    await page.locator('#list strong', { hasText: 'Role changed' }).first().waitFor();
    await page.locator('#list ins', { hasText: 'Written first.' }).first().waitFor();
    await look();
    await page.goto(`${role}/delete`);
    await look();
    await button(page, 'Delete the role').click();
    await page.waitForURL(/\/roles$/);
    assert.equal(await page.getByText(`Examiner ${what}`).count(), 0);
  }));
}

test('somebody works for an issuer, as one thing and another, and no longer', () => member({}, async (page) => {
  await page.goto(`${demo.issuer.replace('/issuers/', '/admin/issuers/')}/staff`);
  await checkPage(page);
  await page.getByRole('searchbox', { name: 'Email address or family name' }).fill(demo.login.email);
  await button(page, 'Find').click();
  await button(page, 'Add').click();
  await page.getByText('It holds at once').waitFor();
  await checkPage(page);
  await page.getByRole('combobox', { name: /^What .* does$/ }).selectOption('issuer_owner');
  await button(page, 'Save').click();
  await page.getByText('It holds at once').waitFor();
  assert.equal(await page.getByRole('combobox', { name: /^What .* does$/ }).inputValue(), 'issuer_owner');
  await button(page, /^Remove /).click();
  await page.getByText('They no longer work for this issuer').waitFor();
}));
