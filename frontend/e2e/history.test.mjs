import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { findViolations } from './support/accessibility.mjs';
import { anvilIsThere, cutOff, FUNDED, startAnvil, useOnly } from './support/anvil.mjs';
import { launchBrowser } from './support/browser.mjs';
import { settled, visit, withProfile } from './support/scenario.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

const HASH = `0x${'ab'.repeat(32)}`;
const [ME] = FUNDED;
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

const events = async (backend, filter = {}) => (await backend.api('POST', '/history/events', filter)).entries.map(one => one.entry);
/** Waits until the backend says what is wanted: an undo may be several requests. */
async function settles(read, wanted) {
  const until = Date.now() + 5_000;
  let found = await read();
  while (!isDeepStrictEqual(found, wanted) && Date.now() < until) {
    await new Promise(done => setTimeout(done, 50));
    found = await read();
  }
  assert.deepEqual(found, wanted);
}
const save = page => page.getByRole('button', { name: 'Save', exact: true }).click();
const rowOf = (page, name) => page.getByRole('treegrid').getByRole('row', { name });

async function pick(page, label, text) {
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.locator('.float-item', { hasText: text }).first().click();
}

describe('history', () => {
  it('says what to do while it is empty, and takes an event and a trade by hand', () => withProfile(browser, 'history-add', async (page, backend) => {
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await page.getByText('No history yet').waitFor();
    await page.getByRole('button', { name: 'Add an event' }).first().click();
    await save(page);
    await settled(() => page.getByText('Please fill this in.').count(), 2);
    await pick(page, 'What it is', 'Airdrop');
    await pick(page, 'Asset', 'ETH');
    await page.getByLabel('Amount', { exact: true }).fill('-1');
    await page.getByText('This cannot be below zero.').waitFor();
    await page.getByLabel('Amount', { exact: true }).fill('0.5');
    await save(page);
    await rowOf(page, /\+0\.5/).waitFor();
    assert.deepEqual((await events(backend)).map(one => [one.event_type, one.event_subtype, one.amount]), [['receive', 'airdrop', '0.5']]);

    await page.getByRole('button', { name: 'Add an event' }).first().click();
    await page.getByRole('radio', { name: 'Trade' }).click();
    await save(page);
    await settled(() => page.getByText('Please fill this in.').count(), 4);
    await pick(page, 'Given', 'EUR');
    await pick(page, 'Received', 'ETH');
    await page.getByLabel('Amount', { exact: true }).fill('3000.5');
    await page.getByLabel('Amount received').fill('1.25');
    // A fee that cannot be read is not left out: nothing is stored, and the field has the focus.
    const fee = page.getByLabel('Fee optional', { exact: true });
    await fee.fill('3,5');
    await save(page);
    await page.getByText('This is not an amount').waitFor();
    await settled(() => fee.evaluate(element => element === document.activeElement), true);
    assert.equal((await events(backend)).length, 1);
    await fee.fill('');
    await save(page);
    // One row tells both sides.
    await rowOf(page, /−3,000\.5.*\+1\.25/s).waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await rowOf(page, /1\.25/).waitFor({ state: 'detached' });
    assert.equal((await events(backend)).length, 1);
  }));

  it('filters a long history, fetches rows where one looks, and stays usable on a phone', () => withProfile(browser, 'history-filter', async (page, backend) => {
    await seed(backend, 250);
    await visit(page, '#/history');
    await page.getByText('251 entries with 252 events').waitFor();
    await page.keyboard.press('/');
    const field = page.getByLabel('Filter the history');
    assert.ok(await field.evaluate(element => element === document.activeElement), 'the slash goes to the filter');
    await field.fill('kraken');
    await page.locator('.float-item', { hasText: 'Kraken' }).first().click();
    await page.getByText('250 entries with 250 events').waitFor();
    await field.fill('text:number 137');
    await page.locator('.float-item', { hasText: 'number 137' }).first().click();
    await page.getByText('1 entry with 1 event').waitFor();
    assert.match(page.url(), /f=location(:|%3A)kraken/);
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this filter' }).click();
    await page.getByLabel('Name', { exact: true }).fill('My gifts');
    await save(page);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByText('251 entries with 252 events').waitFor();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'My gifts' }).click();
    await page.getByText('1 entry with 1 event').waitFor();
    await field.fill('from:yesterday');
    await page.locator('.float-item', { hasText: 'yesterday' }).first().click();
    await page.getByText('yesterday is no date.').waitFor();
    await field.fill('text:nothing like it');
    await page.locator('.float-item', { hasText: 'nothing like it' }).first().click();
    await page.getByText('Nothing matches.').waitFor();

    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByRole('button', { name: 'Clear all' }).first().click();
    await page.getByText('251 entries with 252 events').waitFor();
    await rowOf(page, /Gift number 249/).focus();
    assert.deepEqual(await findViolations(page), []);
    await page.keyboard.press('End');
    await rowOf(page, /Send 1\.5/).waitFor();
    assert.ok(await page.getByRole('row').count() < 60, 'only rows in view are drawn');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await page.getByRole('button', { name: 'Hide amounts' }).click();
    assert.doesNotMatch(await page.getByRole('treegrid').innerText(), /1\.5|3,000/);
  }));

  it('is worked by keys; edits, merges, splits, deletes and hides, each taken back; gives out a CSV', () => withProfile(browser, 'history-changes', async (page, backend) => {
    await seed(backend);
    await visit(page, '#/history');
    await page.getByText('4 entries with 5 events').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Next and previous row').waitFor();
    await page.keyboard.press('Escape');
    for (const key of ['j', 'j', 'j', 'j']) await page.keyboard.press(key);
    const group = rowOf(page, /Send 1\.5 ETH/).first();
    assert.ok(await group.evaluate(element => element === document.activeElement), 'the last group has the focus');
    await page.keyboard.press('ArrowRight');
    await settled(() => group.getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'Tell as a swap' }).click();
    await rowOf(page, /Swap 1\.5 ETH/).first().waitFor();
    const told = await events(backend, { tx_refs: [HASH] });
    assert.deepEqual(told.map(one => [one.event_type, one.event_subtype, one.amount]), [['trade', 'spend', '1.5'], ['trade', 'receive', '3000']]);

    await page.getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, /Swap 1\.5 ETH/).first().waitFor({ state: 'detached' });
    await settles(async () => (await events(backend, { tx_refs: [HASH] })).map(one => one.event_type), ['spend', 'receive']);
    await rowOf(page, /Gift number 1/).focus();
    await page.keyboard.press('e');
    await page.getByLabel('Amount', { exact: true }).fill('7.25');
    await save(page);
    await rowOf(page, /\+7\.25/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await rowOf(page, /Gift number 1.*\+0\.2/s).waitFor();
    assert.deepEqual((await events(backend, { asset: 'BTC' })).map(one => one.amount), ['0.3', '0.2', '0.1']);
    await group.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await sheet.getByText('Sold some ether').waitFor();
    const menu = async (index, name) => {
      await sheet.getByRole('button', { name: 'Actions for this event' }).nth(index).click();
      await page.getByRole('menuitem', { name, exact: true }).click();
    };
    await menu(0, 'Split');
    await page.getByLabel('Amount of the first part').fill('1.5');
    await page.getByRole('button', { name: 'Split', exact: true }).click();
    await page.getByText('Give an amount between zero and the whole.').waitFor();
    await page.getByLabel('Amount of the first part').fill('1.1');
    await page.getByText('The second part is 0.4 ETH.').waitFor();
    await page.getByRole('button', { name: 'Split', exact: true }).click();
    await sheet.getByText('Send 0.4 ETH').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await sheet.getByText('Send 0.4 ETH').waitFor({ state: 'detached' });
    assert.deepEqual((await events(backend, { tx_refs: [HASH] })).map(one => one.amount), ['1.5', '3000']);

    await menu(1, 'Delete');
    await sheet.getByText('Sold some ether').waitFor({ state: 'detached' });
    assert.equal((await events(backend, { tx_refs: [HASH] })).length, 1);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await sheet.getByText('Sold some ether').waitFor();
    assert.deepEqual((await events(backend, { tx_refs: [HASH] })).map(one => [one.amount, one.user_notes ?? null]), [['1.5', null], ['3000', 'Sold some ether']]);
    await page.keyboard.press('Escape');

    await page.getByRole('checkbox', { name: 'Select this row' }).nth(0).check();
    await page.getByRole('checkbox', { name: 'Select this row' }).nth(1).check();
    await page.getByRole('button', { name: 'Change the kind' }).click();
    await pick(page, 'What it is', 'Airdrop');
    await save(page);
    await page.getByText('2 events changed.').waitFor();
    assert.deepEqual((await events(backend, { asset: 'BTC' })).map(one => one.event_subtype), ['airdrop', 'airdrop', 'none']);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await settles(async () => (await events(backend, { asset: 'BTC' })).map(one => one.event_subtype), ['none', 'none', 'none']);
    await page.getByRole('checkbox', { name: 'Select this row' }).nth(0).check();
    await page.getByRole('checkbox', { name: 'Select this row' }).nth(1).check();
    await page.getByRole('button', { name: 'Hide', exact: true }).click();
    await page.getByText('2 entries with 3 events').waitFor();
    await page.getByRole('tab', { name: 'Hidden' }).click();
    await page.getByText('2 entries with 2 events').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Nothing is hidden').waitFor();
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByText('4 entries with 5 events').waitFor();
    await page.getByRole('button', { name: 'More of the history' }).click();
    const waiting = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export as CSV' }).click();
    const text = await readFile(await (await waiting).path(), 'utf8');
    assert.equal(text.trim().split('\n').length, 6);
    assert.match(text, /Gift number 2/);
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
    const links = page.getByRole('table', { name: 'Links' });
    await links.getByText('Receive 1.999 ETH').waitFor();
    assert.deepEqual(await findViolations(page), []);
    await links.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Find the other side' }).click();
    await page.getByRole('button', { name: 'There is no other side' }).click();
    const alone = page.getByRole('table', { name: 'Without another side, as you said' });
    await alone.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Find the other side' }).waitFor();
    await alone.waitFor({ state: 'detached' });
  }));
});

