import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { launchBrowser } from './support/browser.mjs';
import { settled, visit, withProfile } from './support/scenario.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

const file = (name, ...lines) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) });
const KOINLY = file(
  'koinly.csv',
  'ID (read-only),Parent ID (read-only),Date (UTC),Type,Tag,From Wallet (read-only),From Wallet ID,From Amount,From Currency,To Wallet (read-only),To Wallet ID,To Amount,To Currency,Fee Amount,Fee Currency,TxHash,Description',
  '1,,2022-01-11 04:36:39,exchange,,Kraken;kraken,9,1000.0,EUR;5,Kraken;kraken,9,0.5,ETH;3,1.5,EUR;5,,',
  '2,,2022-01-12 04:36:39,crypto_deposit,reward,,,,,Kraken;kraken,9,0.1,ETH;3,,,,',
  '3,,2022-13-13 04:36:39,crypto_deposit,reward,,,,,Kraken;kraken,9,0.1,ETH;3,,,,',
);
const OWN_TABLE = file('table.csv', 'When;Operation;Coin;Change', '03.02.2023 12:00;Kauf;BTC;0,5', '04.02.2023 13:00;Reward;ETH;0,01');
const ORDERS = file('orders.csv', 'Date,Side,Market,Quantity,Total,Fee', '3/4/2023 1:05 PM,Buy,BTC-USD,0.5,11055.50,5.25', '4/5/2023 9:30 AM,Sell,BTC-USD,0.1,2797.20,2.80');
const events = async (backend, filter = {}) => (await backend.api('POST', '/history/events', filter)).entries.flat().map(one => one.entry);
const take = (page, ...files) => page.locator('input[type=file]').first().setInputFiles(files);
const card = (page, name) => page.getByRole('region', { name, exact: true });

