// Two administrators with the same thing open: the second is told, sees both, and saves with Enter what they typed, or takes what is saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrive, button, field, find, link, menu, newBadge } from './errand.mjs';
import { WAYS, look, visitors } from './support.mjs';

const { member } = visitors();
const mark = Date.now().toString(36);

// How each thing is made, and its form opened.
const THINGS = [
  ['a badge', async (page, name) => {
    await page.goto(`${await newBadge(page, name)}/details`);
  }],
  ['an issuer', async (page, name) => {
    await menu(page, 'Issuers');
    await link(page, 'New issuer').click();
    for (const [label, words] of [['Name', name], ['Web address', 'https://pair.example'], ['Email address', 'pair@pair.example']]) await field(page, label).fill(words);
    await button(page, 'Create the issuer').click();
    await arrive(page, name);
    await link(page, 'Edit').click();
  }],
  ['a group', async (page, name) => {
    await menu(page, 'Groups');
    await link(page, /^(New group|Make the first group)$/).click();
    await field(page, 'Name').fill(name);
    await button(page, 'Make the group').click();
    await arrive(page, name);
    await link(page, 'Edit').click();
  }],
  ['an organisation', async (page, name) => {
    await menu(page, 'Organisations');
    await page.locator('.bdg-tree-row a').first().click();
    await link(page, 'Add organisation').click();
    await field(page, 'Name').fill(name);
    await button(page, 'Add the organisation').click();
    await arrive(page, name);
    await link(page, 'Edit').click();
  }],
  ['a role', async (page, name) => {
    await menu(page, 'Roles');
    await link(page, 'New role').click();
    await field(page, 'Display name').fill(name);
    await field(page, 'Name').fill(name.replace(/\W+/g, '_').toLowerCase());
    await page.getByLabel(/^Change badges/).check();
    await button(page, 'Create the role').click();
    await arrive(page, name);
    await link(page, /^(Edit|Change)/).click();
  }],
];

const save = (page) => page.locator('#edit .btn-primary').last();
// What the thing is called, in its form.
const title = (page) => field(page, 'Display name').or(field(page, 'Name')).first();

for (const [how, options] of WAYS) {
  for (const [what, make] of THINGS) {
    test(`two change ${what}, ${how}`, () => member(options, (one) => member({}, async (two) => {
      const name = `Pair ${what} ${how} ${mark}`;
      await one.goto('admin');
      await make(one, name);
      const form = one.url(), told = (page) => page.locator('.bdg-differences').waitFor();
      const first = async (words) => {
        await two.goto(form);
        await title(two).fill(words);
        await save(two).click();
        await two.locator('.bdg-alert-success').waitFor();
      };
      await one.goto(form);
      await first(`${name}, the other`);
      await title(one).fill(`${name}, mine`);
      await title(one).press('Enter');
      await told(one);
      one.trouble.splice(0);      // the browser calls a 409 an error
      await one.getByRole('cell', { name: `${name}, the other` }).waitFor();
      await one.getByRole('cell', { name: `${name}, mine` }).waitFor();
      assert.equal(await title(one).inputValue(), `${name}, mine`, 'nothing typed is lost');
      await look(one);
      await title(one).press('Enter');      // saves, and takes nothing of what is saved
      await one.locator('.bdg-alert-success').waitFor();
      await two.goto(form);
      assert.equal(await title(two).inputValue(), `${name}, mine`);

      await one.goto(form);
      await first(`${name}, again`);
      await title(one).fill(`${name}, lost`);
      await save(one).click();
      await told(one);
      one.trouble.splice(0);
      await one.getByRole('button', { name: /ame: use what is saved$/ }).first().click();
      await one.waitForFunction((words) => [...document.querySelectorAll('#edit input')].some((input) => input.value === words), `${name}, again`);
      await save(one).click();
      await one.locator('.bdg-alert-success').waitFor();
      await two.goto(form);
      assert.equal(await title(two).inputValue(), `${name}, again`);
    })));
  }
}
