import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { launchBrowser } from './support/browser.mjs';
import { settled, visit, withProfile } from './support/scenario.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

const HOUR = 3_600_000;
const BUYS = [[Date.UTC(2021, 0, 10, 12), '1', '1000'], [Date.UTC(2022, 0, 10, 12), '1', '3000'], [Date.UTC(2022, 5, 10, 12), '2', '4000']];

/** Three purchases of ether and one sale, as trades of Kraken. */
async function addTrades(backend, ...last) {
  const trade = async (at, [spent, spentAmount], [received, receivedAmount]) => backend.api('PUT', '/history/events', {
    entry_type: 'swap event', timestamp: at, location: 'kraken', unique_id: String(at),
    spend_asset: spent, spend_amount: spentAmount, receive_asset: received, receive_amount: receivedAmount,
  });
  for (const [at, amount, cost] of BUYS) await trade(at, ['EUR', cost], ['ETH', amount]);
  await trade(Date.UTC(2023, 2, 1, 12), ['ETH', '1'], ['EUR', '2500']);
  await trade(Date.UTC(2023, 2, 1, 12) + HOUR, ['EUR', '10'], ['BTC', '0.0005']);
  if (last.length > 0) await trade(Date.UTC(2023, 3, 1, 12), ...last);
}

async function makeReport(page, country, choose = async () => {}) {
  await visit(page, '#/taxes');
  await page.getByLabel('Country').selectOption(country);
  await page.getByLabel('Tax year', { exact: true }).selectOption('2023');
  await choose();
  await page.getByLabel('Ask price sources for prices that are missing').uncheck();
  await page.getByRole('button', { name: 'Make the report' }).click();
  await page.getByRole('tab', { name: 'Summary' }).waitFor();
}

