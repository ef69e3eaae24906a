// Personal settings, by the menu of one's own picture: picture, username, language, time zone; the username signs in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account, accept, arrive, button, field, invite } from './errand.mjs';
import { WAYS, file, look, signIn, visitors } from './support.mjs';

const { nobody, member } = visitors();
const mark = Date.now().toString(36), password = 'forty quiet harbours';

for (const [n, [how, options]] of WAYS.entries()) {
  test(`somebody makes the pages their own, ${how}`, () => nobody(options, async (page) => {
    const seen = () => look(page);
    const who = { first: 'Lea', last: `Sand ${how}`, email: `lea.${n}.${mark}@example.org` }, username = `lea.${n}.${mark}`;
    await member(options, async (admin) => {
      await admin.goto('admin');
      await invite(admin, who);
    });
    await accept(page, who.email, password);
    await account(page);
    await page.getByLabel(/^PNG, JPEG or GIF/).setInputFiles(file('tests/fixtures/pictures/photo.jpg'));
    await button(page, 'Use this picture').click();
    await button(page, 'Remove the picture').waitFor();
    assert.ok(await page.locator('.bdg-avatar-big img').evaluate((img) => img.complete && img.naturalWidth > 0));
    await seen();
    await field(page, 'Time zone').selectOption('Asia/Kolkata');
    await button(page, 'Save the time zone').click();
    await page.getByText(/Now it is/).waitFor();
    assert.equal(await field(page, 'Time zone').inputValue(), 'Asia/Kolkata');
    await field(page, 'Username').fill(username);
    await button(page, 'Save the username').click();
    await page.locator('.bdg-alert-success').waitFor();
    await page.locator('summary.bdg-person').click();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await arrive(page, 'Ihr Konto');
    await seen();
    await page.locator('summary.bdg-person').click();
    await page.getByRole('button', { name: 'English' }).click();
    await arrive(page, 'Your account');
    await page.locator('summary.bdg-person').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/me'));
    await signIn(page, { email: username, password });
    await page.locator('summary.bdg-person img').waitFor();
  }));
}
