import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchBrowser } from './support/browser.mjs';
import { settled, visit, withProfile } from './support/scenario.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

async function pick(page, label, text) {
  const field = page.getByLabel(label, { exact: true }).first();
  await field.fill(text);
  await page.locator('.float-item').first().waitFor();
  await page.locator('.float-item', { hasText: text }).first().click();
}

describe('manual balances', () => {
  it('is added in four clicks and valued by a price that was set by hand', () => withProfile(browser, 'manual-balance', async (page, backend) => {
    await backend.api('PUT', '/assets/custom', { name: 'Flat', custom_asset_type: 'real estate' });
    await page.getByRole('link', { name: 'Balances', exact: true }).click();
    await page.getByRole('button', { name: 'Add a manual balance' }).first().click();
    await pick(page, 'Asset', 'Flat');
    await page.getByLabel('Amount', { exact: true }).fill('2');
    const started = Date.now();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('row', { name: /Flat/ }).first().waitFor();
    assert.ok(Date.now() - started < 2_000, 'saving must not wait for prices');

    // Nobody knows a price: it is unknown, not zero, and one click leads to setting it.
    await page.getByRole('row', { name: /Flat/ }).getByRole('link', { name: 'Set a price' }).click();
    await page.getByLabel('Price', { exact: true }).fill('150000.25');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('row', { name: /150,000.25/ }).waitFor();
    await visit(page, '#/balances/manual');
    await page.getByRole('row', { name: /Flat/ }).getByText('€300,000.50').waitFor();
    const { balances } = await backend.api('GET', '/balances/manual');
    assert.deepEqual(balances.map(({ amount, value, balance_type: kind }) => ({ amount, value, kind })), [{ amount: '2', value: '300000.5', kind: 'asset' }]);
  }));

  it('says at the field what is wrong, and refuses amounts that are none', () => withProfile(browser, 'manual-mistakes', async (page, backend) => {
    await visit(page, '#/balances/manual?add=1');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await settled(() => page.getByText('Please fill this in.').count(), 2);
    const amount = page.getByLabel('Amount', { exact: true });
    for (const wrong of ['NaN', '1e400', '1_000', '１２', '-5']) {
      await amount.fill(wrong);
      await page.getByText(wrong === '-5' ? 'This cannot be below zero.' : 'This is not an amount, or could be read in two ways. Write it like 1,234.5.').waitFor();
      await settled(() => amount.getAttribute('aria-invalid'), 'true');
    }
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await settled(() => page.evaluate(() => document.activeElement?.id === document.querySelector('[aria-invalid="true"]')?.id), true); // the first faulty field has the focus
    assert.equal(await page.locator('[role=listbox]').count(), 0, 'and its list does not cover what is wrong');
    await settled(() => page.getByText('Please fill this in.').count(), 1); // of the asset; the amount is there, and unreadable
    await amount.fill('0');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The amount must be above zero.').waitFor();
    // Esc asks before what was typed is lost, and a second one takes the question back.
    await amount.press('Escape');
    await page.getByText('Discard what you typed?').waitFor();
    await page.keyboard.press('Escape');
    await settled(() => page.getByText('Discard what you typed?').count(), 0);
    assert.equal(await amount.inputValue(), '0');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await settled(() => page.getByRole('dialog').count(), 0);
    await page.getByRole('button', { name: 'Add a manual balance' }).first().click();
    await settled(() => page.getByLabel('Amount', { exact: true }).inputValue(), '');
    await page.getByLabel('Amount', { exact: true }).press('Escape'); // nothing was typed
    await settled(() => page.getByRole('dialog').count(), 0);
    assert.deepEqual((await backend.api('GET', '/balances/manual')).balances, []);
  }));

  it('asks before another row or page takes the place of what was typed', () => withProfile(browser, 'manual-leave', async (page, backend) => {
    await backend.api('PUT', '/balances/manual', { balances: ['Cash', 'Safe'].map(label => ({ asset: 'EUR', amount: '1', label, location: 'banks', balance_type: 'asset' })) });
    await visit(page, '#/balances/manual?add=1');
    // Tab takes what Enter would take, even before the list is there.
    await page.getByLabel('Asset', { exact: true }).pressSequentially('USD');
    await page.keyboard.press('Tab');
    await settled(() => page.getByLabel('Asset', { exact: true }).inputValue(), 'USD');
    const amount = page.getByLabel('Amount', { exact: true });
    await amount.fill('7');
    await page.getByRole('row', { name: /Safe/ }).click();
    await page.getByText('Discard what you typed?').waitFor();
    await page.getByRole('button', { name: 'Keep editing' }).click();
    assert.equal(await amount.inputValue(), '7');
    await page.getByRole('link', { name: 'Assets & prices', exact: true }).click();
    await page.getByText('Discard what you typed?').waitFor();
    await page.keyboard.press('Enter'); // keeps editing
    await settled(() => page.getByText('Discard what you typed?').count(), 0);
    assert.match(page.url(), /balances\/manual/);
    await page.getByRole('row', { name: /Safe/ }).click();
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await settled(() => amount.inputValue(), '1');
    await amount.fill('2');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await settled(() => page.getByRole('dialog').count(), 0);
    await page.getByRole('link', { name: 'Assets & prices', exact: true }).click(); // saved: nothing to ask
    await settled(() => page.url().includes('balances/manual'), false);
  }));

  it('is deleted and put back', () => withProfile(browser, 'manual-undo', async (page, backend) => {
    await backend.api('PUT', '/balances/manual', { balances: [{ asset: 'EUR', amount: '12.34', label: 'Cash', location: 'banks', balance_type: 'liability' }] });
    await visit(page, '#/balances/manual');
    await page.getByRole('radio', { name: 'Liabilities (1)' }).click();
    await page.getByRole('button', { name: 'Actions for Cash' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('Cash deleted.').waitFor();
    assert.deepEqual((await backend.api('GET', '/balances/manual')).balances, []);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('row', { name: /Cash/ }).getByText('€12.34').waitFor();
    assert.equal((await backend.api('GET', '/balances/manual')).balances[0].balance_type, 'liability');
  }));
});

describe('prices in the past', () => {
  it('refuses a time in the future and keeps the form', () => withProfile(browser, 'price-future', async page => {
    await visit(page, '#/assets/historic');
    await page.getByRole('button', { name: 'Add a price' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Price', { exact: true }).fill('10');
    await dialog.getByLabel('Time', { exact: true }).fill('2199-01-01T00:00');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText('This time is in the future.').waitFor();
    await dialog.getByText('Please fill this in.').waitFor();
    await settled(() => dialog.getByLabel('Price', { exact: true }).inputValue(), '10');
  }));
});
