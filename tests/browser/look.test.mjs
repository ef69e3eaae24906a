// An organisation makes the product its own: colours (with a preview while they are chosen, and without scripts), a logo and an icon, its landing page, the
// words of its mails. Strong colours of its own are the hardest case for contrast, so pages are checked in them, light and dark, at three widths.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, link } from './errand.mjs';
import { WIDTHS, checkPage, demo, file, mailCount, mailTo, visitors } from './support.mjs';

const STRONG = [{ nav: '#0b5d3b', nav_text: '#fdf6e3', highlight: '#facc15' }, { nav: '#fff7d6', nav_text: '#3b2f00', highlight: '#7b1113' }, { nav: '#7a005c', nav_text: '#ffffff', highlight: '#00e5ff' }];
const PAGES = ['admin', 'admin/badges', 'admin/credentials', 'admin/look', 'admin/mail-texts/award', 'admin/batches/new'];

const { nobody, member } = visitors();
// As it was made, for the tests of this file and for those that follow.
const asMade = () => member({}, async (page) => {
  await page.goto('admin/look');
  for (const name of [/^Back to the original/, /^Remove the logo/, /^Remove the icon/]) if (await button(page, name).count()) await button(page, name).click();
});
test('before: as it was made', asMade);

const choose = async (page, colours) => {
  for (const [name, value] of Object.entries(colours)) await page.fill(`#${name}`, value);
};
const colour = (page, selector, property) => page.locator(selector).first().evaluate((e, p) => getComputedStyle(e)[p], property);

test('colours with scripts: the preview follows, what cannot be read is told, the nearest is one click away', () => member({}, async (page) => {
  await page.goto('admin/look');
  await choose(page, { nav: '#0b5d3b', nav_text: '#5aa080', highlight: '#facc15' });
  await page.waitForFunction(() => getComputedStyle(document.querySelector('.bdg-look-preview .bdg-look-nav')).backgroundColor === 'rgb(11, 93, 59)');
  assert.notEqual(await colour(page, '.bdg-nav', 'backgroundColor'), 'rgb(11, 93, 59)', 'nothing is applied yet');
  await page.getByText('The navigation is hard to read: 2.5 to 1').waitFor();
  await button(page, 'Use it').click();
  assert.equal(await page.inputValue('#nav_text'), '#a6ccbb');
  await page.getByText('The navigation can be read: 4.5 to 1').waitFor();
  await checkPage(page);
  await button(page, 'Use these colours').click();
  await page.getByText('The colours are in use.').waitFor();
  assert.equal(await colour(page, '.bdg-nav', 'backgroundColor'), 'rgb(11, 93, 59)');
}));

test('colours without scripts: a button shows the preview', () => member({ scripts: false }, async (page) => {
  await page.goto('admin/look');
  await choose(page, STRONG[2]);
  await button(page, 'Preview').click();
  assert.equal(await page.inputValue('#nav'), '#7a005c');
  assert.match(await page.locator('#look-verdict').innerText(), /The navigation can be read/);
  assert.match(await page.locator('#look-stylesheet').getAttribute('href'), /\/look\/preview\/7a005c-ffffff-00e5ff\.css/);
}));

test('logo and icon: at the top of the menu, in the tab, on a phone', () => member({}, async (page) => {
  await page.goto('admin/look');
  await page.setInputFiles('#logo', file('tests/fixtures/pictures/photo.jpg'));
  await button(page, 'Use this logo').click();
  await page.getByText('The logo is in use.').waitFor();
  await page.setInputFiles('#icon', file('tests/fixtures/pictures/frames.gif'));
  await button(page, 'Use this icon').click();
  await page.getByText('The icon is in use.').waitFor();
  assert.ok(await page.locator('.bdg-brand-logo img').evaluate((img) => img.complete && img.naturalWidth > 0));
  assert.match(await page.locator('link[rel=icon]').getAttribute('href'), /\/pictures\//);
  await page.setViewportSize({ width: WIDTHS.phone, height: 844 });
  assert.ok(await page.locator('.bdg-top-name img').isVisible());
  await checkPage(page);
}));

for (const colours of STRONG) {
  test(`pages in ${colours.nav}, ${colours.nav_text}, ${colours.highlight} can be read, light and dark`, async () => {
    await member({}, async (page) => {
      await page.goto('admin/look');
      await choose(page, colours);
      await button(page, 'Use these colours').click();
      await page.getByText('The colours are in use.').waitFor();
    });
    for (const [width, scheme] of [[WIDTHS.desktop, 'light'], [WIDTHS.desktop, 'dark'], [WIDTHS.tablet, 'light'], [WIDTHS.phone, 'dark']])
      await member({ width, scheme }, async (page) => {
        for (const path of PAGES) {
          await page.goto(path);
          await checkPage(page);
        }
      });
  });
}

test('a landing page is written, looked at, published, read by a stranger and printed', () => member({}, async (page) => {
  await page.goto('admin/look/landing');
  await page.fill('#lead', 'Courses for everyone.');
  await page.fill('#body', '## Why\n\nBecause you **learn**.');
  const [preview] = await Promise.all([page.context().waitForEvent('page'), button(page, 'Preview').click()]);
  await preview.getByText('A preview, only you can see it.').waitFor();
  await preview.close();
  const publish = button(page, 'Publish the landing page').or(button(page, 'Save the landing page'));
  await publish.first().click();
  await page.locator('h1 .bdg-state-good').waitFor();
  const address = await link(page, 'Open it').evaluate((a) => a.href);
  for (const width of Object.values(WIDTHS))
    for (const scheme of ['light', 'dark'])
      await nobody({ width, scheme }, async (stranger) => {
        await stranger.goto(address);
        assert.equal(await stranger.locator('h2').first().innerText(), 'Why');
        assert.ok(await stranger.getByRole('link', { name: 'Sign in' }).isVisible());
        await checkPage(stranger);
      });
}));

test('an award mail is worded, previewed with somebody, and tried', () => member({}, async (page) => {
  const me = demo.login.email, before = mailCount(me);
  await page.goto('admin/mail-texts');
  await link(page, 'All languages').click();
  await page.fill('#subject', 'Well done, {{recipient.nam}}');
  await button(page, 'Show the preview').click();
  await page.getByText('There is no field {{recipient.nam}}.').first().waitFor();
  await page.fill('#subject', 'Well done, {{recipient.name}}');
  await page.selectOption('#award', { index: 1 });
  await button(page, 'Show the preview').click();
  const name = (await page.locator('#award option:checked').innerText()).split(',')[0];
  assert.match(await page.locator('.bdg-mail-head').innerText(), new RegExp(`Well done, ${name}`));
  await checkPage(page);
  await button(page, /^Send a test to/).click();
  await page.getByText('A test is on its way').waitFor();
  assert.match((await mailTo(me, before)).subject, /^\[Test\] Well done, |^=\?UTF-8/);
  await button(page, 'Use this text').click();
  await page.getByText('Your own text.').waitFor();
  await button(page, 'Back to the original text').click();
  await page.getByText('The original text is used again.').waitFor();
}));

test('after: as it was made', asMade);
