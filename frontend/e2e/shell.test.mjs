import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { startBackend } from './support/backend.mjs';
import { launchBrowser, openPage, withScreenshot } from './support/browser.mjs';
import { login, seedProfile } from './support/session.mjs';

let browser;
let backend;
let page;

const savings = { asset: 'EUR', label: 'Savings', amount: '1234.56', location: 'banks', balance_type: 'asset', tags: null };

before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });
beforeEach(async () => {
  backend = await startBackend();
  await seedProfile(backend, { close: false });
  await backend.api('PUT', '/balances/manual', { balances: [savings] });
  await backend.api('PATCH', '/users/anna', { action: 'logout' });
});
afterEach(async () => {
  await page?.context().close();
  await backend?.stop();
});

async function openDashboard(options) {
  page = await openPage(browser, options);
  await login(page, backend);
  await page.locator('.total .num').waitFor();
}

const total = () => page.locator('.total').innerText();

describe('dashboard', () => {
  it('shows what a script adds without a reload', async () => {
    await openDashboard();
    await withScreenshot(page, 'push', async () => {
      assert.match(await total(), /€1,234\.56/);
      await backend.api('PUT', '/balances/manual', { balances: [{ ...savings, label: 'More', amount: '1000' }] });
      await page.getByText('€2,234.56').first().waitFor();
      assert.deepEqual(page.problems, []);
    });
  });

  it('says that a total is a lower bound while a price is unknown', async () => {
    await backend.api('POST', '/users/anna', { password: 'harbour lantern 42' });
    await backend.api('PUT', '/balances/manual', { balances: [{ ...savings, asset: 'eip155:1/erc20:0x6982508145454Ce325dDbE47a25d4ec3d2311933', label: 'Token', amount: '5' }] });
    await backend.api('PATCH', '/users/anna', { action: 'logout' });
    await openDashboard();
    await withScreenshot(page, 'lower-bound', async () => {
      assert.match(await total(), /at least\s*€1,234\.56/);
      await page.getByRole('link', { name: 'Set price' }).first().waitFor();
      await page.getByText('without one asset whose price is unknown').waitFor();
    });
  });

  it('leads from a total to its parts', async () => {
    await openDashboard();
    await withScreenshot(page, 'holdings', async () => {
      await page.getByRole('row', { name: /EUR/ }).click();
      const sheet = page.getByRole('dialog', { name: /Where EUR is held/ });
      await sheet.getByText('Savings').waitFor();
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
    });
  });

  it('opens at the page that was asked for, after the login', async () => {
    page = await openPage(browser);
    await page.goto(backend.link);
    await page.getByLabel('Password', { exact: true }).waitFor();
    await page.goto(`${backend.url}#/backups`);
    await page.getByLabel('Password', { exact: true }).fill('harbour lantern 42');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('heading', { name: 'Backups', level: 1 }).waitFor();
  });
});

describe('shell', () => {
  it('is driven by the keyboard', async () => {
    await openDashboard();
    await withScreenshot(page, 'keyboard', async () => {
      await page.keyboard.press('g');
      await page.keyboard.press('b');
      await page.getByRole('heading', { name: 'Balances', level: 1 }).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('address b');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Address book', level: 1 }).waitFor();
      await page.keyboard.press('/');
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'search');
      assert.deepEqual(page.problems, []);
    });
  });

  it('finds an asset that is held', async () => {
    await openDashboard();
    await withScreenshot(page, 'find-asset', async () => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('euro');
      await page.getByRole('option', { name: /EUR · Euro/ }).click();
      await page.getByRole('dialog', { name: /Where EUR is held/ }).getByText('Savings').waitFor();
      await page.keyboard.press('Escape');
      assert.ok(!page.url().includes('asset='));
    });
  });

  it('hides every amount in privacy mode, and remembers it', async () => {
    await openDashboard();
    await withScreenshot(page, 'privacy', async () => {
      await page.keyboard.press('h');
      await page.locator('.total .masked').waitFor();
      assert.ok(!(await page.locator('main').innerText()).includes('1,234'));
      await page.waitForTimeout(800);
      await page.reload();
      await page.locator('.total .masked').waitFor();
    });
  });

  it('changes the main currency, without old figures under the new symbol', async () => {
    await openDashboard();
    await withScreenshot(page, 'currency', async () => {
      const seen = [];
      await page.exposeFunction('tell', text => { seen.push(text); });
      await page.evaluate(() => new MutationObserver(() => window.tell(document.querySelector('.total')?.textContent ?? '')).observe(document.body, { subtree: true, childList: true, characterData: true }));
      await page.getByRole('button', { name: 'Main currency: EUR' }).click();
      await page.getByRole('menuitem', { name: /^GBP/ }).click();
      await page.getByText(/£[\d,.]+/).first().waitFor();
      assert.equal((await backend.api('GET', '/settings')).main_currency, 'GBP');
      assert.deepEqual(seen.filter(text => text.includes('£1,234.56')), []);
    });
  });

  it('says when the backend is gone', async () => {
    await openDashboard();
    await backend.stop();
    await page.getByText('The connection to the program is lost.').waitFor({ timeout: 15_000 });
  });
});

describe('accessibility', () => {
  for (const colorScheme of ['light', 'dark']) {
    it(`finds no fault on login and dashboard (${colorScheme})`, async () => {
      page = await openPage(browser, { colorScheme });
      await page.goto(backend.link);
      await page.getByLabel('Password', { exact: true }).waitFor();
      assert.deepEqual(await findViolations(page), []);
      await login(page, backend);
      await page.locator('.total .num').waitFor();
      await page.waitForTimeout(500);
      assert.deepEqual(await findViolations(page), []);
    });
  }

  it('fits a phone without scrolling sideways', async () => {
    await openDashboard({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    await withScreenshot(page, 'phone', async () => {
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0);
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('link', { name: 'Accounts' }).click();
      await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor();
    });
  });
});
