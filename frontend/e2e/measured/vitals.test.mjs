/**
 * What a user sees while a page comes: when the first paint is, when the page answers, how far things jump, and what the console says.
 * Times are measured against a fixed piece of work in the same browser, so that a slow or busy machine has a larger budget.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startBackend } from '../support/backend.mjs';
import { launchBrowser, openPage, withScreenshot } from '../support/browser.mjs';
import { login, seedProfile } from '../support/session.mjs';

const PAINT_MS = 500;
const INTERACTIVE_MS = 1_000;
const SHIFT = 0.05;
const WORK_MS = 220; // processor time of the fixed work on the machine of docs/benchmarks.md
const PAGES = [
  'accounts', 'balances', 'balances/manual', 'history', 'import', 'reconcile', 'taxes', 'taxes/lots', 'taxes/rules', 'performance', 'assets', 'address-book',
  'backups', 'settings', 'api', '',
];
let browser;
let backend;

before(async () => {
  backend = await startBackend();
  browser = await launchBrowser();
  await seedProfile(backend, { close: false });
  const assets = ['ETH', 'BTC', 'EUR', 'USD', 'GBP', 'CHF'];
  const balances = Array.from({ length: 60 }, (_, index) => ({
    asset: assets[index % assets.length], label: `Balance ${index}`, amount: `${index + 1}.25`, location: 'external', balance_type: 'asset', tags: null,
  }));
  await backend.api('PUT', '/balances/manual', { balances });
  for (let index = 0; index < 40; index += 1) {
    await backend.api('PUT', '/history/events', {
      entry_type: 'history event', group_identifier: `vital-${index}`, sequence_index: 0, timestamp: 1_700_000_000_000 + index * 86_400_000, location: 'external',
      event_type: 'receive', event_subtype: 'none', asset: assets[index % 3], amount: '1.5', user_notes: '',
    });
  }
  await backend.api('PATCH', '/users/anna', { action: 'logout' });
});
after(async () => {
  await browser?.close();
  await backend?.stop();
});

/** How many times longer than on an idle machine a fixed piece of work takes in this browser now; never below one. */
async function slowness(page) {
  const ms = await page.evaluate(() => {
    const measure = () => {
      const started = performance.now();
      let value = 1;
      for (let index = 0; index < 10_000_000; index += 1) value = (value * 16_807) % 2_147_483_647;
      const box = document.createElement('div');
      box.textContent = String(value);
      return performance.now() - started;
    };
    return [measure(), measure(), measure()].sort((one, other) => one - other)[1];
  });
  return Math.max(1, ms / WORK_MS);
}

function watch() {
  window.vitals = { shift: 0, sources: [] };
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      window.vitals.shift += entry.value;
      window.vitals.sources.push(...entry.sources.map(({ node }) => node?.parentElement?.className || node?.nodeName || '?'));
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

it('paints and answers within its budget', async t => {
  const calibration = await openPage(browser);
  const paints = [];
  for (let round = 0; round < 3; round += 1) { // the best of three: what the client costs, not what else the machine did
    const factor = await slowness(calibration);
    const page = await openPage(browser);
    await page.goto(backend.link, { waitUntil: 'commit' });
    await page.getByLabel('Password', { exact: true }).fill('typed'); // interactive: it takes what is typed
    const [paint, interactive] = await page.evaluate(() => [performance.getEntriesByName('first-contentful-paint')[0].startTime, performance.now()]);
    t.diagnostic(`first paint ${paint.toFixed(0)} ms, interactive ${interactive.toFixed(0)} ms, machine ${factor.toFixed(1)} times slower than idle`);
    paints.push({ paint: paint / factor, interactive: interactive / factor });
    assert.deepEqual(page.problems, []);
    await page.context().close();
  }
  const best = name => Math.min(...paints.map(one => one[name]));
  assert.ok(best('paint') < PAINT_MS, `first paint after ${best('paint')} ms`);
  assert.ok(best('interactive') < INTERACTIVE_MS, `interactive after ${best('interactive')} ms`);
  await calibration.context().close();
});

it('nothing jumps and nothing is complained of on any page', async t => {
  const page = await openPage(browser);
  await page.addInitScript(watch);
  await withScreenshot(page, 'vitals', async () => {
    await login(page, backend);
    await page.locator('.total .num').waitFor();
    await page.waitForTimeout(1_000);
    const found = {};
    for (const path of PAGES) {
      await page.evaluate(target => {
        window.vitals.shift = 0;
        window.vitals.sources = [];
        location.hash = `/${target}`;
      }, path);
      await page.locator('main h1, main h2').first().waitFor();
      await page.waitForTimeout(900);
      found[path || 'dashboard'] = await page.evaluate(() => ({ ...window.vitals }));
    }
    t.diagnostic(Object.entries(found).map(([name, { shift }]) => `${name} ${shift.toFixed(3)}`).join(', '));
    const jumping = Object.entries(found).filter(([, { shift }]) => shift > SHIFT);
    assert.deepEqual(jumping, []);
    assert.deepEqual(page.problems, []);
  });
  await page.context().close();
});
