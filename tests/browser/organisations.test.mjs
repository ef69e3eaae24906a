// The tree of organisations, as whoever reorganises a college does it: two faculties, a team that moves from one to the other, one that goes and comes back,
// and the switch to another of one's places.
import { test } from 'node:test';
import { arrive, button, field, find, link, menu } from './errand.mjs';
import { WAYS, demo, look, visitors } from './support.mjs';

const { member } = visitors();
const mark = Date.now().toString(36);

async function add(page, above, name) {
  await menu(page, 'Organisations');
  await find(page, 'Search organisations', above, above);
  await arrive(page, above);
  await link(page, 'Add organisation').click();
  await field(page, 'Name').fill(name);
  await button(page, 'Add the organisation').click();
  await arrive(page, name);
}

for (const [how, options] of WAYS) {
  test(`a team moves, goes and comes back, ${how}`, () => member(options, async (page) => {
    const seen = () => look(page);
    const [arts, crafts, team] = [`Arts ${how} ${mark}`, `Crafts ${how} ${mark}`, `Pottery ${how} ${mark}`];
    await page.goto('admin');
    await add(page, demo.organisation, arts);
    await add(page, demo.organisation, crafts);
    await add(page, arts, team);
    await seen();
    await link(page, 'Edit').click();
    await field(page, 'Description').fill('Wheels, kilns and glazes.');
    await seen();
    await button(page, 'Save the details').click();
    await page.getByText('Wheels, kilns and glazes.').waitFor();

    await link(page, 'Move…').click();
    await find(page, 'Search the new place', crafts);
    await link(page, `Move it below ${crafts}`).click();
    await arrive(page, `Move ${team} below ${crafts}`);
    await page.getByText(`${team} leaves ${arts} and comes to lie below ${crafts}`).waitFor();
    await page.getByRole('heading', { name: 'Who will no longer see it' }).waitFor();
    await seen();
    await button(page, `Move it below ${crafts}`).click();
    await arrive(page, team);
    await page.locator('.bdg-crumbs').getByRole('link', { name: crafts }).waitFor();

    await page.locator('.bdg-crumbs').getByRole('link', { name: crafts }).click();      // one that holds another is not removed
    await arrive(page, crafts);
    await link(page, 'Remove…').click();
    await page.getByText('It still holds something that is in use.').waitFor();
    await seen();
    await link(page, 'Go back').click();
    await link(page, team).click();
    await arrive(page, team);
    await link(page, 'Remove…').click();
    await seen();
    await button(page, 'Remove the organisation').click();
    await page.getByText('You can bring it back here at any time.').waitFor();
    await page.locator('.bdg-crumbs').getByRole('link', { name: crafts }).click();
    await page.getByRole('heading', { name: 'Removed from below it' }).waitFor();
    await seen();
    await link(page, team).click();
    await button(page, 'Bring it back').click();
    await link(page, 'Remove…').waitFor();

    await button(page, 'Switch to it').click();
    const shown = page.locator('.bdg-org summary');
    const open = async () => { if (!(await shown.isVisible())) await page.getByRole('button', { name: 'Menu' }).click(); };
    await open();
    await shown.filter({ hasText: team }).waitFor();
    await shown.click();
    await seen();
    const all = page.getByRole('link', { name: 'All organisations' });      // where there are many, the menu holds the latest only
    if (await all.count()) {
      await all.click();
      await find(page, 'Search organisations', demo.organisation);
      await button(page, demo.organisation).click();
    } else {
      await page.locator('.bdg-org').getByRole('button', { name: demo.organisation, exact: true }).click();
    }
    await open();
    await shown.filter({ hasText: demo.organisation }).waitFor();
    await menu(page, 'Organisations');
    await seen();
  }));
}