describe('lots', () => {
  it('are sold of one place where the law keeps places apart', () => withProfile(browser, 'lots-what-if-place', async (page, backend) => {
    await addTrades(backend);
    await backend.api('PUT', '/history/events', {
      entry_type: 'swap event', timestamp: Date.UTC(2023, 4, 1, 12), location: 'coinbase', unique_id: 'elsewhere',
      spend_asset: 'EUR', spend_amount: '4500', receive_asset: 'ETH', receive_amount: '1',
    });
    await makeReport(page, 'germany');
    await visit(page, '#/taxes/lots');
    await page.getByRole('row', { name: /Ethereum|ETH/ }).first().getByRole('button', { name: 'What if I sell?' }).click();
    const dialog = page.getByRole('dialog', { name: 'If you sold ETH today' });
    assert.equal(await dialog.getByLabel('How much').inputValue(), '3');
    await dialog.getByLabel('From where').selectOption({ label: 'Coinbase' });
    assert.equal(await dialog.getByLabel('How much').inputValue(), '1');
    await dialog.getByLabel('At which price').fill('5000');
    await dialog.getByRole('button', { name: 'Compute' }).click();
    await dialog.getByRole('row', { name: /First in, first out · as in the report.*€5,000\.00.*€4,500\.00/ }).waitFor();
    assert.deepEqual(await findViolations(page), []);
  }));

  it('are held open to what a sale would mean, by each method, and nothing is stored of it', () => withProfile(browser, 'lots-what-if', async (page, backend) => {
    await addTrades(backend);
    await makeReport(page, 'germany');
    await visit(page, '#/taxes/lots');
    const ether = page.getByRole('row', { name: /Ethereum|ETH/ }).first();
    await ether.getByText('3').first().waitFor();
    await ether.getByRole('button', { name: 'What if I sell?' }).click();
    const dialog = page.getByRole('dialog', { name: 'If you sold ETH today' });
    await dialog.getByLabel('How much').fill('1');
    await dialog.getByLabel('At which price').fill('5000');
    await dialog.getByRole('button', { name: 'Compute' }).click();
    await dialog.getByRole('row', { name: /First in, first out · as in the report.*€5,000\.00.*€3,000\.00/ }).waitFor();
    await dialog.getByRole('row', { name: /Last in, first out.*€5,000\.00.*€2,000\.00/ }).waitFor();
    await dialog.getByRole('row', { name: /Cheapest first.*€5,000\.00.*€2,000\.00/ }).waitFor();
    assert.deepEqual(await findViolations(page), []);
    await dialog.getByLabel('How much').fill('100');
    await dialog.getByRole('button', { name: 'Compute' }).click();
    await dialog.getByText('You do not hold so much; not covered are').waitFor();
    await dialog.getByLabel('How much').fill('');
    await dialog.getByRole('button', { name: 'Compute' }).click();
    await dialog.getByText('Please fill this in.').waitFor();
    // A price that cannot be read is not today's price: nothing is computed until it is mended.
    await dialog.getByLabel('How much').fill('1');
    await dialog.getByLabel('At which price').fill('abc');
    await dialog.getByRole('button', { name: 'Compute' }).click();
    await dialog.getByText('This is not an amount').waitFor();
    assert.equal(await dialog.getByRole('table').count(), 0);
    await dialog.getByLabel('At which price').fill('');
    await dialog.getByRole('button', { name: 'Compute' }).click();
    await dialog.getByRole('row', { name: /as in the report/ }).waitFor();
    assert.equal((await backend.api('GET', '/reports')).entries.length, 1);
  }));

  it('are named for a sale where the law lets one, and the method decides again when they are not', () => withProfile(browser, 'lots-named', async (page, backend) => {
    await addTrades(backend, ['ETH', '2'], ['EUR', '5000']);
    await makeReport(page, 'united_states', () => page.getByLabel('Which lots are sold first').selectOption('specific'));
    const openSale = async (amount = '1 ETH') => {
      await page.getByRole('tab', { name: /Lines/ }).click();
      await page.getByRole('row', { name: new RegExp(`Disposed.*${amount}`) }).click();
      return page.getByRole('dialog', { name: /Disposed · ETH/ });
    };
    // No lot gives more than it had, and nothing is saved beside an amount that cannot be read.
    let sheet = await openSale('2 ETH');
    await sheet.getByRole('button', { name: 'Name the lots' }).click();
    const naming = page.getByRole('dialog', { name: 'Name the lots' });
    const fields = naming.getByRole('textbox');
    await settled(() => fields.count(), 3);
    await fields.nth(0).fill('1.5');
    await naming.getByRole('button', { name: 'Save' }).click();
    await naming.getByText('This is more than was acquired then.').waitFor();
    await fields.nth(0).fill('1');
    await fields.nth(2).fill('abc');
    await naming.getByRole('button', { name: 'Save' }).click();
    await naming.getByText('This is not an amount', { exact: false }).waitFor();
    assert.deepEqual(await backend.api('GET', '/accounting/lots'), []);
    await naming.getByRole('button', { name: 'Cancel' }).click();
    await sheet.getByRole('button', { name: 'Close' }).click();

    sheet = await openSale();
    await sheet.getByRole('button', { name: 'Name the lots' }).click();
    await settled(() => fields.count(), 3);
    await fields.nth(1).fill('1.5');
    await naming.getByText('This is more than was sold, by 0.5 ETH').waitFor();
    assert.ok(await naming.getByRole('button', { name: 'Save' }).isDisabled());
    await fields.nth(1).fill('1');
    assert.deepEqual(await findViolations(page), []);
    await naming.getByRole('button', { name: 'Save' }).click();
    await naming.waitFor({ state: 'detached' });
    await sheet.getByRole('button', { name: 'Make it again' }).click();
    await sheet.waitFor({ state: 'detached' });
    sheet = await openSale();
    await sheet.getByRole('row', { name: /Jan 10, 2022/ }).waitFor();
    await sheet.getByRole('button', { name: 'Name the lots' }).click();
    await naming.getByRole('button', { name: 'Let the method decide' }).click();
    await naming.waitFor({ state: 'detached' });
    assert.deepEqual(await backend.api('GET', '/accounting/lots'), []);
  }));
});

