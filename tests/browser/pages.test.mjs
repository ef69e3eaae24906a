// Every page of pages.json: its status, axe, no trouble, no sideways scrolling; on a phone in the dark and on a desk in the light.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WIDTHS, at, checkPage, launch, open, pages, signIn } from './support.mjs';

let browser, storage;
before(async () => {
  browser = await launch();
  const page = await open(browser);
  await signIn(page);
  storage = await page.context().storageState();
  await page.context().close();
});
after(() => browser?.close());

for (const { name, path, status = 200, public: forAll } of pages()) {
  for (const [width, scheme] of [[WIDTHS.desktop, 'light'], [WIDTHS.phone, 'dark']]) {
    test(`${name}, ${width} pixels, ${scheme}`, async () => {
      const page = await open(browser, { width, scheme, storage: forAll ? undefined : storage });
      try {
        const answer = await page.goto(at(path));
        assert.equal(answer.status(), status, path);
        await checkPage(page);
      } finally {
        await page.context().close();
      }
    });
  }
}
