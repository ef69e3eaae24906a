// The batch errand: from signing in to a public page that verifies, in every way in which people come through it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { WIDTHS, at, checkPage, file, mailCount, mailTo, shared, signIn, visitors } from './support.mjs';
import { button, checked, done, issue, link, newBadge, step, sums, upload } from './errand.mjs';

const RECIPIENTS = file('conf/dev/recipients.csv');
const ROWS = 14;

const { nobody, member } = visitors();

// The page says so, and the hosted document is that of this person.
async function verifies(page, email) {
  const address = page.url();
  await nobody({}, async (visitor) => {
    await visitor.goto(address);
    await visitor.getByText(/^Verified/).first().waitFor();
    await checkPage(visitor);
    assert.equal((await visitor.context().cookies()).length, 0, 'no cookie');
    const get = async (where) => {
      const answer = await visitor.request.get(where, { headers: { Accept: 'application/ld+json' } });
      assert.equal(answer.status(), 200, where);
      return answer.json();
    };
    const assertion = await get(address);
    assert.equal(assertion.id, address);
    assert.equal(assertion.recipient.identity, `sha256$${createHash('sha256').update(email + assertion.recipient.salt).digest('hex')}`);
    const badge = await get(assertion.badge);
    const issuer = await get(badge.issuer);
    assert.deepEqual([assertion.type, badge.type, issuer.type], ['Assertion', 'BadgeClass', 'Issuer']);
  });
}

for (const [what, options] of [['with scripts', {}], ['without scripts', { scripts: false }], ['on a phone', { width: WIDTHS.phone, scheme: 'dark' }]]) {
  test(`from signing in to a public page that verifies, ${what}`, () => nobody(options, async (page) => {
    const look = () => (options.scripts === false ? assert.deepEqual(page.trouble, []) : checkPage(page));
    await signIn(page);
    const badge = await newBadge(page, `Errand ${what}`, { attributes: [{ name: 'Pool hours', type: 'number' }, { name: 'Assessor', type: 'text' }] });
    await page.goto('admin');
    await link(page, 'Batch issue').click();
    await look();
    await button(page, 'Continue').click();
    await page.locator('#name-error').filter({ hasText: /\w/ }).waitFor();      // a batch needs a name
    await look();
    await page.fill('#name', `Lifeguards ${what}`);
    await page.selectOption('#badge', badge.split('/').at(-1));
    await button(page, 'Continue').click();
    await page.waitForURL(/\/upload$/);
    await look();
    const [template] = await Promise.all([page.waitForEvent('download'), link(page, 'Download CSV template').click()]);
    const header = readFileSync(await template.path(), 'utf8').replace('\uFEFF', '').trim();
    assert.match(header, /^Recipient name,.*Pool hours,Assessor$/i);
    await page.setInputFiles('#file', RECIPIENTS);
    await button(page, 'Upload and check').click();
    assert.equal(await checked(page), 'check');
    await look();
    assert.equal((await sums(page))['Ready to issue'], ROWS);
    await link(page, /^Continue with 14 rows/).click();
    await page.waitForURL(/\/review/);
    await look();
    const preview = page.locator('#preview');
    await preview.getByText('Amina Yusuf').waitFor();
    await preview.getByRole('link', { name: 'Next credential' }).click();
    await preview.getByText('José Álvarez Núñez').waitFor();
    await preview.getByRole('link', { name: 'Previous credential' }).click();
    await preview.getByText('Amina Yusuf').waitFor();
    const mails = mailCount('amina.yusuf@example.org');
    await page.getByLabel(/Send each recipient a mail/).check();
    await issue(page);
    await look();
    assert.equal((await sums(page)).Issued, ROWS);
    const mail = await mailTo('amina.yusuf@example.org', mails);
    await page.getByRole('link', { name: 'Amina Yusuf' }).click();
    await look();
    await link(page, 'See the public page').click();
    await page.waitForURL(/\/assertions\//);
    await page.getByText('Helen Achterberg').waitFor();
    assert.ok(mail.text.includes(page.url()), 'the mail leads there');
    await look();
    await verifies(page, 'amina.yusuf@example.org');
  }));
}

test('with the keyboard alone', () => member({}, async (page) => {
  const badge = await newBadge(page, 'Errand by keyboard');
  await page.goto(badge);
  // Goes on with Tab until what has the focus is called so; what has it must be visible, and be seen to have it.
  const tabTo = async (name) => {
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
        const label = e.labels?.[0]?.innerText ?? '';
        return { name: `${e.getAttribute('aria-label') ?? ''} ${label} ${e.innerText ?? ''} ${e.name ?? ''}`, size: box.width * box.height,
          marked: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
      });
      if (name.test(focus.name)) {
        assert.ok(focus.size > 0 && focus.marked, `the focus on ${name} cannot be seen`);
        return;
      }
    }
    assert.fail(`${name} was not reached`);
  };
  await tabTo(/Batch issue/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/batches\/new/);
  await tabTo(/Name of the batch/);
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/upload$/);
  await tabTo(/Paste cells instead/);
  await page.keyboard.press('Enter');
  await tabTo(/Cells from your spreadsheet/);
  await page.keyboard.insertText('Recipient name\tRecipient email\nAmina Yusuf\tamina.yusuf@example.org\n');
  await tabTo(/Upload and check/);
  await page.keyboard.press('Enter');
  assert.equal(await checked(page), 'check');
  await tabTo(/Continue with 1 row/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/review/);
  await tabTo(/Issue 1 /);
  await page.keyboard.press('Space');
  await page.locator('h1 .bdg-state-issued').or(link(page, 'See what became of it')).first().waitFor();
  if (step(page) === 'progress') {
    await tabTo(/See what became of it/);
    await page.keyboard.press('Enter');
  }
  await page.locator('h1 .bdg-state-issued').waitFor();
}));

