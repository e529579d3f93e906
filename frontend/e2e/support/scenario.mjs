/** One scenario: a backend of its own with an open profile, and a page that is logged in. */
import assert from 'node:assert/strict';
import { startBackend } from './backend.mjs';
import { openPage, withScreenshot } from './browser.mjs';
import { seedProfile } from './session.mjs';

/** `allowProblems`: the scenario makes the page log errors on purpose. */
export async function withProfile(browser, name, run, { page: pageOptions = {} } = {}) {
  const backend = await startBackend();
  const page = await openPage(browser, pageOptions);
  try {
    await seedProfile(backend, { close: false });
    await withScreenshot(page, name, async () => {
      await page.goto(backend.link);
      await page.getByRole('navigation', { name: 'Pages' }).waitFor();
      await run(page, backend);
    });
    assert.deepEqual(page.problems, []);
  }
  finally {
    await page.context().close();
    await backend.stop();
  }
}

/** Goes to a page of the client without loading it anew. */
export async function visit(page, hash) {
  await page.evaluate(to => { window.location.hash = to; }, hash);
}

/** Waits until what is read is as expected: a page shows what was done a moment later. Fails as `assert.equal` does. */
export async function settled(read, expected, seconds = 5) {
  const until = performance.now() + seconds * 1000;
  let found = await read();
  while (found !== expected && performance.now() < until) {
    await new Promise(done => { setTimeout(done, 50); });
    found = await read();
  }
  assert.equal(found, expected);
}
