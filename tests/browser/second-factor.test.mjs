// Two-factor authentication, as somebody with a telephone sets it up and signs in.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { at, checkPage, ctl, here, launch, signIn, withPage as inPage, WIDTHS } from './support.mjs';

const person = { email: 'two.factors@northgate.example', password: 'seven grey herons by the lock' };
let browser;
before(async () => {
  browser = await launch();
  ctl(here, 'create-admin', '--email', person.email, '--name', 'Noor Haddad', '--organisation', 'Northgate College', '--password-stdin', { input: `${person.password}\n` });
});
after(() => browser?.close());
const withPage = (options, work) => inPage(browser, options, work);

// RFC 6238, as an authenticator application does it.
function codeOf(text) {
  const bits = [...text].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

const codes = [];

test('setting it up, on a phone', () => withPage({ width: WIDTHS.phone }, async (page) => {
  await signIn(page, person);
  await page.goto(at('/me/account'));
  await page.getByRole('link', { name: 'Set it up' }).click();
  await checkPage(page);
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  await checkPage(page);
  const secret = (await page.locator('.bdg-secret').innerText()).replaceAll(' ', '');
  await page.getByLabel(/six digits/).fill('000');
  await page.getByRole('button', { name: 'Switch it on' }).click();
  await page.locator('#code-error').filter({ hasText: /not the code/ }).waitFor();
  await page.getByLabel(/six digits/).fill(codeOf(secret));
  await page.getByRole('button', { name: 'Switch it on' }).click();
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  await checkPage(page);
  codes.push(...await page.locator('.bdg-codes code').allInnerTexts());
  assert.equal(codes.length, 10);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  assert.match(await page.locator('main').innerText(), /signing in takes a code/);
}));

for (const scripts of [true, false]) {
  test(`signing in with a recovery code, ${scripts ? 'with' : 'without'} scripts`, () => withPage({ scripts }, async (page) => {
    await page.goto(at('/login?next=/admin/badges'));
    await page.fill('[name=email]', person.email);
    await page.fill('[name=password]', person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Your code' }).waitFor();
    if (scripts) await checkPage(page);
    await page.getByLabel('Code').fill('123456');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#code-error').filter({ hasText: /does not fit/ }).waitFor();
    await page.getByLabel('Code').fill(codes.pop());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/admin\/badges$/);
  }));
}

test('a session that ended while somebody typed asks for the code in place', () => withPage({}, async (page) => {
  await page.clock.install();
  await page.goto(at('/login'));
  await page.fill('[name=email]', person.email);
  await page.fill('[name=password]', person.password);
  await page.press('[name=password]', 'Enter');
  await page.getByLabel('Code').fill(codes.pop());
  await page.press('[name=code]', 'Enter');
  await page.waitForURL(/\/admin$/);
  await page.goto(at('/admin/issuers/new'));
  await page.fill('#name', 'Typed with care');
  await page.clock.fastForward('00:11:00');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Create the issuer' }).click();
  const dialog = page.getByRole('dialog', { name: 'You were signed out' });
  await dialog.waitFor();
  await dialog.getByLabel('Password').fill(person.password);
  await dialog.getByRole('button', { name: 'Sign in and go on' }).click();
  await dialog.getByLabel(/Code of your/).fill('999');
  await dialog.getByRole('button', { name: 'Sign in and go on' }).click();
  await dialog.getByRole('alert').filter({ hasText: /does not fit/ }).waitFor();
  page.trouble = page.trouble.filter((line) => !/^4(01|22): /.test(line));      // how the page learnt of it, and the wrong code
  await checkPage(page);
  await dialog.getByLabel(/Code of your/).fill(codes.pop());
  await dialog.getByRole('button', { name: 'Sign in and go on' }).click();
  await page.locator('.bdg-problems').waitFor();      // it was sent, and the other fields are missing
  assert.equal(await page.inputValue('#name'), 'Typed with care');
}));
