import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { launchBrowser } from './support/browser.mjs';
import { visit, withProfile } from './support/scenario.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

const HASH = `0x${'ab'.repeat(32)}`;
const ME = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const FIRST = 1_700_000_000_000;

const onChain = extra => ({
  entry_type: 'evm event', timestamp: FIRST, location: 'ethereum', location_label: ME, tx_ref: HASH, asset: 'ETH', amount: '1', event_type: 'spend', event_subtype: 'none', sequence_index: 0, ...extra,
});

/** Two events of one transaction, and some others. */
async function seed(backend, others = 3) {
  await backend.api('PUT', '/history/events', onChain({ amount: '1.5' }));
  await backend.api('PUT', '/history/events', onChain({ sequence_index: 1, event_type: 'receive', asset: 'EUR', amount: '3000', user_notes: 'Sold some ether' }));
  for (let index = 0; index < others; index += 1) {
    await backend.api('PUT', '/history/events', {
      entry_type: 'history event', group_identifier: `other ${index}`, timestamp: FIRST + (index + 1) * 60_000, location: 'kraken', asset: 'BTC', amount: `0.${index + 1}`,
      event_type: 'receive', event_subtype: 'none', user_notes: `Gift number ${index}`,
    });
  }
}

describe('history', () => {
  it('says what to do while it is empty, and takes a trade by hand', () => withProfile(browser, 'history-add', async (page, backend) => {
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByText('No history yet').waitFor();
    await page.getByRole('button', { name: 'Add an event' }).first().click();
    await page.getByRole('radio', { name: 'Trade' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    assert.equal(await page.getByText('Please fill this in.').count(), 4);
    for (const [label, asset] of [['Given', 'EUR'], ['Received', 'ETH']]) {
      await page.getByLabel(label, { exact: true }).fill(asset);
      await page.locator('.float-item').first().waitFor();
      await page.locator('.float-item', { hasText: asset }).first().click();
    }
    await page.getByLabel('Amount', { exact: true }).fill('3000.5');
    await page.getByLabel('Amount received').fill('1.25');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('row', { name: /1\.25/ }).waitFor();
    const { entries } = await backend.api('POST', '/history/events', {});
    assert.deepEqual(entries.map(one => [one.entry.event_subtype, one.entry.asset, one.entry.amount]), [['spend', 'EUR', '3000.5'], ['receive', 'ETH', '1.25']]);
  }));

  it('filters by words, keeps them in the address bar and under a name', () => withProfile(browser, 'history-filter', async (page, backend) => {
    await seed(backend);
    await visit(page, '#/history');
    await page.getByText('4 entries with 5 events').waitFor();
    const field = page.getByLabel('Filter the history');
    await field.fill('kraken');
    await page.locator('.float-item', { hasText: 'Kraken' }).first().click();
    await page.getByText('3 entries with 3 events').waitFor();
    await field.fill('text:number 1');
    await page.locator('.float-item', { hasText: 'number 1' }).first().click();
    await page.getByText('1 entries with 1 events').waitFor();
    assert.match(page.url(), /f=location(:|%3A)kraken/);
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this filter' }).click();
    await page.getByLabel('Name', { exact: true }).fill('My gifts');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByText('4 entries with 5 events').waitFor();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'My gifts' }).click();
    await page.getByText('1 entries with 1 events').waitFor();
    await field.fill('from:yesterday');
    await page.locator('.float-item', { hasText: 'yesterday' }).first().click();
    await page.getByText('yesterday is no date.').waitFor();
  }));

  it('edits, explains, merges and deletes in the sheet', () => withProfile(browser, 'history-sheet', async (page, backend) => {
    await seed(backend);
    await visit(page, '#/history');
    await page.getByRole('row', { name: /1\.5/ }).focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await sheet.getByText('Sold some ether').waitFor();
    assert.deepEqual(await findViolations(page), []);

    await sheet.getByRole('button', { name: 'Actions for this event' }).first().click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    await page.getByLabel('Amount', { exact: true }).fill('1.75');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await sheet.getByText('1.75').first().waitFor();

    for (const box of await sheet.getByRole('checkbox').all()) await box.check();
    await sheet.getByRole('button', { name: 'Tell as a swap' }).click();
    await page.getByText('Told as a swap.').waitFor();
    const { entries } = await backend.api('POST', '/history/events', { tx_refs: [HASH] });
    assert.deepEqual(entries.map(one => [one.entry.event_type, one.entry.event_subtype, one.entry.amount]), [['trade', 'spend', '1.75'], ['trade', 'receive', '3000']]);

    await sheet.getByRole('button', { name: 'Actions for this event' }).first().click();
    await page.getByRole('menuitem', { name: 'Why is this here?' }).click();
    await page.getByText('Told from').waitFor();
    await page.keyboard.press('Escape');
    await sheet.getByRole('button', { name: 'Actions for this event' }).first().click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted.').waitFor();
    assert.equal((await backend.api('POST', '/history/events', { tx_refs: [HASH] })).entries.length, 1);
  }));

  it('hides several and shows them again, and gives out a CSV', () => withProfile(browser, 'history-bulk', async (page, backend) => {
    await seed(backend);
    await visit(page, '#/history');
    await page.getByText('4 entries with 5 events').waitFor();
    await page.getByRole('checkbox', { name: 'Select this row' }).nth(0).check();
    await page.getByRole('checkbox', { name: 'Select this row' }).nth(1).check();
    await page.getByRole('button', { name: 'Hide', exact: true }).click();
    await page.getByText('2 entries with 3 events').waitFor();
    await page.getByRole('tab', { name: 'Hidden' }).click();
    await page.getByText('2 entries with 2 events').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Nothing matches.').waitFor();
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByText('4 entries with 5 events').waitFor();
    await page.getByRole('button', { name: 'More of the history' }).click();
    const waiting = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export as CSV' }).click();
    const text = await readFile(await (await waiting).path(), 'utf8');
    assert.equal(text.trim().split('\n').length, 6);
    assert.match(text, /Gift number 2/);
  }));

  it('fetches rows of a long history where one looks, and stays usable on a phone', () => withProfile(browser, 'history-long', async (page, backend) => {
    await seed(backend, 250);
    await page.setViewportSize({ width: 390, height: 800 });
    await visit(page, '#/history');
    await page.getByText('251 entries with 252 events').waitFor();
    await page.getByRole('row', { name: /Gift number 249/ }).focus();
    await page.keyboard.press('End');
    await page.getByRole('row', { name: /Sold some ether|1\.5/ }).waitFor();
    assert.ok(await page.locator('tbody tr').count() < 60, 'only rows in view are drawn');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0);
  }));

  it('matches both sides of a movement by hand and takes it back', () => withProfile(browser, 'history-match', async (page, backend) => {
    await backend.api('PUT', '/history/events', {
      entry_type: 'asset movement event', timestamp: FIRST, location: 'kraken', asset: 'ETH', amount: '2', event_subtype: 'remove asset', unique_id: 'w1',
    });
    await backend.api('PUT', '/history/events', onChain({ timestamp: FIRST + 600_000, event_type: 'receive', amount: '1.999' }));
    await visit(page, '#/history/unmatched');
    await page.getByRole('button', { name: 'Find the other side' }).click();
    await page.getByRole('button', { name: 'Link', exact: true }).first().click();
    await page.getByText('Everything is matched').waitFor();
    assert.equal((await backend.api('GET', '/history/events/match/asset_movements/links')).length, 1);
    await page.getByRole('table', { name: 'Links' }).getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Find the other side' }).waitFor();
  }));
});
