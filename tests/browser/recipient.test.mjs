// The recipient's whole errand: the mail of an award, its page, a link by mail, all credentials, accept, a collection, its public page, the certificate;
// and once more without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { button, link, newBadge } from './errand.mjs';
import { signInByLink } from './recipient.mjs';
import { WIDTHS, checkPage, launch, mailCount, mailTo, open, signIn, withPage } from './support.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

// An administrator issues one, and the mail goes out: { address of its page, the mail's text }.
async function award(badgeName, name, address) {
  const page = await open(browser);
  await signIn(page);
  const badge = await newBadge(page, badgeName);
  const before = mailCount(address);
  await page.goto(`admin/credentials/new?badge=${badge.split('/').at(-1)}`);
  await page.fill('#name', name);
  await page.fill('#email', address);
  if (!(await page.getByLabel(/mail/i).first().isChecked().catch(() => true))) await page.getByLabel(/mail/i).first().check();
  await button(page, /^Issue/).click();
  const { text } = await mailTo(address, before);
  await page.context().close();
  return { text, address: /https?:\/\/\S+\/assertions\/[0-9a-z]{26}/.exec(text)[0] };
}

for (const [how, options] of [['on a desk', { width: WIDTHS.desktop }], ['on a phone without scripts', { width: WIDTHS.phone, scripts: false, scheme: 'dark' }]]) {
  test(`from the mail to the certificate, ${how}`, async () => {
    const who = `elin.${options.width}.${Date.now()}@example.org`, name = 'Elin Sandström';
    const first = await award(`Harbour Pilot ${options.width}`, name, who), second = await award(`Night Sailing ${options.width}`, name, who);
    await withPage(browser, options, async (page) => {
      const look = () => options.scripts === false ? null : checkPage(page);
      assert.match(first.text, /\/me\/start/);
      await page.goto(first.address);
      await look();
      await page.getByRole('link', { name: 'See all your credentials' }).click();
      await page.getByRole('heading', { name: 'See your credentials' }).waitFor();
      await look();
      await signInByLink(page, who);
      await look();
      assert.equal(await page.locator('.bdg-award').count(), 2);
      await page.getByRole('link', { name: `Harbour Pilot ${options.width}` }).click();
      await look();
      await button(page, 'Accept').click();
      await page.getByText('You have accepted it.').waitFor();
      await page.fill('#name', 'At sea');
      await button(page, 'Put it in').click();
      await page.getByText('It is in the collection.').waitFor();
      const collection = page.url();
      await page.goto('me');
      await page.getByRole('link', { name: `Night Sailing ${options.width}` }).click();
      await button(page, 'Put it in').click();
      await page.getByText('It is in the collection.').waitFor();
      const order = () => page.locator('.bdg-order a').allInnerTexts();
      assert.deepEqual(await order(), [`Harbour Pilot ${options.width}`, `Night Sailing ${options.width}`]);
      await page.getByRole('button', { name: `Move Night Sailing ${options.width} up` }).click();
      await page.getByRole('button', { name: `Move Harbour Pilot ${options.width} up` }).waitFor();
      assert.deepEqual(await order(), [`Night Sailing ${options.width}`, `Harbour Pilot ${options.width}`]);
      assert.equal(page.url().replace('#items', ''), collection);
      await look();
      await link(page, 'See its page').click();
      await page.getByText('2 credentials of Elin Sandström').waitFor();
      await look();
      const shared = page.url();
      await withPage(browser, {}, async (anyone) => {
        await anyone.goto(shared);
        await anyone.getByRole('link', { name: `Harbour Pilot ${options.width}` }).click();
        assert.equal(anyone.url(), first.address);
        const pdf = await anyone.request.get(`${first.address}.pdf`);
        assert.equal(pdf.status(), 200);
        assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-');
      });
      await page.goto(second.address.replace('/assertions/', '/me/credentials/'));
      await link(page, 'Reject…').click();
      await look();
      await button(page, 'Reject the credential').click();
      await page.getByText('You have rejected it. Its public page').waitFor();
      await look();
      await page.goto(shared);
      await page.getByText('1 credential of Elin Sandström').waitFor();
    });
  });
}
