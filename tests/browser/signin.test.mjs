// Signing in and out, a forgotten password, and a session that ends while somebody types.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, checkPage, demo, launch, mailCount, mailTo, open, signIn, withPage as inPage } from './support.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const heading = (page) => page.locator('h1').innerText();
const withPage = (options, work) => inPage(browser, options, work);

test('a wrong password is said, the address stays, the right one leads to where one wanted', () => withPage({}, async (page) => {
  await page.goto(at('/admin/badges'));
  assert.match(page.url(), /\/login/);
  await page.fill('[name=email]', demo.login.email);
  await page.fill('[name=password]', 'not this one at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  assert.equal(await page.inputValue('[name=email]'), demo.login.email);
  assert.equal(await page.inputValue('[name=password]'), '');
  await checkPage(page);
  await page.fill('[name=password]', demo.login.password);
  await page.press('[name=password]', 'Enter');
  await page.waitForURL(/\/admin\/badges$/);
  assert.equal(await heading(page), 'Managing badges');
}));

for (const scripts of [true, false]) {
  test(`signing out ends the session, ${scripts ? 'with' : 'without'} scripts`, () => withPage({ scripts }, async (page) => {
    await signIn(page);
    await page.locator('summary.bdg-person').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/admin'));
    await page.goto(at('/admin'));
    assert.match(page.url(), /\/login/);
    await page.goBack();
    assert.doesNotMatch(await page.content(), /Hello, /, 'the page before is not shown from the cache');
  }));
}

test('a forgotten password is set by the link of a mail, once', () => withPage({}, async (page) => {
  const before = mailCount(demo.login.email);
  await page.goto(at('/login'));
  await page.getByRole('link', { name: 'Forgotten?' }).click();
  await page.fill('[name=email]', demo.login.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('heading', { name: 'Look at your mail' }).waitFor();
  await checkPage(page);
  const { text } = await mailTo(demo.login.email, before);
  const link = new RegExp(`${demo.base_url}/reset\\?[^\\s"<>]+`).exec(text)?.[0].replaceAll('&amp;', '&');
  assert.ok(link, text);
  await page.goto(link);
  await checkPage(page);
  await page.fill('[name=password]', 'short');
  await page.locator('form').evaluate((form) => { form.noValidate = true; });
  await page.getByRole('button', { name: /Set the password/ }).click();
  await page.locator('#password-error').filter({ hasText: /\w/ }).waitFor();
  await page.fill('[name=password]', demo.login.password);
  await page.getByRole('button', { name: /Set the password/ }).click();
  await page.waitForURL(/\/admin/);
  const again = await page.goto(link);
  assert.ok(again.status() === 410 || again.status() === 404, `the used link answers ${again.status()}`);
}));

test('a session that ended while somebody typed: sign in again in place, nothing is lost', () => withPage({}, async (page) => {
  await page.clock.install();
  await signIn(page);
  await page.goto(at('/admin/issuers/new'));
  await page.fill('#name', 'Typed with care');
  await page.clock.fastForward('00:11:00');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Create the issuer' }).click();
  const dialog = page.getByRole('dialog', { name: 'You were signed out' });
  await dialog.waitFor();
  page.trouble = page.trouble.filter((line) => !line.startsWith('401: '));      // how the page learnt of it
  await checkPage(page);
  await dialog.getByLabel('Password').fill('not this one');
  await dialog.getByRole('button', { name: 'Sign in and go on' }).click();
  await dialog.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  await dialog.getByLabel('Password').fill(demo.login.password);
  await dialog.getByRole('button', { name: 'Sign in and go on' }).click();
  await page.locator('.bdg-problems').waitFor();      // it was sent, and the other fields are missing
  assert.equal(await page.inputValue('#name'), 'Typed with care');
}));

test('the same without scripts: the form goes through the sign-in', () => withPage({ scripts: false }, async (page) => {
  await signIn(page);
  await page.goto(at('/admin/issuers/new'));
  await page.fill('#name', 'Typed with care');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Create the issuer' }).click();
  await page.fill('[name=email]', demo.login.email);
  await page.fill('[name=password]', demo.login.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  assert.equal(await heading(page), 'You are signed in again');
  await page.locator('form button[type=submit]').first().click();
  assert.equal(await page.inputValue('#name'), 'Typed with care');
}));
