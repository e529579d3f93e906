import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { startBackend } from './support/backend.mjs';
import { launchBrowser, openPage, withScreenshot } from './support/browser.mjs';
import { visit } from './support/scenario.mjs';
import { PASSWORD } from './support/session.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

const PAGES = ['/', '/accounts', '/balances', '/history', '/history/unmatched', '/import', '/reconcile', '/taxes', '/taxes/lots', '/taxes/rules', '/performance', '/assets', '/assets/prices', '/address-book', '/backups', '/settings', '/api'];
const RAW_KEY = /\b(?:account|asset|backup|history|import|nav|rule|setting|shell|tax|state|action)\.[a-z]\w+(?:\.\w+)*\b/;

const widest = page => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('German', () => {
  it('is chosen before there is a profile, speaks on every page, and fits on a phone', async () => {
    const backend = await startBackend();
    const page = await openPage(browser);
    try {
      await withScreenshot(page, 'german', async () => {
        await page.goto(backend.link);
        await page.getByLabel('Language').selectOption('de');
        await page.getByRole('heading', { name: 'Profil anlegen' }).waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
        assert.deepEqual(await findViolations(page), []);
        await page.getByLabel('Name', { exact: true }).fill('anna');
        await page.getByLabel('Passwort', { exact: true }).fill(PASSWORD);
        await page.getByLabel('Passwort wiederholen').fill(PASSWORD);
        await page.getByRole('button', { name: 'Profil anlegen' }).click();
        await page.getByRole('button', { name: 'Später' }).click();
        await page.getByRole('navigation', { name: 'Seiten' }).waitFor();

        await page.evaluate(() => { window.location.hash = '#/balances/manual'; });
        await backend.api('PUT', '/balances/manual', { balances: [{ asset: 'BTC', label: 'Tresor', amount: '1234.5', location: 'external', tags: [], balance_type: 'asset' }] });
        await page.getByText('1.234,5').first().waitFor();

        await backend.api('PUT', '/history/events', {
          entry_type: 'history event', timestamp: 1_650_000_000_000, group_identifier: 'gift', sequence_index: 0, location: 'external', event_type: 'receive',
          event_subtype: 'none', asset: 'BTC', amount: '1.5',
        });
        await visit(page, '#/history');
        await page.getByText('1,5 BTC empfangen').first().waitFor();

        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 900 });
          for (const hash of PAGES) {
            await visit(page, `#${hash}`);
            await page.locator('main').waitFor();
            await page.waitForTimeout(250);
            assert.equal(RAW_KEY.exec(await page.locator('body').innerText())?.[0] ?? null, null, hash);
            assert.ok(await widest(page) <= 0, `${hash} at ${String(width)} px is ${String(await widest(page))} px too wide`);
          }
        }
        await visit(page, '#/settings');
        await page.getByLabel('Sprache').selectOption('en');
        await page.getByRole('heading', { name: 'Settings' }).waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
        await visit(page, '#/history');
        await page.getByText('Receive 1.5 BTC').first().waitFor();
        assert.deepEqual(page.problems, []);
      });
    }
    finally {
      await page.context().close();
      await backend.stop();
    }
  });
});
