import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { launchBrowser } from './support/browser.mjs';
import { settled, visit, withProfile } from './support/scenario.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

const HEAD = 'ID (read-only),Parent ID (read-only),Date (UTC),Type,Tag,From Wallet (read-only),From Wallet ID,From Amount,From Currency,To Wallet (read-only),To Wallet ID,To Amount,To Currency,Fee Amount,Fee Currency,TxHash,Description';
const CSV = [
  HEAD,
  '1,,2022-01-11 12:00:00,exchange,,Kraken;kraken,9,1000,EUR;5,Kraken;kraken,9,0.5,ETH;3,,,,',
  '2,,2023-02-01 12:00:00,exchange,,Kraken;kraken,9,0.2,ETH;3,Kraken;kraken,9,600,EUR;5,,,,',
  '3,,2023-03-01 12:00:00,exchange,,Kraken;kraken,9,500,EUR;5,Kraken;kraken,9,0.02,BTC;1,,,,',
  '4,,2023-06-01 12:00:00,exchange,,Kraken;kraken,9,0.02,BTC;1,Kraken;kraken,9,650,EUR;5,,,,',
  '5,,2023-07-01 12:00:00,crypto_deposit,reward,,,,,Kraken;kraken,9,0.01,ETH;3,,,,',
].join('\n');

async function saved(page, click) {
  const waiting = page.waitForEvent('download');
  await click();
  return readFile(await (await waiting).path());
}
const makeReport = async page => {
  await page.getByLabel('Country').selectOption('germany');
  await page.getByLabel('Tax year', { exact: true }).selectOption('2023');
  await page.getByLabel('Ask price sources for prices that are missing').uncheck();
  await page.getByRole('button', { name: 'Make the report' }).click();
  await page.getByRole('heading', { name: 'Germany 2023' }).waitFor();
};

