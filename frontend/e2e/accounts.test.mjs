import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { anvilIsThere, cutOff, FUNDED, startAnvil, useOnly } from './support/anvil.mjs';
import { launchBrowser } from './support/browser.mjs';
import { settled, visit, withProfile } from './support/scenario.mjs';

let browser;
let anvil;
before(async () => {
  browser = await launchBrowser();
  if (anvilIsThere()) anvil = await startAnvil();
});
after(async () => {
  await browser.close();
  await anvil?.stop();
});

describe('adding addresses', { skip: !anvilIsThere() && 'anvil is not installed' }, () => {
  it('finds two addresses on a real node and shows what they hold', () => withProfile(browser, 'accounts-add', async (page, backend) => {
    await cutOff(backend, ['eth']);
    await useOnly(backend, 'eth', anvil.url);
    await backend.api('PUT', '/assets/prices/latest', { from_asset: 'ETH', to_asset: 'EUR', price: '2000.5' });

    // Three clicks from the dashboard: the page, the form, and its button.
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('button', { name: 'Add addresses' }).first().click();
    await page.getByRole('textbox', { name: 'Addresses' }).fill(`${FUNDED[0]} Cold wallet\n${FUNDED[1].toLowerCase()}\n${FUNDED[1]}`);
    await page.getByText('twice in this list').waitFor();
    await page.getByRole('button', { name: 'Add 2 addresses' }).click();

    await page.getByText('2 addresses looked up').waitFor({ timeout: 30_000 });
    const row = page.getByRole('row', { name: /Cold wallet/ });
    await row.getByText('€20,005,000.00').waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: 'Details of Cold wallet' }).click();
    await page.getByRole('button', { name: 'Details of Ethereum' }).click();
    await page.getByRole('row', { name: /ETH/ }).getByText('10,000').waitFor();
    const accounts = await backend.api('GET', '/blockchains/eth/accounts');
    assert.deepEqual(accounts.map(account => account.address).sort(), [...FUNDED].sort());
  }));

  it('keeps what was typed when the form has a mistake', () => withProfile(browser, 'accounts-mistake', async page => {
    await visit(page, '#/accounts?add=1');
    const field = page.getByRole('textbox', { name: 'Addresses' });
    const wrong = FUNDED[0].replace('f39F', 'F39f');
    await field.fill(`${wrong}\nnonsense`);
    await page.getByText('wrong checksum: a character is mistyped').waitFor();
    await page.getByText('not an address', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('2 entries cannot be used.').waitFor();
    await settled(() => field.getAttribute('aria-invalid'), 'true');
    assert.equal(await field.inputValue(), `${wrong}\nnonsense`);
  }));

  it('takes an address away and puts it back', () => withProfile(browser, 'accounts-delete', async (page, backend) => {
    await cutOff(backend, ['eth']);
    await useOnly(backend, 'eth', anvil.url);
    await backend.api('PUT', '/blockchains/eth/accounts', { accounts: [{ address: FUNDED[0], label: 'Old' }] });
    await visit(page, '#/accounts');
    await page.getByRole('button', { name: 'Actions for Old' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No addresses yet').waitFor();
    assert.deepEqual(await backend.api('GET', '/blockchains/eth/accounts'), []);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('row', { name: /Old/ }).waitFor();
    assert.equal((await backend.api('GET', '/blockchains/eth/accounts'))[0].label, 'Old');
  }));
});
