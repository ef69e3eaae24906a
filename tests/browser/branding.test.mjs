// An organisation's own look, from the dashboard by the left navigation, at every width: colours that are seen before they are used, a logo, a landing page that a
// stranger reads, and the words of the award mail, looked at and tried. As it was in the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrive, button, field, link, menu } from './errand.mjs';
import { WAYS, demo, file, look, mailCount, mailTo, visitors } from './support.mjs';

const { nobody, member } = visitors();
const background = (page, selector) => page.locator(selector).first().evaluate((e) => getComputedStyle(e).backgroundColor);
const undo = async (page, name) => { if (await button(page, name).count()) await button(page, name).click(); };

for (const [how, options] of WAYS) {
  test(`colours and a logo, ${how}`, () => member(options, async (page) => {
    await page.goto('admin');
    await menu(page, 'Look and feel');
    await look(page);
    await field(page, 'Navigation').fill('#0b5d3b');
    await field(page, 'Text of the navigation').fill('#5aa080');
    await page.waitForFunction(() => getComputedStyle(document.querySelector('.bdg-look-preview .bdg-look-nav')).backgroundColor === 'rgb(11, 93, 59)');
    await page.getByText('The navigation is hard to read').waitFor();
    assert.notEqual(await background(page, '#bdg-nav'), 'rgb(11, 93, 59)', 'it is a preview');
    await button(page, 'Use it').click();
    await page.getByText('The navigation can be read').waitFor();
    await look(page);
    await button(page, 'Use these colours').click();
    await page.getByText('The colours are in use.').waitFor();
    assert.equal(await background(page, '#bdg-nav'), 'rgb(11, 93, 59)');
    await look(page);
    await field(page, 'Your logo').or(field(page, 'Another logo')).first().setInputFiles(file('tests/fixtures/pictures/photo.jpg'));
    await button(page, 'Use this logo').click();
    await page.getByRole('img', { name: 'The logo in use' }).waitFor();
    await look(page);
    await undo(page, 'Remove the logo');
    await undo(page, 'Back to the original colours');
    await page.waitForFunction(() => getComputedStyle(document.querySelector('#bdg-nav')).backgroundColor !== 'rgb(11, 93, 59)');
  }));

  test(`a landing page, ${how}`, () => member(options, async (page) => {
    const words = `Courses for everyone, ${how}.`;
    await page.goto('admin');
    await menu(page, 'Look and feel');
    await link(page, 'Landing page').click();
    await arrive(page, /^Landing page/);
    await field(page, 'Introduction').fill(words);
    await field(page, 'Text').fill('## Why\n\nBecause you **learn**.');
    await look(page);
    await button(page, /^(Publish|Save) the landing page$/).click();
    await page.locator('h1 .bdg-state-good').waitFor();
    const address = await link(page, 'Open it').evaluate((a) => a.href);
    await nobody(options, async (stranger) => {
      await stranger.goto(address);
      await stranger.getByText(words).waitFor();
      await stranger.getByRole('heading', { name: 'Why' }).waitFor();
      await look(stranger);
    });
  }));

  test(`the words of the award mail, ${how}`, () => member(options, async (page) => {
    const me = demo.login.email, mails = mailCount(me), subject = `Well done ${how}, {{recipient.name}}`;
    await page.goto('admin');
    await menu(page, 'Mail texts');
    await look(page);
    await page.getByRole('table', { name: /award|badge/i }).first().getByRole('link', { name: 'All languages' }).click();
    await field(page, 'Subject').fill(subject);
    await field(page, 'With the values of').selectOption({ index: 1 });
    await button(page, 'Show the preview').click();
    const name = (await field(page, 'With the values of').locator('option:checked').innerText()).split(',')[0];
    await page.locator('.bdg-mail-head').getByText(subject.replace('{{recipient.name}}', name)).waitFor();
    await look(page);
    await page.getByText('As plain text').click();
    await page.locator('.bdg-mail-plain').getByText(/http/).waitFor();
    await button(page, `Send a test to ${me}`).click();
    await page.getByText(`A test is on its way to ${me}.`).waitFor();
    const mail = await mailTo(me, mails);
    assert.ok(mail.text.includes(name) || mail.text.includes('Content-Type: multipart'), mail.subject);
    await button(page, 'Use this text').click();
    await page.getByText('Your own text.').waitFor();
    await look(page);
    await button(page, 'Back to the original text').click();
    await page.getByText('The original text is used again.').waitFor();
  }));
}
