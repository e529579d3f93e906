/** The long works of the history, what cannot be known, and what is hidden: on a real node. The two ends of bridges. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { anvilIsThere, cutOff, FUNDED, startAnvil, useOnly } from './support/anvil.mjs';
import { launchBrowser } from './support/browser.mjs';
import { deployMute, giveToken } from './support/contract.mjs';
import { startSlowNode } from './support/slowNode.mjs';
import { settled, visit, withProfile } from './support/scenario.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

const [ME, OTHER] = FUNDED;
const PHONE = { width: 390, height: 800 };
const rowOf = (page, name) => page.getByRole('treegrid').getByRole('row', { name });
const told = (page, text) => page.getByText(text, { exact: true }).first().waitFor();
const overflow = page => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function choose(page, name) {
  await page.getByRole('button', { name: 'More of the history' }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

/** A node with some transactions of an account that the profile follows; nothing else is asked about any chain. */
async function withNode(name, run) {
  await withProfile(browser, name, async (page, backend) => {
    const anvil = await startAnvil();
    const node = await startSlowNode(anvil.url);
    try {
      await cutOff(backend, ['eth']);
      await useOnly(backend, 'eth', node.url);
      await run(page, backend, anvil, node);
    }
    finally {
      node.stop();
      await anvil.stop();
    }
  });
}

describe('long works of the history', { skip: !anvilIsThere() && 'anvil is not installed' }, () => {
  it('show how far they are, are cancelled without loss, and say what they did', () => withNode('history-work', async (page, backend, anvil, node) => {
    for (let index = 0; index < 60; index += 1) await anvil.ask('eth_sendTransaction', [{ from: ME, to: OTHER, value: '0x1' }]);
    await backend.api('PUT', '/blockchains/eth/accounts', { accounts: [{ address: ME, label: 'Cold' }] });
    await visit(page, '#/history');
    node.hold('eth_getTransactionReceipt');
    await page.getByRole('button', { name: 'Sync' }).first().click();
    await page.getByText('Getting transactions · fetching').waitFor();
    await page.getByText('0 / 60').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), '0');
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'Cancel' }).click();
    node.release();
    await told(page, 'Cancelled. What was done until then stays.');
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sync' }).first().click();
    await page.getByText('60 entries with 120 events').waitFor();

    const [{ entry }] = (await backend.api('POST', '/history/events', { event_types: ['spend'], event_subtypes: ['none'], limit: 1 })).entries;
    await backend.api('PATCH', '/history/events', { ...entry, entry_type: 'evm event', user_notes: 'Mine to keep' });
    await choose(page, 'Decode everything again');
    await told(page, '60 transactions were decoded again.');
    await rowOf(page, /Mine to keep/).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('button', { name: 'Actions for this entry' }).click();
    await page.getByRole('menuitem', { name: 'Get and decode again' }).click();
    await told(page, 'One transaction was decoded again.');
    await sheet.getByText('Mine to keep').waitFor();
    await sheet.getByRole('button', { name: 'Close', exact: true }).click();
    await sheet.waitFor({ state: 'detached' });

    await backend.api('DELETE', '/blockchains/transactions', { chain: 'ethereum', tx_ref: entry.tx_ref });
    await page.getByText('59 entries with 118 events').waitFor();
    await choose(page, 'Look for missed transactions');
    await told(page, 'One missing transaction was found.');
    await page.getByText('60 entries with 120 events').waitFor();
    await choose(page, 'Look for missed transactions');
    await told(page, 'No transaction was missing.');
  }));

  it('tell what cannot be known, show names as text, and hide what is spam until it is wanted', () => withNode('history-odd', async (page, backend, anvil, node) => {
    const mute = await deployMute(anvil, OTHER);
    await anvil.ask('eth_sendTransaction', [{ from: ME, to: mute, gas: '0x100000' }]);
    await giveToken(anvil, OTHER, ME, { name: '<img src=x onerror=document.title=1>', symbol: '\u202eHTE<b>' });
    await giveToken(anvil, OTHER, ME, { name: 'Visit https://claim.example', symbol: 'claim.example' });
    await backend.api('PUT', '/blockchains/eth/accounts', { accounts: [{ address: ME }] });
    await visit(page, '#/history');
    await page.getByRole('button', { name: 'Sync' }).first().click();
    await page.getByText('2 entries with 3 events').waitFor();
    const text = await page.getByRole('treegrid').innerText();
    assert.match(text, /\+1,000/);
    assert.match(text, /\+100/);
    assert.doesNotMatch(text, /\u202e/);
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.notEqual(await page.title(), '1');

    await page.getByRole('tab', { name: 'Issues' }).click();
    await page.getByText(/does not say how many decimals it has/).waitFor();
    await useOnly(backend, 'eth', null);
    await backend.api('POST', '/blockchains/transactions', {}).catch(() => undefined);
    await page.getByText('Set an indexer').first().waitFor();
    for (const viewport of [PHONE, { width: 1440, height: 900 }]) {
      await page.setViewportSize(viewport);
      assert.deepEqual(await findViolations(page), []);
      assert.equal(await overflow(page), 0);
    }
    assert.doesNotMatch(await page.getByRole('tabpanel').innerText(), /[{}]|: \./, 'no sentence has a hole');

    await page.getByRole('tab', { name: 'Hidden' }).click();
    await page.getByText('1 entry with 1 event').waitFor();
    await page.getByRole('treegrid').getByRole('row', { name: /100/ }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByText(/Hidden by a rule/).waitFor();
    await sheet.getByRole('button', { name: 'Show', exact: true }).click();
    await page.getByText('Nothing is hidden').waitFor();
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByText('3 entries with 4 events').waitFor();
    node.release();
  }));
});