describe('rules', () => {
  it('of an exchange count as a whole; one of a single event tells which, and what counts without it', () => withProfile(browser, 'rules-exchange', async (page, backend) => {
    await addTrades(backend);
    const ruleOf = async single => (await backend.api('POST', '/accounting/rules', { event_types: ['trade'], event_subtypes: ['spend'], custom_rule_handling: 'all' })).entries.find(one => (one.event_ids !== null) === single && one.counterparty === null);
    await visit(page, '#/taxes/rules');
    await page.getByPlaceholder('Filter: staking, airdrop, gas …').fill('sell or swap something away');
    await page.getByRole('row', { name: /^When I sell or swap something away/ }).first().click();
    const form = page.getByRole('dialog', { name: 'Change the rule' });
    await form.getByLabel('Does it count for tax?').selectOption('no');
    await form.getByText('it is an exchange that is not taxed', { exact: false }).waitFor();
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Rule changed.').waitFor();
    assert.deepEqual([(await ruleOf(false)).taxable.value, (await ruleOf(false)).count_cost_basis_pnl.value], [false, false]);

    const [sold] = (await backend.api('POST', '/history/events', { event_types: ['trade'], event_subtypes: ['spend'], asset: 'ETH' })).entries.flat();
    await backend.api('PUT', '/accounting/rules', { ...pick(await ruleOf(false)), taxable: { value: true }, count_cost_basis_pnl: { value: true }, event_ids: [sold.entry.identifier] });
    await page.reload();
    await page.getByText('Single events', { exact: true }).click();
    const row = page.getByRole('row', { name: /Only for one event.*Mar 1, 2023.*1 ETH/ });
    await row.getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByText('What counts then is the rule “When I sell or swap something away”: it is an exchange that is not taxed', { exact: false }).waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
    await row.getByRole('link', { name: 'Open in the history' }).click();
    await page.getByRole('dialog').getByText('1 ETH', { exact: false }).first().waitFor();
  }));

  it('go into a file and come back from it, and a broken file changes none', () => withProfile(browser, 'rules-file', async (page, backend) => {
    const staking = async () => (await backend.api('POST', '/accounting/rules', { event_types: ['staking'], event_subtypes: ['reward'], custom_rule_handling: 'all' })).entries.find(one => one.counterparty === null && one.event_ids === null);
    await visit(page, '#/taxes/rules');
    const rule = await staking();
    await backend.api('PATCH', '/accounting/rules', { ...pick(rule), taxable: { value: false } });
    const menu = name => page.getByRole('button', { name: 'More about rules' }).click().then(() => page.getByRole('menuitem', { name }).click());
    const waiting = page.waitForEvent('download');
    await menu('Export all rules');
    const text = await readFile(await (await waiting).path(), 'utf8');
    assert.match(text, /staking/);

    await menu('Back to the shipped rules');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Back to the shipped rules' }).click();
    await page.getByText('The shipped rules are in force again.').waitFor();
    assert.equal((await staking()).taxable.value, true);

    await page.locator('input[type=file]').setInputFiles({ name: 'rules.json', mimeType: 'application/json', buffer: Buffer.from('{"rules": [') });
    await page.getByText('The file is not valid JSON: line 1, column 12.').waitFor();
    assert.equal((await staking()).taxable.value, true);
    await page.locator('input[type=file]').setInputFiles({ name: 'rules.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await page.getByText('Rules imported.').waitFor();
    assert.equal((await staking()).taxable.value, false);
  }));
});

const pick = ({ identifier, event_type, event_subtype, counterparty, taxable, count_entire_amount_spend, count_cost_basis_pnl, accounting_treatment }) => ({ identifier, event_type, event_subtype, counterparty, taxable, count_entire_amount_spend, count_cost_basis_pnl, accounting_treatment });
