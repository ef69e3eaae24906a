// People from a file: a wrong file is told, a right one is checked, looked at, corrected by its columns, invited by real mails, and taken back.
import { test } from 'node:test';
import { arrive, button, link, menu } from './errand.mjs';
import { WAYS, look, mailTo, visitors } from './support.mjs';

const { member } = visitors();
const mark = Date.now().toString(36);
const table = (rows) => ({ name: 'Year 7.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.map((row) => row.join(';')).join('\r\n')) });
const open = async (page) => {
  await menu(page, 'Users');
  await link(page, 'Import people').click();
  await arrive(page, 'Import people');
};
const found = (page, name, count) => page.locator('.bdg-sums > div', { hasText: name }).locator('dd', { hasText: new RegExp(`^${count}$`) }).waitFor();

for (const [n, [how, options]] of WAYS.entries()) {
  test(`people come from a file and are taken back, ${how}`, () => member(options, async (page) => {
    const email = (who) => `${who}.${n}.${mark}@example.org`;
    await page.goto('admin');
    await open(page);
    await look(page);
    await page.getByLabel('The file with the people').setInputFiles({ name: 'people.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%\xe2\xe3\n') });
    await button(page, 'Upload and check').click();
    await page.locator('#file-error', { hasText: /\w/ }).waitFor();
    await look(page);
    page.trouble.splice(0);      // the browser calls a 422 an error
    await page.getByLabel('The file with the people').setInputFiles(table([['E-Mail', 'Vorname', 'Nachname', 'Room'], [email('ada'), 'Ada', `Byron ${how}`, '1'],
      [email('jose'), 'José', `Ruiz ${how}`, '2'], ['nowhere', 'Kit', `Lane ${how}`, '3']]));
    await button(page, 'Upload and check').click();
    await button(page, 'Invite 2 people').waitFor();
    await found(page, 'Wrong', 1);
    await page.getByText('An email address needs exactly one @ sign').first().waitFor();
    await look(page);
    await link(page, 'Change the columns').click();
    await arrive(page, 'What the columns mean');
    await look(page);
    await page.goBack();
    await button(page, 'Invite 2 people').click();
    await button(page, 'Undo this').waitFor();
    await found(page, 'Invited', 2);
    await look(page);
    await mailTo(email('ada'));
    await mailTo(email('jose'));
    await link(page, 'Invited').click();
    await page.getByText(email('jose')).waitFor();
    await look(page);
    await button(page, 'Undo this').click();
    await found(page, 'Taken back', 2);
    await look(page);
  }));
}
