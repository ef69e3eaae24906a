// Two-factor authentication, as somebody with a telephone sets it up and signs in.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, test } from 'node:test';
import { account } from './errand.mjs';
import { WAYS, at, checkPage, ctl, here, look, signIn, visitors } from './support.mjs';

const { nobody } = visitors();
const password = 'seven grey herons by the lock', mark = Date.now().toString(36);
const people = WAYS.map((_, n) => ({ email: `two.factors.${n}.${mark}@northgate.example`, password })), [person] = people;
before(() => {
  for (const { email } of people) ctl(here, 'create-admin', '--email', email, '--name', 'Noor Haddad', '--organisation', 'Northgate College', '--password-stdin', { input: `${password}\n` });
});

// RFC 6238, as an authenticator application does it.
function codeOf(text) {
  const bits = [...text].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// To the question for the code, by address and password.
async function toCode(page, { email }, where = '/login') {
  await page.goto(at(where));
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
  await page.getByRole('heading', { name: 'Your code' }).waitFor();
}

const codes = [];      // of the first of them

for (const [n, [how, options]] of WAYS.entries()) {
  test(`setting it up, and signing in with a recovery code, ${how}`, () => nobody(options, async (page) => {
    const click = (role, name) => page.getByRole(role, { name, exact: true }).click();
    await signIn(page, people[n]);
    await account(page);
    await click('link', 'Set it up');
    await look(page);
    await click('button', 'Set it up');
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    await look(page);
    const secret = (await page.locator('.bdg-secret').innerText()).replaceAll(' ', '');
    await page.getByLabel(/six digits/).fill('000');
    await click('button', 'Switch it on');
    await page.locator('#code-error').filter({ hasText: /not the code/ }).waitFor();
    await look(page);
    await page.getByLabel(/six digits/).fill(codeOf(secret));
    await click('button', 'Switch it on');
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    await look(page);
    const own = await page.locator('.bdg-codes code').allInnerTexts();
    assert.equal(own.length, 10);
    await click('link', 'I have kept them');
    await page.getByText('signing in takes a code').waitFor();
    await look(page);
    await page.locator('summary.bdg-person').click();
    await click('button', 'Sign out');
    await page.waitForURL((url) => !url.pathname.startsWith('/me'));
    await toCode(page, people[n]);
    await page.getByLabel('Code').fill(own.pop());
    await look(page);
    await click('button', 'Sign in');
    await page.locator('summary.bdg-person').waitFor();
    if (n === 0) codes.push(...own);
  }));
}

for (const scripts of [true, false]) {
  test(`signing in with a recovery code, ${scripts ? 'with' : 'without'} scripts`, () => nobody({ scripts }, async (page) => {
    await toCode(page, person, '/login?next=/admin/badges');
    if (scripts) await checkPage(page);
    await page.getByLabel('Code').fill('123456');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#code-error').filter({ hasText: /does not fit/ }).waitFor();
    await page.getByLabel('Code').fill(codes.pop());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/admin\/badges$/);
  }));
}

test('a session that ended while somebody typed asks for the code in place', () => nobody({}, async (page) => {
  await page.clock.install();
  await toCode(page, person);
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