describe('the two ends of bridges', () => {
  it('are found, shown with how sure that is, parted, and linked by hand on a phone', () => withProfile(browser, 'history-bridge', async (page, backend) => {
    const end = (chain, hash, time, amount, event_type) => backend.api('PUT', '/history/events', {
      entry_type: 'evm event', location: chain, tx_ref: `0x${hash.repeat(32)}`, timestamp: time, amount, event_type, event_subtype: 'bridge', asset: 'ETH',
      location_label: ME, sequence_index: 0, counterparty: 'hop',
    });
    await end('ethereum', 'aa', 1_700_000_000_000, '1', 'deposit');
    await end('optimism', 'bb', 1_700_000_300_000, '0.999', 'withdrawal');
    await end('ethereum', 'cc', 1_700_900_000_000, '3', 'deposit');
    await visit(page, '#/history/unmatched');
    await told(page, 'Nothing to match');
    await page.getByRole('radio', { name: 'Bridges' }).click();
    const waiting = page.getByRole('table', { name: 'Without their other side' });
    await waiting.getByText('Bridge 1 ETH on Hop Protocol').waitFor();
    await page.getByRole('button', { name: 'Look for pairs' }).click();
    await told(page, 'One pair was found.');
    const links = page.getByRole('table', { name: 'Links' });
    await links.getByText('Receive 0.999 ETH over a bridge on Hop Protocol').waitFor();
    await links.getByText(/\d+ %/).waitFor();
    await settled(() => waiting.getByRole('row').count(), 2); // the head, and what has no pair
    assert.deepEqual(await findViolations(page), []);
    await links.getByRole('button', { name: 'Undo' }).click();
    await waiting.getByText('Bridge 1 ETH on Hop Protocol').waitFor();

    await page.setViewportSize(PHONE);
    assert.equal(await overflow(page), 0);
    await waiting.getByText(/Ethereum · Nov 14, 2023/).waitFor();
    assert.deepEqual(await findViolations(page), []);
    await waiting.getByRole('row', { name: /Bridge 1 ETH/ }).getByRole('button', { name: 'Find the other side' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Link', exact: true }).first().click();
    await links.getByText('Receive 0.999 ETH over a bridge on Hop Protocol').waitFor();
    assert.equal((await backend.api('GET', '/history/events/match/bridges/links')).length, 1);
    await waiting.getByText('Bridge 1 ETH on Hop Protocol').waitFor({ state: 'detached' });
    await waiting.getByRole('button', { name: 'Find the other side' }).click();
    await page.getByRole('button', { name: 'There is no other side' }).click();
    await told(page, 'Everything is matched');
    await page.getByRole('table', { name: 'Without another side, as you said' }).getByText('Bridge 3 ETH on Hop Protocol').waitFor();
    assert.equal(await overflow(page), 0);
  }));
});