for (const scripts of [true, false]) {
  test(`reload, back and a closed browser lose nothing, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const name = `Interrupted ${scripts ? 'with' : 'without'} scripts`;
    // Each turn is a browser that was closed and opened again; it finds the batch in the list, and goes on where it stood.
    const goOn = (work) => member({ scripts }, async (page) => {
      await page.goto(at(`/admin/batches?q=${encodeURIComponent(name)}`));
      await link(page, name).click();
      await work(page);
    });
    let badge;
    await member({ scripts }, async (page) => {
      badge = await newBadge(page, `Errand, ${name}`);
      await page.goto(`admin/batches/new?badge=${badge.split('/').at(-1)}`);
      await page.fill('#name', name);
      await button(page, 'Continue').click();
      await page.waitForURL(/\/upload$/);
      await page.reload();
    });
    await goOn(async (page) => {
      assert.equal(step(page), 'upload');
      await link(page, 'Back').click();
      assert.equal(await page.inputValue('#name'), name);
      await page.goBack();
      await page.setInputFiles('#file', RECIPIENTS);
      await button(page, 'Upload and check').click();
      await checked(page);
      await page.reload();
      assert.equal((await sums(page))['Ready to issue'], ROWS);
    });
    await goOn(async (page) => {
      assert.equal(await checked(page), 'check');
      await link(page, /^Continue with/).click();
      await page.locator('#preview').getByRole('link', { name: 'Next credential' }).click();
      await page.locator('#preview').getByText('José Álvarez Núñez').waitFor();
      await page.reload();
      await page.locator('#preview').getByText('José Álvarez Núñez').waitFor();
      await page.goBack();
      await page.locator('#preview').getByText('Amina Yusuf').waitFor();
      await link(page, 'Back to check').click();
      await page.waitForURL(/\/check$/);
      await page.goBack();
      await page.waitForURL(/\/review/);
    });
    await goOn(async (page) => {
      if (step(page) === 'check') await link(page, /^Continue with/).click();
      await page.waitForURL(/\/review/);
      await button(page, /^Issue /).click();
      await page.waitForURL(/\/progress|\/batches\/\w+$/);
    });
    await goOn(async (page) => {      // closed while it was being issued
      await done(page);
      assert.equal((await sums(page)).Issued, ROWS);
      const address = page.url();
      const response = await page.goto(`${address}/review`);      // an old tab, or a bookmark
      assert.ok(response.status() < 500);
      assert.equal(await button(page, /^Issue /).count(), 0, 'nothing to issue twice');
      await page.goto(badge);
      await page.getByText(/Awarded\s+14\s+times/).waitFor();
    });
  });
}

test('issuing twice from two tabs awards once', () => member({}, async (page) => {
  const badge = await newBadge(page, 'Errand in two tabs');
  await upload(page, badge, 'In two tabs', RECIPIENTS);
  await link(page, /^Continue with/).click();
  await page.waitForURL(/\/review/);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await Promise.all([button(page, /^Issue /).click(), button(other, /^Issue /).click()]);
  await page.waitForURL(/\/progress|\/batches\/\w+$/);
  await done(page);
  await page.goto(badge);
  await page.getByText(/Awarded\s+14\s+times/).waitFor();
}));

// --- files as people send them

const FILES = [
  ['spring-cohort.csv', { ready: 15, first: 'Ana Castañeda' }],
  ['excel-de-semicolon-cp1252.csv', { ready: 8, first: 'Ana Castañeda' }],
  ['excel-unicode-text-utf16.txt', { ready: 15, first: 'Ana Castañeda' }],
  ['cohort-title-row-dates.xlsx', { ready: 15, first: 'Ana Castañeda' }],
  ['crm-export.csv', { ready: 15, first: 'Ana Castañeda' }],
];
for (const [name, { ready, first }] of FILES) {
  const { path, skip } = shared(name);
  test(`${name} is issued`, { skip }, () => member({}, async (page) => {
    const badge = await newBadge(page, `Errand with ${name}`);
    assert.equal(await upload(page, badge, name, path), 'check');
    await checkPage(page);
    assert.equal((await sums(page))['Ready to issue'], ready);
    await link(page, /^Continue with/).click();
    await page.locator('#preview').getByText(first).waitFor();
    await checkPage(page);
    await page.getByLabel(/Send each recipient a mail/).uncheck();
    await issue(page);
    assert.equal((await sums(page)).Issued, ready);
    await checkPage(page);
  }));
}

const mistakes = shared('mistakes.csv');
test('mistakes.csv: what is wrong is said cell by cell, the good rows are issued, the others corrected and uploaded again', { skip: mistakes.skip }, () => member({}, async (page) => {
  const badge = await newBadge(page, 'Errand with mistakes');
  assert.equal(await upload(page, badge, 'With mistakes', mistakes.path), 'check');
  await checkPage(page);
  const before = await sums(page);
  assert.equal(before['With errors'], 9);
  assert.equal(before.Skipped, 1);
  const found = await page.locator('.bdg-found').allInnerTexts();
  for (const words of ['B4', 'someone at example.org', 'C5', '31/02/2026', 'more than', 'row 28']) {
    assert.ok(found.some((text) => text.toLowerCase().includes(words.toLowerCase())), `${words} is told`);
  }
  // One cell is mended in place, and the check is made again.
  await page.locator('.bdg-found', { hasText: 'Date cannot be read' }).getByRole('link', { name: /^Correct/ }).click();
  await checkPage(page);
  await page.getByRole('textbox', { name: /Cell C5/ }).fill('2026-02-28');
  await button(page, 'Save and check again').click();
  await checked(page);
  assert.equal((await sums(page))['With errors'], before['With errors'] - 1);
  const [download] = await Promise.all([page.waitForEvent('download'), link(page, /^Download the 8 rows/).click()]);
  const rest = readFileSync(await download.path(), 'utf8');
  assert.match(rest, /someone at example\.org/);
  await button(page, /^Continue with/).click();
  await page.waitForURL(/\/review/);
  await page.fill('#find', 'alert(1)');      // what looks like markup is text
  await page.getByRole('cell', { name: '<script>alert(1)</script>' }).waitFor();
  await checkPage(page);
  await page.getByLabel(/Send each recipient a mail/).uncheck();
  await button(page, /^Issue /).click();
  await done(page);
  await checkPage(page);
  assert.equal((await sums(page)).Issued, before['Ready to issue'] + 1);
  // The rest as it was downloaded, mended in an editor.
  await link(page, 'Upload the corrected rows').click();
  await checkPage(page);
}));
