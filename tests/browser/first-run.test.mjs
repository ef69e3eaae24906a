// From a server on which nobody has an account to a first award, by following what the pages say is next.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checked, issue } from './errand.mjs';
import { checkPage, ctl, emptyInstance, file, launch, open } from './support.mjs';

let browser, instance;
before(async () => {
  instance = emptyInstance();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  instance?.end();
});

const button = (page, name) => page.getByRole('main').getByRole('button', { name }).click();

test('from an empty server to a first award', async () => {
  const page = await open(browser, { base: instance.base });
  await page.goto('/');
  await checkPage(page);
  await page.goto(ctl(instance.var, 'setup-link').trim());
  await checkPage(page);
  await page.getByLabel('Your organisation').fill('Northgate College');
  await page.getByLabel('Your name').fill('Robin Marlowe');
  await page.getByLabel('Your email address').fill('robin@northgate.example');
  await page.getByLabel('Password').fill('correct horse battery staple');
  await button(page, 'Create the organisation');
  await page.waitForURL('**/admin');
  await checkPage(page);

  // Each step of the dashboard's list leads to the page that does it, and is ticked afterwards.
  const next = async (steps) => {
    await page.goto('/admin');
    await checkPage(page);
    assert.equal(await page.locator('.bdg-checklist .is-done').count(), steps);
    assert.equal(await page.locator('.bdg-main .btn-primary').count(), 1, 'one primary button');
    await page.locator('.bdg-checklist .is-next a').click();
  };
  await next(0);
  const issuer = { Name: 'Faculty of Sport', 'Web address': 'https://www.northgate.example/sport', 'Email address': 'badges@northgate.example' };
  for (const [label, value] of Object.entries(issuer)) await page.getByRole('main').getByLabel(label).fill(value);
  await button(page, 'Create the issuer');
  await page.getByRole('heading', { name: 'Faculty of Sport' }).waitFor();

  await next(1);
  await page.setInputFiles('[name=picture]', file('conf/dev/graphics/water-safety.svg'));
  await page.getByText('water-safety.svg').waitFor();
  await button(page, 'Upload the graphic');
  await page.getByRole('heading', { name: 'water-safety' }).waitFor();

  await next(2);
  await page.getByRole('main').getByLabel('Name').fill('Water Safety');
  await page.getByLabel('Description').fill('Keeps people safe in and around a pool.');
  await button(page, 'Create the badge');
  await page.locator('.bdg-tile', { hasText: 'water-safety' }).click();
  assert.ok(await page.getByRole('radio', { name: 'water-safety' }).isChecked());
  await button(page, 'Save and continue');
  await page.getByLabel('Your own text').fill('Swim **200 metres**.');
  await button(page, 'Preview');
  await page.locator('#preview strong').getByText('200 metres').waitFor();
  await checkPage(page);
  await button(page, 'Save and continue');
  await page.goto('/admin/badges');
  await page.getByRole('link', { name: 'Water Safety' }).click();
  await checkPage(page);
  await button(page, 'Publish');
  await page.getByText('Published', { exact: true }).first().waitFor();

  await next(3);
  await checkPage(page);
  await page.getByLabel('Name of the batch').fill('The first');
  await button(page, 'Continue');
  await page.setInputFiles('#file', file('conf/dev/recipients.csv'));
  await button(page, 'Upload and check');
  await checked(page);
  await checkPage(page);
  await page.getByRole('link', { name: /^Continue with 14 rows/ }).click();
  await issue(page);
  await page.getByRole('link', { name: 'Amina Yusuf' }).click();
  await page.getByRole('link', { name: 'See the public page' }).click();
  await page.getByText(/^Verified/).first().waitFor();
  await page.goto('/admin');
  assert.equal(await page.locator('.bdg-checklist li').count(), 0, 'the first steps are done');
  await page.context().close();
});
