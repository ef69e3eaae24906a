// A graphic is drawn by what is written on the page, at every width, put in the library, and used in a badge.
import { test } from 'node:test';
import { arrive, button, field, link, menu, newBadge } from './errand.mjs';
import { WAYS, look, visitors } from './support.mjs';

const { member } = visitors();
const mark = Date.now().toString(36);

for (const [how, options] of WAYS) {
  test(`a graphic is drawn and used in a badge, ${how}`, () => member(options, async (page) => {
    const name = `Harbour light ${how} ${mark}`, sketch = page.locator('#sketch img').first();
    // Does something, and waits until the picture is another one.
    const changes = async (act) => {
      const was = await sketch.getAttribute('src');
      await act();
      await page.waitForFunction((src) => document.querySelector('#sketch img').getAttribute('src') !== src, was);
    };
    const choose = (group, words) => changes(() => page.getByRole('group', { name: group, exact: true }).locator('label', { hasText: words }).first().click());
    await page.goto('admin');
    await menu(page, 'Graphics library');
    await link(page, 'Create graphic').click();
    await link(page, 'Start with an empty badge').click();
    await arrive(page, 'Draw a graphic');
    await look(page);
    await choose('Shape', 'Hexagon');
    await choose('Colours', 'Forest');
    await field(page, 'Find an icon').fill('swim');
    await changes(() => page.locator('.bdg-icon-choice:visible').first().click());
    await changes(() => page.getByRole('combobox', { name: 'Ribbon', exact: true }).selectOption({ index: 1 }));
    await changes(() => field(page, 'Text on the ribbon').fill('PILOT'));
    await changes(() => field(page, 'Text around the top').fill('HARBOUR'));
    await field(page, 'Name').fill(name);
    await look(page);
    await button(page, 'Put it in the library').click();
    await arrive(page, name);
    await look(page);
    await newBadge(page, `Harbour Pilot ${how} ${mark}`, { graphic: name });
    await page.getByRole('img', { name: /picture/ }).first().waitFor();
    await look(page);
    await menu(page, 'Graphics library');
    await page.getByRole('link', { name, exact: true }).first().click();
    await link(page, `Harbour Pilot ${how} ${mark}`).waitFor();
    await link(page, 'Change the drawing').click();
    await choose('Shape', 'Shield');
    await look(page);
    await button(page, 'Save the graphic').click();
    await page.getByText('It shows everywhere now').waitFor();
  }));
}
