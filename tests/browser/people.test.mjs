// People: invited by a real mail, they choose a password and see their place; sent again; suspended; erased. Groups, and one act on many of them with its undo.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accept, arrive, button, field, find, invite, link, menu, person } from './errand.mjs';
import { WAYS, demo, look, mailCount, signIn, visitors } from './support.mjs';

const { nobody, member } = visitors();
const mark = Date.now().toString(36), PASSWORD = 'eleven brown teapots';

for (const [n, [how, options]] of WAYS.entries()) {
  test(`somebody is invited, comes, is suspended, comes back and is erased, ${how}`, () => member(options, async (page) => {
    const who = { first: 'Ines', last: `Okoro ${how}`, email: `ines.${n}.${mark}@example.org` };
    await page.goto('admin');
    await menu(page, 'Users');
    await look(page);
    await link(page, 'Invite somebody').click();
    await look(page);
    await invite(page, who);
    await page.getByText(`An invitation goes to ${who.email}`).waitFor();
    await look(page);
    await button(page, 'Send the invitation again').click();
    await page.getByText('less than a minute ago').waitFor();
    page.trouble.splice(0);      // the browser calls a 409 an error
    await nobody(options, async (theirs) => {
      await accept(theirs, who.email, PASSWORD);
      await theirs.getByText(`Welcome to ${demo.organisation}`).first().waitFor();
      await look(theirs);
      await person(page, who);
      await link(page, 'Suspend…').click();
      await look(page);
      await button(page, /^Suspend/).click();
      await button(page, 'End the suspension').waitFor();
      await look(page);
      await theirs.reload();
      assert.match(theirs.url(), /\/login/, 'who is suspended is signed out');
      await theirs.getByLabel(/^Email/).fill(who.email);
      await theirs.getByLabel('Password').fill(PASSWORD);
      await theirs.getByRole('button', { name: 'Sign in' }).click();
      await theirs.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
      await button(page, 'End the suspension').click();
      await link(page, 'Suspend…').waitFor();
      await signIn(theirs, { email: who.email, password: PASSWORD });
      await link(page, 'Erase…').click();
      await look(page);
      if (await page.locator('#words').count()) await page.locator('#words').fill(await page.locator('#words-help strong').innerText());
      await button(page, /^Erase/).click();
      await arrive(page, 'Users');
      await theirs.reload();
      assert.match(theirs.url(), /\/login/, 'who is erased is signed out');
    });
    await find(page, 'Search people', who.email);
    await page.getByText('Nobody matches').waitFor();
    await look(page);
  }));

  test(`a group moves on, and is moved back, ${how}`, () => member(options, async (page) => {
    const [first, second] = [`Year one ${how} ${mark}`, `Year two ${how} ${mark}`], last = `Holm ${how}`;
    await page.goto('admin');
    for (const name of [first, second]) {
      await menu(page, 'Groups');
      await link(page, /^(New group|Make the first group)$/).click();
      await field(page, 'Name').fill(name);
      await button(page, 'Make the group').click();
      await arrive(page, name);
    }
    await look(page);
    for (const name of ['Ada', 'Bea', 'Cyd']) await invite(page, { first: name, last, email: `${name}.${n}.${mark}@example.org`.toLowerCase(), place: first });
    await menu(page, 'Groups');
    await look(page);
    await find(page, 'Search groups', first, first);
    await page.getByRole('heading', { name: '3 members' }).waitFor();
    await look(page);
    await link(page, 'Search and act on them').click();
    await arrive(page, 'Users');
    for (const name of ['Ada', 'Cyd']) await page.getByLabel(`Choose ${last}, ${name}`).check();
    await page.getByLabel('Group that they go to').selectOption({ label: second });
    await look(page);
    await button(page, `Move there from ${first}…`).click();
    await arrive(page, /^Move 2 people/);
    await look(page);
    await button(page, /^Move 2 people/).click();
    await page.getByRole('heading', { name: 'What became of them' }).waitFor();
    await button(page, 'Undo this').waitFor();
    await look(page);
    const members = async (group, words) => {
      await menu(page, 'Groups');
      await find(page, 'Search groups', group, group);
      await page.getByRole('heading', { name: words }).waitFor();
    };
    const act = page.url();
    await members(first, '1 member');
    await members(second, '2 members');
    await page.goto(act);
    await button(page, 'Undo this').click();
    await page.getByRole('heading', { name: 'What became of them' }).waitFor();
    await members(first, '3 members');
  }));
}

test('who is known is offered, and is in two places then', () => member({}, async (page) => {
  const who = { first: 'Kim', last: 'Known', email: `kim.${mark}@example.org` }, group = `Choir ${mark}`;
  await page.goto('admin');
  await invite(page, who);
  const mails = mailCount(who.email);
  await menu(page, 'Groups');
  await link(page, /^(New group|Make the first group)$/).click();
  await field(page, 'Name').fill(group);
  await button(page, 'Make the group').click();
  await arrive(page, group);
  await link(page, 'Invite somebody').click();
  await field(page, 'Email address').fill(who.email);
  await field(page, 'First name').fill('Kim');
  await button(page, 'Send the invitation').click();
  await button(page, /^Add Kim Known to this place/).click();
  await arrive(page, 'Kim Known');
  await page.getByRole('link', { name: group }).waitFor();
  assert.ok(mailCount(who.email) <= mails + 1);
}));
