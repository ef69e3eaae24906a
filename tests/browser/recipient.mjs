// A recipient of the demo, signed in by a mailed link: for the pages below /me, made once for an instance.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { button, link } from './errand.mjs';
import { demo, file, here, mailCount, mailTo, open } from './support.mjs';

export const ADDRESS = 'mira.lindqvist@example.org';
const stage = (...args) => execFileSync('/usr/bin/python3', [file('tests/browser/stage.py'), ...args], { env: { ...process.env, VAR: here } });

/** Asks for a link to an address, and gives it. */
export async function askLink(page, address) {
  const before = mailCount(address);
  await page.goto('me/start');
  await page.fill('#email', address);
  await button(page, 'Send me the link').click();
  await page.getByRole('heading', { name: 'Look at your mail' }).waitFor();
  const { text } = await mailTo(address, before);
  return /https?:\/\/\S+\/me\/proof\?token=[\w-]+/.exec(text)[0];
}

export async function signInByLink(page, address) {
  await page.goto(await askLink(page, address));
  await button(page, 'See my credentials').click();
  await page.getByRole('heading', { name: 'Your credentials' }).waitFor();
}

/** { storage, places: { name: absolute address } } */
export async function recipient(browser) {
  const kept = join(here, 'recipient.json');
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
  stage('recipient');
  const page = await open(browser);
  await signInByLink(page, ADDRESS);
  stage('imported');
  const places = {};
  await page.goto('me');
  places.my_credential = await page.locator('.bdg-award h2 a').first().evaluate((a) => a.href);
  const others = await page.locator('.bdg-award h2 a').evaluateAll((all) => all.map((a) => a.href));
  await page.goto(others.at(-1));
  await button(page, 'Accept').click();
  for (const [n, address] of others.entries()) {
    await page.goto(address);
    if (n === 0) await page.fill('#name', 'For my application');
    await button(page, 'Put it in').click();
    await page.getByText('It is in the collection.').waitFor();
    places.my_collection = page.url();
  }
  await page.goto('me/imported');
  places.my_imported = await page.getByRole('link', { name: 'Boat Handling' }).evaluate((a) => a.href);
  await page.getByRole('link', { name: 'Harbour Radio Operator' }).click();
  await button(page, 'Put it in').click();
  await page.getByText('It is in the collection.').waitFor();
  places.collection = await link(page, 'See its page').evaluate((a) => a.href);
  const made = { storage: await page.context().storageState(), places };
  await page.context().close();
  writeFileSync(kept, JSON.stringify(made, null, 1));
  return made;
}