describe('import', () => {
  it('shows a file before it is stored, names every row that is left out, and takes the import back', () => withProfile(browser, 'import-file', async (page, backend) => {
    await page.getByRole('link', { name: /Import files/ }).click();
    await take(page, KOINLY);
    const koinly = card(page, 'koinly.csv');
    await koinly.getByText('Looks like Koinly').waitFor();
    await koinly.getByText('2 new entries · 1 row with a problem is left out').waitFor();
    assert.deepEqual(await events(backend), [], 'looking stores nothing');
    await koinly.getByRole('tab', { name: 'Left out 1' }).click();
    await koinly.getByRole('row', { name: /^4 Date.*2022-13-13/ }).waitFor();
    assert.deepEqual(await findViolations(page), []);
    await koinly.getByRole('button', { name: 'Import 2 entries' }).click();
    await koinly.getByText('2 entries imported.').waitFor();
    await page.getByRole('link', { name: 'Check balances' }).first().waitFor();
    assert.deepEqual((await events(backend)).map(one => `${one.event_type}/${one.event_subtype} ${one.amount} ${one.asset}`).sort(), [
      'receive/reward 0.1 ETH', 'trade/fee 1.5 EUR', 'trade/receive 0.5 ETH', 'trade/spend 1000 EUR',
    ]);

    // The same again brings nothing.
    await take(page, { ...KOINLY, name: 'again.csv' });
    await card(page, 'again.csv').getByText('Everything in this file is in your history already.').waitFor();
    await koinly.getByRole('button', { name: 'Take back' }).click();
    await koinly.getByText('Taken back.').waitFor();
    assert.deepEqual(await events(backend), []);
  }));

  it('takes any table once its columns and words are mapped, and asks for the time zone', () => withProfile(browser, 'import-map', async (page, backend) => {
    await visit(page, '#/import');
    await take(page, OWN_TABLE);
    const table = card(page, 'table.csv');
    await table.getByText('No known source writes a file like this.', { exact: false }).waitFor();
    await table.getByRole('button', { name: 'Map the columns myself' }).click();
    const mapper = table.getByRole('region', { name: 'Which column holds what?' });
    await mapper.getByLabel('How times are written').fill('%d.%m.%Y %H:%M');
    await mapper.getByLabel('kauf', { exact: true }).selectOption('deposit');
    // Another page and back: the file and what was said of it are still there.
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await page.getByRole('heading', { name: 'History', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    assert.equal(await mapper.getByLabel('How times are written').inputValue(), '%d.%m.%Y %H:%M');
    assert.equal(await mapper.getByLabel('kauf', { exact: true }).inputValue(), 'deposit');
    await mapper.getByRole('button', { name: 'Fill in one likely meaning' }).click();
    await table.getByText('Please choose: it is not assumed.').waitFor();
    assert.equal(await table.getByRole('button', { name: 'Import', exact: true }).isEnabled(), false);
    await table.getByLabel('Time zone of the times in this file').selectOption('Europe/Vienna');
    await mapper.getByLabel('Name of this mapping').fill('My broker');
    await mapper.getByRole('button', { name: 'Save mapping' }).click();
    await table.getByRole('button', { name: 'Import 2 entries' }).click();
    await table.getByText('2 entries imported.').waitFor();
    assert.deepEqual((await events(backend)).map(one => [one.timestamp, one.amount, one.asset]).sort(), [
      [Date.UTC(2023, 1, 3, 11), '0.5', 'BTC'], [Date.UTC(2023, 1, 4, 12), '0.01', 'ETH'],
    ]);
    assert.deepEqual((await backend.api('GET', '/import/mappings')).map(one => one.name), ['My broker']);

    // Its line in the list of imports takes it back, too, after a question.
    await page.getByRole('button', { name: 'Take back table.csv' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByText('2 events taken back.').waitFor();
    assert.deepEqual(await events(backend), []);
  }));
});

describe('orders of a broker that nobody knows', () => {
  it('are proposed as they are meant: what was paid, in which currency, on which day', () => withProfile(browser, 'import-orders', async (page, backend) => {
    await visit(page, '#/import');
    await take(page, ORDERS);
    const table = card(page, 'orders.csv');
    await table.getByRole('button', { name: 'Map the columns myself' }).click();
    const mapper = table.getByRole('region', { name: 'Which column holds what?' });
    await mapper.getByRole('button', { name: 'Fill in 2 likely meanings' }).click();
    await mapper.getByText('Please choose: it can be read in two ways.').waitFor();
    await mapper.getByLabel('Which day is “3/4/2023 1:05 PM”?').selectOption({ label: 'March 4, 2023' });
    await table.getByLabel('Time zone of the times in this file').selectOption('UTC');
    await mapper.getByLabel('The total counts the fee already').check();
    assert.deepEqual(await findViolations(page), []);
    await table.getByRole('button', { name: 'Import 2 entries' }).click();
    await table.getByText('2 entries imported.').waitFor();
    assert.deepEqual((await events(backend)).map(one => [one.timestamp, one.event_subtype, one.amount, one.asset]).sort(), [
      [Date.UTC(2023, 2, 4, 13, 5), 'fee', '5.25', 'USD'], [Date.UTC(2023, 2, 4, 13, 5), 'receive', '0.5', 'BTC'], [Date.UTC(2023, 2, 4, 13, 5), 'spend', '11050.25', 'USD'],
      [Date.UTC(2023, 3, 5, 9, 30), 'fee', '2.8', 'USD'], [Date.UTC(2023, 3, 5, 9, 30), 'receive', '2800', 'USD'], [Date.UTC(2023, 3, 5, 9, 30), 'spend', '0.1', 'BTC'],
    ]);
  }));
});

describe('check of balances', () => {
  it('finds what the history does not explain, closes it with an opening balance, and opens it again', () => withProfile(browser, 'reconcile', async (page, backend) => {
    await backend.api('PUT', '/history/events', {
      entry_type: 'history event', group_identifier: 'first', timestamp: 1_700_000_000_000, location: 'kraken', asset: 'BTC', amount: '1.5', event_type: 'receive', event_subtype: 'none',
    });
    await backend.api('PUT', '/balances/manual', { balances: [{ asset: 'BTC', amount: '2', label: 'At Kraken', location: 'kraken', balance_type: 'asset' }] });
    await page.getByRole('link', { name: 'Check balances' }).first().click();
    await page.getByText('1 differs').waitFor();
    const row = page.getByRole('row', { name: /BTC.*\+0\.5/ });
    await row.focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'More BTC than the history explains' });
    await sheet.getByRole('button', { name: 'Opening balance' }).first().click();
    const form = page.getByRole('dialog', { name: 'Opening balance of BTC' });
    await settled(() => form.getByLabel('Amount').inputValue(), '0.5');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Everything adds up').waitFor();
    assert.deepEqual((await events(backend)).map(one => `${one.event_type}/${one.event_subtype} ${one.amount}`).sort(), ['adjustment/receive 0.5', 'receive/none 1.5']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
  }));
});
