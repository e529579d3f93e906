import { describe, expect, it } from 'vitest';
import { Categories } from './category';
import { buildGroup } from './group';
import { entryOf, mappings } from './sample';
import { rangeOf, sidesOf } from './selection';

const { spend, receive } = mappings.global_mappings;
const categories = new Categories({
  ...mappings,
  global_mappings: {
    ...mappings.global_mappings,
    spend: { ...spend, 'payback debt': { default: 'send' } },
    receive: { ...receive, 'receive wrapped': { default: 'receive' }, 'generate debt': { default: 'receive' } },
  },
});
const gas = entryOf({ event_subtype: 'fee', amount: '0.002', counterparty: 'gas', value: '4' });

describe('buildGroup', () => {
  it('tells a swap with its fee', () => {
    const row = buildGroup([gas, entryOf({ event_type: 'trade', event_subtype: 'spend', value: '2000', counterparty: 'uniswap-v3' }), entryOf({ event_type: 'trade', event_subtype: 'receive', asset: 'DAI', amount: '1999.5', value: '1999' })], categories);
    expect(row).toMatchObject({ isSwap: true, value: '1999', counterparty: 'uniswap-v3', at: 1_700_000_000, txRef: '0x1', accounts: ['0xA'] });
    expect(row.out).toEqual([{ asset: 'ETH', amount: '1', direction: 'out' }]);
    expect(row.in).toEqual([{ asset: 'DAI', amount: '1999.5', direction: 'in' }]);
    expect(row.fees).toEqual([{ asset: 'ETH', amount: '0.002', direction: 'out' }]);
  });

  it('nets what came and went of one asset, exactly', () => {
    const row = buildGroup([entryOf({ amount: '0.3' }), entryOf({ event_type: 'receive', amount: '0.1' }), entryOf({ event_type: 'receive', amount: '0.2' })], categories);
    expect([row.in, row.out]).toEqual([[], []]);
    const rest = buildGroup([entryOf({ amount: '1' }), entryOf({ event_type: 'receive', amount: '0.000000000000000001' })], categories);
    expect(rest.out).toEqual([{ asset: 'ETH', amount: '0.999999999999999999', direction: 'out' }]);
  });

  it('has no value while a part of it has no price, and never takes unknown for zero', () => {
    expect(buildGroup([entryOf({ event_type: 'receive', value: '5' }), entryOf({ event_type: 'receive', asset: 'NEW', value: null })], categories).value).toBeNull();
    expect(buildGroup([entryOf({ event_type: 'informational', event_subtype: 'approve', amount: '0', value: null })], categories).value).toBeNull();
  });

  it('keeps what changed hands of nothing aside', () => {
    const row = buildGroup([gas, entryOf({ event_type: 'deposit', event_subtype: 'deposit to protocol', amount: '7', value: '70' })], categories);
    expect(row).toMatchObject({ in: [], out: [], value: '70', isSwap: false });
    expect(row.neutral).toEqual([{ asset: 'ETH', amount: '7', direction: 'neutral' }]);
  });

  it('takes no allowance for a movement, however large', () => {
    const allowance = entryOf({ event_type: 'informational', event_subtype: 'approve', amount: String(2n ** 256n - 1n), value: '1000' });
    expect(buildGroup([gas, allowance], categories)).toMatchObject({ in: [], out: [], neutral: [], value: '4' });
    expect(buildGroup([gas, allowance, entryOf({ amount: '1', value: '2000' })], categories)).toMatchObject({ value: '2000' });
  });

  it('speaks of what a protocol did, of coins before their receipts', () => {
    const burnt = entryOf({ asset: 'DEBT', amount: '154' });
    const repaid = entryOf({ asset: 'USDC', event_subtype: 'payback debt', amount: '156', counterparty: 'aave-v3' });
    const receipt = entryOf({ asset: 'aETH', event_type: 'receive', event_subtype: 'receive wrapped', counterparty: 'aave-v3' });
    const collateral = entryOf({ event_type: 'informational', event_subtype: 'none', amount: '0', counterparty: 'aave-v3' });
    const deposited = entryOf({ event_type: 'deposit', event_subtype: 'deposit for wrapped', counterparty: 'aave-v3' });
    const mainOf = (...entries: Parameters<typeof buildGroup>[0]): unknown => buildGroup(entries, categories).main;
    expect(mainOf(gas, burnt, repaid)).toBe(repaid);
    expect(mainOf(gas, receipt, collateral, deposited)).toBe(deposited);
    expect(mainOf(gas, collateral, receipt)).toBe(receipt);
    expect(mainOf(gas, burnt)).toBe(burnt);
    expect(mainOf(gas)).toBe(gas);
  });

  it('counts the value of coins once, and not again what stands for them', () => {
    const burnt = entryOf({ asset: 'DEBT', amount: '154', value: '142', address: `0x${'0'.repeat(40)}` });
    const repaid = entryOf({ asset: 'USDC', event_subtype: 'payback debt', amount: '156', value: '144', counterparty: 'aave-v3' });
    const row = buildGroup([burnt, repaid], categories);
    expect(row).toMatchObject({ value: '144', out: [{ asset: 'USDC' }, { asset: 'DEBT' }] });
    const debt = entryOf({ asset: 'DEBT', event_type: 'receive', event_subtype: 'receive wrapped', value: '276', counterparty: 'aave-v3' });
    const borrowed = entryOf({ asset: 'USDC', event_type: 'receive', event_subtype: 'generate debt', value: '277', counterparty: 'aave-v3' });
    expect(buildGroup([debt, borrowed], categories).value).toBe('277');
    expect(buildGroup([burnt], categories).value).toBe('142');
  });

  it('speaks of a fee where there is nothing else, and of the states of any event', () => {
    const row = buildGroup([{ ...gas, hidden: true, hidden_reason: 'spam_token', ignored_in_accounting: true, states: ['customized'] }], categories);
    expect(row).toMatchObject({ value: '4', hidden: true, hiddenReason: 'spam_token', ignored: true, edited: true });
    // What somebody added by hand is no edit of anything.
    expect(buildGroup([entryOf({ key: 'user:7' }, { states: ['customized'] })], categories).edited).toBe(false);
  });
});

describe('selection', () => {
  it('gives the sides of a swap, or none', () => {
    const [spend, receive, fee] = [entryOf(), entryOf({ event_type: 'receive' }), entryOf({ event_subtype: 'fee' })];
    expect(sidesOf([spend, receive, fee], categories)?.map(([, side]) => side)).toEqual(['spend', 'receive', 'fee']);
    expect(sidesOf([spend, fee], categories)).toBeNull();
    expect(sidesOf([spend, entryOf({ event_type: 'receive', group_identifier: 'other' })], categories)).toBeNull();
    expect(sidesOf([], categories)).toBeNull();
  });

  it('takes a range from either end', () => {
    expect(rangeOf(3, 5)).toEqual([3, 4, 5]);
    expect(rangeOf(5, 3)).toEqual([3, 4, 5]);
  });
});
