import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { anvilIsThere, startAnvil } from './support/anvil.mjs';
import { launchBrowser } from './support/browser.mjs';
import { visit, withProfile } from './support/scenario.mjs';
import { PASSWORD } from './support/session.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

describe('settings', () => {
  it('are found by a word, saved in place and refused at the field', () => withProfile(browser, 'settings-save', async (page, backend) => {
    await visit(page, '#/settings');
    await page.getByLabel('Search all settings').fill('snapshot');
    const field = page.getByLabel('Keep a snapshot every');
    await field.waitFor();
    assert.equal(await page.getByLabel('Main currency', { exact: true }).isVisible(), false);
    await field.fill('0');
    await field.press('Enter');
    await page.getByText('A whole number from 1 to 8760.').waitFor();
    assert.equal((await backend.api('GET', '/settings')).balance_save_frequency, 24);
    await field.fill('12');
    await field.press('Enter');
    await page.getByText('Saved', { exact: true }).waitFor();
    assert.equal((await backend.api('GET', '/settings')).balance_save_frequency, 12);
  }));

  it('changes the order of price sources by keyboard', () => withProfile(browser, 'settings-order', async (page, backend) => {
    const before = (await backend.api('GET', '/settings')).current_price_oracles;
    await visit(page, '#/settings/prices');
    const list = page.getByRole('list', { name: 'Prices of now' });
    await list.getByRole('listitem').first().focus();
    await page.keyboard.press('Alt+ArrowDown');
    await page.waitForTimeout(500);
    const now = (await backend.api('GET', '/settings')).current_price_oracles;
    assert.deepEqual(now, [before[1], before[0], ...before.slice(2)]);
  }));

  it('refuses a wrong password and a wrong node address at their fields', () => withProfile(browser, 'settings-mistakes', async page => {
    await visit(page, '#/settings/security');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByLabel('Current password').fill('not the password');
    await page.getByLabel('New password', { exact: true }).fill('another long password');
    await page.getByLabel('Repeat the password').fill('another long password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('This password is not right.').waitFor();
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Password changed.').waitFor({ timeout: 20_000 });

    await visit(page, '#/settings/nodes');
    await page.getByRole('button', { name: 'Add a node' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('mine');
    await dialog.getByLabel('Address', { exact: true }).fill('localhost:8545');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText(/This is no address of a node/).waitFor();
  }));
});

describe('a chain of one\'s own', { skip: !anvilIsThere() && 'anvil is not installed' }, () => {
  it('is added by the address of its node, used and removed', async () => {
    const anvil = await startAnvil({ chainId: 777123 });
    try {
      await withProfile(browser, 'own-chain', async (page, backend) => {
        await visit(page, '#/settings/chains');
        const panel = page.getByRole('region', { name: 'More chains' });
        await panel.getByLabel('Address of a node of the chain').fill('nonsense');
        await panel.getByRole('button', { name: 'Add the chain' }).click();
        await panel.getByText(/This is no address of a node/).waitFor();
        await panel.getByLabel('Address of a node of the chain').fill(anvil.url);
        await panel.getByLabel('Name of the chain').fill('Garden');
        await panel.getByLabel('Coin').fill('LEAF');
        await panel.getByRole('button', { name: 'Add the chain' }).click();
        await panel.getByRole('row', { name: /Garden/ }).getByText('777123').waitFor({ timeout: 20_000 });
        const chain = (await backend.api('GET', '/blockchains/supported')).find(entry => entry.chain_id === 777123);
        assert.equal(chain.name, 'Garden');
        await panel.getByRole('button', { name: 'Delete' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
        await page.getByText('777123').waitFor({ state: 'detached' });
      });
    }
    finally {
      await anvil.stop();
    }
  });
});

describe('address book, tags and notes', () => {
  it('keep what is typed in and say what is missing', () => withProfile(browser, 'book', async (page, backend) => {
    await visit(page, '#/address-book');
    await page.getByRole('button', { name: 'Add a name' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address', { exact: true }).fill('0x123');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText('This is not an address: 0x and 40 hex digits.').waitFor();
    await dialog.getByLabel('Address', { exact: true }).fill('0x70997970C51812dc3A010C7d01b50e0d17dc79C8');
    await dialog.getByLabel('Name', { exact: true }).fill('Bakery');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('row', { name: /Bakery/ }).waitFor();

    await page.getByRole('button', { name: 'Notes' }).click();
    await page.getByRole('button', { name: 'Add a note' }).first().click();
    await page.getByLabel('Text', { exact: true }).fill('Ask the bakery');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Ask the bakery').waitFor();
    assert.equal((await backend.api('POST', '/notes', { location: 'address-book' })).entries[0].content, 'Ask the bakery');
  }));
});

describe('API page', () => {
  it('shows every route and tries one', () => withProfile(browser, 'api-page', async (page, backend) => {
    const document = await backend.api('GET', '/openapi');
    const count = Object.values(document.paths).reduce((sum, operations) => sum + Object.keys(operations).length, 0);
    await visit(page, '#/api');
    await page.getByText(`${count} routes.`).waitFor();
    await page.getByLabel('Search routes and fields').fill('get /ping');
    await page.getByRole('button', { name: /GET \/api\/1\/ping/ }).click();
    await page.getByText(`${backend.dataDirectory}/api-token`, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('pre', { hasText: /^true$/ }).waitFor();
  }));
});