describe('transactions of a real node', { skip: !anvilIsThere() && 'anvil is not installed' }, () => {
  it('are read, told, explained; an edit is undone and a deletion comes back decoded', () => withProfile(browser, 'history-anvil', async (page, backend) => {
    const anvil = await startAnvil();
    try {
      await cutOff(backend, ['eth']);
      await useOnly(backend, 'eth', anvil.url);
      const hash = await anvil.ask('eth_sendTransaction', [{ from: ME, to: FUNDED[1], value: '0x14d1120d7b160000' }]);
      await backend.api('PUT', '/blockchains/eth/accounts', { accounts: [{ address: ME, label: 'Cold' }] });
      await visit(page, '#/history');
      await page.getByText('No history yet').waitFor();
      await page.getByRole('button', { name: 'Sync' }).last().click();
      // The account goes by its name.
      const row = rowOf(page, /Send 1\.5 ETH.*Cold/s);
      await row.focus();
      await page.keyboard.press('e');
      await pick(page, 'What it is', 'Donate (spend');
      await page.getByRole('textbox', { name: /^Note/ }).fill('For the <b>library</b>');
      await save(page);
      await rowOf(page, /For the <b>library<\/b>/).waitFor();
      assert.deepEqual((await events(backend, { tx_refs: [hash], state_markers: ['customized'] })).map(one => one.event_subtype), ['donate']);
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await row.waitFor();
      assert.deepEqual(await events(backend, { tx_refs: [hash], state_markers: ['customized'] }), []);

      await row.click();
      const sheet = page.getByRole('dialog');
      await sheet.getByRole('button', { name: 'Actions for this event' }).last().click();
      await page.getByRole('menuitem', { name: 'Why is this here?' }).click();
      await page.getByText('Told from').waitFor();
      const reason = page.getByRole('dialog', { name: 'Why is this here?' });
      await reason.getByText('The coin sent with the transaction').click();
      await reason.getByText('"value": "0x14d1120d7b160000"').first().waitFor();
      assert.match(await reason.locator('pre').last().textContent(), new RegExp(hash));
      assert.deepEqual(await findViolations(page), []);
      await page.keyboard.press('Escape');
      await sheet.getByRole('button', { name: 'Actions for this entry' }).click();
      await page.getByRole('menuitem', { name: 'Delete all of these events' }).click();
      await page.getByText('2 events deleted.').waitFor();
      assert.equal((await events(backend, { tx_refs: [hash] })).length, 0);
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await row.waitFor();
      assert.deepEqual((await events(backend, { tx_refs: [hash] })).map(one => [one.event_type, one.event_subtype]), [['spend', 'fee'], ['spend', 'none']]);
    }
    finally {
      await anvil.stop();
    }
  }));
});
