/** What a list says while nothing is known yet, where it has no room, and where amounts are hidden. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { launchBrowser } from './support/browser.mjs';
import { visit, withProfile } from './support/scenario.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

const NEEDED = /\/(?:ping|info|users|settings)$/; // what the shell is made of

describe('a list', () => {
  it('claims nothing while its answer is under way', () => withProfile(browser, 'waiting', async page => {
    await page.route('**/api/1/**', async route => {
      if (NEEDED.test(new URL(route.request().url()).pathname)) await route.continue();
    });
    for (const [hash, heading, claim] of [['#/history/issues', 'History', 'No open issues'], ['#/assets', 'Assets & prices', '0 found'], ['#/api', 'API', '0 routes']]) {
      await visit(page, hash);
      await page.reload();
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await page.waitForTimeout(300);
      assert.equal((await page.locator('main').innerText()).includes(claim), false, hash);
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }));

  it('without anything leads to files, too, and an unknown address is told with a heading of its own', () => withProfile(browser, 'ways', async page => {
    await visit(page, '#/history');
    await page.locator('main').getByRole('link', { name: 'Import files' }).click();
    await page.getByRole('heading', { name: 'Import', level: 1 }).waitFor();
    await visit(page, '#/nowhere');
    await page.getByRole('heading', { name: 'There is no such page', level: 1 }).waitFor();
    assert.deepEqual(await findViolations(page), []);
  }));
});

describe('tabs', () => {
  it('show the one in force, where they have no room side by side', () => withProfile(browser, 'tabs', async page => {
    await page.setViewportSize({ width: 390, height: 844 });
    await visit(page, '#/assets/sources');
    const tab = page.getByRole('tab', { name: 'Price sources' });
    await tab.waitFor();
    await page.waitForFunction(() => {
      const [strip, active] = [document.querySelector('.tab-list'), document.querySelector('.tab[data-state=active]')].map(one => one.getBoundingClientRect());
      return active.left >= strip.left - 1 && active.right <= strip.right + 1;
    });
    assert.equal(await page.evaluate(() => window.scrollY), 0);
  }));
});