describe('tax report', () => {
  it('leads from a file to a report, down to the lots of a line, and into files', () => withProfile(browser, 'tax-journey', async (page, backend) => {
    await page.getByRole('link', { name: /Import files/ }).click();
    await page.locator('input[type=file]').first().setInputFiles({ name: 'koinly.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await page.getByRole('button', { name: 'Import 5 entries' }).click();
    await page.getByRole('link', { name: 'Tax report' }).click();
    await makeReport(page);

    // A year old, the ether is free; the bitcoin is not; what has no price is in no sum, and said.
    const trades = page.getByRole('row', { name: /Trades/ });
    await trades.getByText('€150.00').waitFor();
    await trades.getByText('€200.00').waitFor();
    await page.getByText('1 line is in no sum', { exact: false }).waitFor();
    assert.deepEqual(await findViolations(page), []);

    await page.getByRole('tab', { name: /Lines/ }).click();
    const sale = page.getByRole('row', { name: /Disposed.*0.2 ETH/ });
    await sale.focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: /Disposed · ETH/ });
    await sheet.getByRole('row', { name: /Jan 11, 2022.*386 days.*free.*0\.2.*€2,000\.00.*€400\.00.*\+€200\.00/ }).waitFor();
    await sheet.getByText('When I sell or swap something away:').waitFor();
    // The lot leads to the line that made it.
    await sheet.getByRole('button', { name: 'Jan 11, 2022' }).click();
    await page.getByRole('dialog', { name: /Acquired · ETH/ }).getByText('0.5').waitFor();
    await page.keyboard.press('Escape');
    // Euros that were spent have no cost that could be missing.
    await page.getByRole('row', { name: /Disposed.*500 EUR/ }).click();
    const spent = page.getByRole('dialog', { name: /Disposed · EUR/ });
    await spent.getByText('Proceeds').waitFor();
    assert.equal(await spent.getByText('cost unknown').count(), 0);
    await page.keyboard.press('Escape');

    await page.getByRole('tab', { name: /To fix/ }).click();
    await page.getByLabel('Price of ETH at that time').fill('1700');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('1 thing mended.', { exact: false }).waitFor();
    // Whoever goes elsewhere meanwhile is told, and stays there.
    await page.route('**/api/1/reports', async route => {
      await new Promise(done => { setTimeout(done, 700); });
      await route.continue();
    });
    await page.getByRole('button', { name: 'Make it again' }).first().click();
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await page.getByText('The report is ready.', { exact: false }).waitFor();
    assert.match(page.url(), /#\/history/);
    await page.unroute('**/api/1/reports');
    await page.getByRole('link', { name: 'Taxes', exact: true }).click();
    await settled(() => page.getByRole('row', { name: /Germany 2023/ }).count(), 2);
    await page.getByRole('row', { name: /Germany 2023/ }).first().click();
    await page.getByRole('tab', { name: /To fix/ }).click();
    await page.getByText('Nothing is open').waitFor();
    await page.getByRole('tab', { name: 'Summary' }).click();
    await page.getByText('€17.00').first().waitFor();

    await page.getByRole('tab', { name: 'Forms' }).click();
    await page.getByRole('row', { name: /47.*Gewinn oder Verlust.*€150\.00/ }).waitFor();
    // Hidden amounts are not in the tooltips of a form's cells either.
    await page.keyboard.press('h');
    await page.getByRole('row', { name: /47.*Gewinn oder Verlust.*••••/ }).waitFor();
    assert.deepEqual(await page.locator('main td [title]').evaluateAll(cells => cells.map(cell => cell.title).filter(title => /\d/.test(title))), []);
    await page.keyboard.press('h');
    const download = async name => {
      await page.getByRole('button', { name: 'Download' }).click();
      return saved(page, () => page.getByRole('menuitem', { name, exact: true }).click());
    };
    assert.equal((await download('PDF')).subarray(0, 5).toString(), '%PDF-');
    assert.equal((await download('Spreadsheet (XLSX)')).subarray(0, 2).toString(), 'PK');
    assert.match((await download('CSV')).toString(), /BTC/);
    assert.equal((await backend.api('GET', '/reports')).entries.length, 2);
  }));

  it('lets each open thing be mended in its row, brings it back with an undo, and goes back from line to line', () => withProfile(browser, 'tax-mend', async (page, backend) => {
    const day = (month, second = 0) => Date.UTC(2023, month, 1, 12, 0, second);
    const put = body => backend.api('PUT', '/history/events', { location: 'kraken', ...body });
    // Two rewards in one second want one price; litecoin comes from nowhere; a withdrawal and a deposit lack each other.
    for (const [id, ms] of [['a', 0], ['b', 500]]) await put({ entry_type: 'history event', group_identifier: id, timestamp: day(0) + ms, asset: 'ETH', amount: '1', event_type: 'staking', event_subtype: 'reward' });
    await put({ entry_type: 'swap event', timestamp: day(1), unique_id: 'ltc', spend_asset: 'LTC', spend_amount: '5', receive_asset: 'EUR', receive_amount: '400' });
    await put({ entry_type: 'asset movement event', timestamp: day(2), asset: 'ETH', amount: '1', event_subtype: 'remove asset', unique_id: 'out' });
    await put({ entry_type: 'asset movement event', timestamp: day(2, 600), location: 'coinbase', asset: 'ETH', amount: '1', event_subtype: 'deposit asset', unique_id: 'in' });
    await visit(page, '#/taxes');
    await page.getByLabel('Country').selectOption('germany');
    await page.getByLabel('Tax year', { exact: true }).selectOption('2023');
    await page.getByLabel('Ask price sources for prices that are missing').uncheck();
    await page.getByRole('button', { name: 'Make the report' }).click();
    await page.getByRole('tab', { name: /To fix/ }).click();

    const prices = page.getByRole('region', { name: 'Missing prices' });
    const field = prices.getByLabel('Price of ETH at that time');
    await settled(() => field.count(), 1);
    const save = () => prices.getByRole('button', { name: 'Save' }).click();
    await field.fill('0');
    await save();
    await prices.getByText('A price must be above zero.').waitFor();
    await field.fill('abc');
    await prices.getByText('This is not an amount', { exact: false }).waitFor();
    assert.ok((await field.boundingBox()).width > 120, 'the error stands below the field');
    await field.fill('1700');
    await save();
    await prices.getByText('€1,700.00').waitFor();
    await page.getByText('1 thing mended.', { exact: false }).waitFor();
    await prices.getByRole('button', { name: 'Undo' }).click();
    await field.waitFor();
    assert.equal(await page.getByText('thing mended.', { exact: false }).count(), 0);

    const origin = page.getByRole('region', { name: 'Origin not known' }).getByRole('listitem').filter({ hasText: 'LTC' });
    await origin.getByRole('button', { name: 'Opening balance' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await origin.getByText('done').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await origin.getByRole('button', { name: 'Opening balance' }).waitFor();

    // Linking one of the two is linking both.
    const transfers = page.getByRole('region', { name: 'Unmatched transfers' });
    await transfers.getByText('Withdraw 1 ETH · Kraken').waitFor();
    await transfers.getByText('Deposit 1 ETH · Coinbase').waitFor();
    await transfers.getByRole('button', { name: 'Find the other side' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Link' }).click();
    await settled(() => transfers.getByText('done').count(), 2);
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'Undo' }).click();
    await settled(() => transfers.getByText('done').count(), 0);

    // Each opened line is a step of the browser's history, and closing one is none.
    const line = name => page.getByRole('dialog', { name });
    await page.getByRole('tab', { name: /Lines/ }).click();
    await page.getByRole('row', { name: /Income.*1 ETH/ }).first().click();
    await line(/Income · ETH/).waitFor();
    await page.getByRole('row', { name: /Disposed.*5 LTC/ }).click({ position: { x: 60, y: 10 } });
    await line(/Disposed · LTC/).waitFor();
    await page.goBack();
    await line(/Income · ETH/).waitFor();
    await page.goForward();
    await line(/Disposed · LTC/).getByRole('button', { name: 'Close' }).click();
    await line(/Disposed · LTC/).waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('tab', { name: /Lines/ }).getAttribute('aria-selected'), 'true');
    await page.goBack();
    await page.getByRole('button', { name: 'Make the report' }).waitFor();
  }));

  it('asks what the giver of a gift paid, and when', () => withProfile(browser, 'tax-gift', async (page, backend) => {
    await backend.api('PUT', '/history/events', { entry_type: 'history event', group_identifier: 'gift', timestamp: Date.UTC(2023, 1, 1), location: 'kraken', asset: 'ETH', amount: '2', event_type: 'receive', event_subtype: 'donate' });
    await backend.api('PUT', '/history/events', { entry_type: 'swap event', timestamp: Date.UTC(2023, 5, 1), location: 'kraken', unique_id: 'sale', spend_asset: 'ETH', spend_amount: '1', receive_asset: 'EUR', receive_amount: '900' });
    await visit(page, '#/taxes');
    await page.getByLabel('Country').selectOption('germany');
    await page.getByLabel('Tax year', { exact: true }).selectOption('2023');
    await page.getByLabel('Ask price sources for prices that are missing').uncheck();
    await page.getByRole('button', { name: 'Make the report' }).click();
    await page.getByRole('tab', { name: /To fix/ }).click();
    const gift = page.getByRole('region', { name: 'Gifts' }).getByRole('listitem');
    await gift.getByRole('button', { name: 'Save' }).click();
    await gift.getByText('Please fill this in.').waitFor();
    await gift.getByLabel('What the giver paid').fill('600');
    await gift.getByLabel('When they bought it').fill('2023-03-01T12:00');
    await gift.getByRole('button', { name: 'Save' }).click();
    await gift.getByText('That is after the gift.').waitFor();
    await gift.getByLabel('When they bought it').fill('2020-03-01T12:00');
    assert.deepEqual(await findViolations(page), []);
    await gift.getByRole('button', { name: 'Save' }).click();
    await gift.getByRole('button', { name: 'Undo' }).click();
    await gift.getByLabel('What the giver paid').fill('600');
    await gift.getByRole('button', { name: 'Save' }).click();
    await gift.getByText('€600.00').waitFor();
    await page.getByRole('button', { name: 'Make it again' }).first().click();
    await page.getByRole('tab', { name: /Summary/ }).click();
    await page.getByText('€600.00').first().waitFor(); // 900 for half of what cost 600
    assert.equal(await page.getByRole('tab', { name: /To fix \d/ }).count(), 0);
  }));

  it('says rules in plain words, changes them and takes it back, and treats one event differently', () => withProfile(browser, 'tax-rules', async (page, backend) => {
    await backend.api('PUT', '/history/events', {
      entry_type: 'history event', group_identifier: 'gift', timestamp: Date.UTC(2023, 4, 1, 12), location: 'kraken', asset: 'EUR', amount: '80', event_type: 'staking', event_subtype: 'reward',
    });
    const ruleOf = async () => (await backend.api('POST', '/accounting/rules', { event_types: ['staking'], event_subtypes: ['reward'], custom_rule_handling: 'all' })).entries.find(one => one.event_ids === null && one.counterparty === null);
    await visit(page, '#/taxes/rules');
    await page.getByPlaceholder('Filter: staking, airdrop, gas …').fill('staking reward');
    const row = page.getByRole('row', { name: /When I receive a staking reward/ }).first();
    await row.getByText('it is income, at its price at that time.').last().waitFor();
    await row.click();
    await page.getByLabel('Is it income?').selectOption('no');
    await page.getByRole('dialog').getByText('it is no income; its price at that time becomes its cost.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Rule changed.').waitFor();
    assert.deepEqual([(await ruleOf()).taxable.value, (await ruleOf()).state], [false, 'edited']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.getByText('it is income, at its price at that time.').last().waitFor();
    assert.equal((await ruleOf()).taxable.value, true);

    await visit(page, '#/taxes');
    await makeReport(page);
    await page.getByText('€80.00').first().waitFor();
    await page.getByRole('tab', { name: /Lines/ }).click();
    await page.getByRole('row', { name: /Income.*80 EUR/ }).click();
    await page.getByRole('button', { name: 'Treat this event differently' }).click();
    await page.getByLabel('Is it income?').selectOption('no');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const sheet = page.getByRole('dialog', { name: /Income · EUR/ });
    await sheet.getByText('Your history or rules may have changed since this report was made.').waitFor();
    await sheet.getByRole('button', { name: 'Make it again' }).click();
    await sheet.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Summary' }).click();
    await page.getByText('Nothing counts in this period').waitFor();
  }));
});
