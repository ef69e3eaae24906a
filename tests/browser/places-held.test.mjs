// A role of one's own for a whole organisation: made, given to somebody, who then sees what it opens and nothing else; and taken again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accept, arrive, button, choose, field, invite, link, menu, person } from './errand.mjs';
import { WAYS, demo, look, visitors } from './support.mjs';

const { nobody, member } = visitors();
const mark = Date.now().toString(36);
const entries = (page) => page.locator('#bdg-nav .bdg-nav-list a').evaluateAll((all) => all.map((a) => a.textContent.trim()));

for (const [n, [how, options]] of WAYS.entries()) {
  test(`a custom role is given and taken, ${how}`, () => member(options, async (page) => {
    const role = `Badge designer ${how} ${mark}`, who = { first: 'Jonas', last: `Berg ${how}`, email: `jonas.${n}.${mark}@example.org` };
    await page.goto('admin');
    await menu(page, 'Roles');
    await link(page, 'New role').click();
    await field(page, 'Display name').fill(role);
    await field(page, 'Name').fill(`designer_${n}_${mark}`);
    await page.getByLabel(/^Change badges/).check();
    await look(page);
    await button(page, 'Create the role').click();
    await arrive(page, role);
    await page.getByText('Nobody here or below has this role.').waitFor();

    await invite(page, { ...who, role: 'User' });
    await nobody(options, async (theirs) => {
      await accept(theirs, who.email, 'nine pale lighthouses');
      await theirs.goto('admin');
      assert.ok(!(await entries(theirs)).includes('Managing badges'), 'a user administers nothing');
      await person(page, who);
      await choose(field(page, 'Place'), demo.organisation);
      await choose(field(page, 'Role'), role);
      await button(page, 'Give this role').click();
      await page.getByRole('cell', { name: role }).waitFor();
      await look(page);

      await theirs.reload();
      await menu(theirs, 'Managing badges');
      await look(theirs);
      const shown = await entries(theirs);
      for (const hidden of ['Users', 'Roles', 'Organisations', 'Audit log', 'Look and feel', 'Batches']) assert.ok(!shown.includes(hidden), `${hidden} is shown`);
      await link(theirs, 'Create badge').click();
      await arrive(theirs, /badge/i);

      await person(page, who);
      await choose(field(page, 'Role'), 'User');
      await button(page, 'Give this role').click();
      await page.getByRole('cell', { name: 'User', exact: true }).waitFor();
      await theirs.reload();
      await arrive(theirs, /not allowed|may not|permission/i);
      theirs.trouble.splice(0);
      await look(theirs);
    });
  }));
}
