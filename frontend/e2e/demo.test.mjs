import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { startBackend } from './support/backend.mjs';
import { launchBrowser, openPage, withScreenshot } from './support/browser.mjs';
import { visit } from './support/scenario.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

/** A page, and a text that is only there when it shows something. */
const PAGES = [
  ['#/accounts', 'Everyday wallet'], ['#/balances', 'Ethereum'], ['#/history', 'Swap 250 EUR'], ['#/history/unmatched', 'Everything is matched'], ['#/import', 'bitstamp.csv'], ['#/reconcile', '+0.35'],
  ['#/taxes', 'Germany'], ['#/taxes/lots', 'sell?'], ['#/taxes/rules', 'When a balance is corrected'], ['#/performance', 'Return over time'], ['#/assets', 'Assets'],
  ['#/address-book', 'Mira'], ['#/backups', 'Backups'], ['#/settings', 'Settings'], ['#/api', 'API'],
];

const TABLES = ['#/accounts', '#/balances', '#/balances/manual', '#/history/unmatched', '#/import', '#/reconcile', '#/taxes', '#/taxes/lots', '#/assets/prices', '#/assets/historic', '#/address-book'];

/** What a phone must not cut off: figures, and buttons at the end of a row. */
const findCut = page => page.evaluate(() => [
  ...[...document.querySelectorAll(':is(main, [role=dialog]) :is(td, th).right')].filter(cell => cell.clientWidth > 0 && cell.scrollWidth > cell.clientWidth).map(cell => cell.textContent.trim()),
  ...document.documentElement.scrollWidth > window.innerWidth ? ['the page itself'] : [],
]);

describe('demo', () => {
  it('is built by a button at the first run, can be cancelled, and shows something on every page, on a phone too', async () => {
    const backend = await startBackend();
    const page = await openPage(browser);
    try {
      await withScreenshot(page, 'demo', async () => {
        await page.goto(backend.link);
        const start = page.getByRole('button', { name: 'Look around in a demo portfolio' });
        await start.click();
        await page.getByRole('button', { name: 'Cancel' }).click();
        await start.waitFor();
        assert.deepEqual(await findViolations(page), []);
        const own = new URL(backend.url).host;
        const begun = performance.now();
        await start.click();
        await page.waitForURL(url => url.host !== own, { timeout: 60_000 });
        await page.getByText('Net worth', { exact: true }).waitFor();
        await page.getByText('Worked out from your history until', { exact: false }).waitFor();
        console.log(`# from the button to the dashboard: ${Math.round(performance.now() - begun)} ms`);
        for (const [hash, text] of PAGES) {
          await visit(page, hash);
          await page.getByText('made-up data on a local chain', { exact: false }).waitFor();
          await page.locator('main').getByText(text, { exact: false }).filter({ visible: true }).first().waitFor({ timeout: 10_000 });
        }
        await visit(page, '#/history');
        // The address has a name in the address book.
        await page.getByText('Send 0.25 ETH to Binance').waitFor();
        await page.setViewportSize({ width: 390, height: 844 });
        for (const [hash, text] of [...PAGES, ['#/balances/manual', 'Hardware wallet'], ['#/assets/prices', 'USDC'], ['#/assets/historic', 'USDC'], ['#/taxes/reports/1', 'By category']]) {
          await visit(page, hash);
          await page.locator('main').getByText(text, { exact: false }).filter({ visible: true }).first().waitFor();
          assert.deepEqual(await findCut(page), [], hash);
        }
        // German words are longer.
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox').fill('Deutsch');
        await page.getByRole('option', { name: 'Switch the language to Deutsch' }).click();
        await page.locator('html[lang="de"]').waitFor();
        for (const hash of TABLES) {
          await visit(page, hash);
          await page.locator('main tbody tr:not(.plain)').first().waitFor();
          assert.deepEqual(await findCut(page), [], `${hash} in German`);
        }
        await visit(page, '#/taxes/reports/2');
        // One price of the year before is missing, so that the list of what is to fix can be seen.
        await page.getByRole('tab', { name: /Zu klären/ }).click();
        await page.getByLabel('Preis von ATOM', { exact: false }).waitFor();
        await page.getByRole('tab', { name: /Zeilen/ }).click();
        await page.locator('main tbody tr:not(.plain)').first().waitFor();
        assert.deepEqual(await findCut(page), [], 'lines of a report in German');
        await visit(page, '#/');
        await page.locator('main tbody tr:not(.plain)').first().click();
        await page.getByRole('dialog', { name: /Wo BTC liegt/ }).locator('tbody tr:not(.plain)').first().waitFor();
        assert.deepEqual(await findCut(page), [], 'holdings in German');
        await page.keyboard.press('Escape');
        assert.deepEqual(page.problems, []);
      });
    }
    finally {
      await page.context().close();
      await backend.stop();
    }
  });
});
