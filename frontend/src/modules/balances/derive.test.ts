import { describe, expect, it } from 'vitest';
import { assetRows, changeOf, holdingsOf, needsEarlier, pointsInRange, withEarlier, withoutAssets } from './derive';

describe('assetRows', () => {
  it('orders by value and keeps unknown values unknown', () => {
    const rows = assetRows({ A: { amount: '2', value: '10' }, B: { amount: '1' }, C: { amount: '4', value: '30' }, D: { amount: '1', value: 'NaN' } });
    expect(rows.map(row => row.asset)).toEqual(['C', 'A', 'B', 'D']);
    expect(rows[0]).toMatchObject({ price: '7.5', share: 0.75 });
    expect(rows[2]).toMatchObject({ value: undefined, price: null, share: null });
    expect(rows[3]?.value).toBeUndefined();
  });
});

describe('holdingsOf', () => {
  it('finds every place of an asset', () => {
    const account = { assets: { ETH: { address: { amount: '1', value: '10' }, aave: { amount: '2', value: '20' } } }, liabilities: { ETH: { aave: { amount: '0.5', value: '5' } } } };
    const chains = { per_account: { eth: { '0xabc': account } }, totals: { assets: {}, liabilities: {} } };
    const manual = [
      { identifier: 1, asset: 'ETH', label: 'cold', amount: '5', location: 'external', balance_type: 'asset' as const, tags: null, value: 'NaN' },
      { identifier: 2, asset: 'BTC', label: 'x', amount: '9', location: 'external', balance_type: 'asset' as const, tags: null, value: 'NaN' },
    ];
    const found = holdingsOf('ETH', chains, manual);
    expect(found.map(holding => [holding.place, holding.protocol, holding.amount, holding.liability])).toEqual([
      ['external', null, '5', false], ['eth', 'aave', '2', false], ['eth', null, '1', false], ['eth', 'aave', '0.5', true],
    ]);
    expect(found[0]?.value).toBeUndefined();
  });
});

describe('withoutAssets', () => {
  it('leaves out what is ignored, and everything else as it is', () => {
    const account = { assets: { ETH: { address: { amount: '1', value: '10' } }, SPAM: { address: { amount: '4711' } } }, liabilities: { SPAM: { x: { amount: '1' } } }, last_update: 7 };
    const chains = { per_account: { eth: { '0xabc': account } }, totals: { assets: {}, liabilities: {} } };
    expect(withoutAssets(chains, new Set(['SPAM'])).per_account).toEqual({ eth: { '0xabc': { assets: { ETH: account.assets.ETH }, liabilities: {}, last_update: 7 } } });
    expect(withoutAssets(chains, new Set())).toBe(chains);
  });
});

describe('net value over time', () => {
  const day = 86_400;
  const now = 1_000 * day;
  const history = { times: [now - 400 * day, now - 40 * day, now - 10 * day, now - day], data: ['1', '2', '3', 'NaN'] };

  it('opens a range with the last value before it and ends now', () => {
    expect(pointsInRange(history, '5', '1m', now)).toEqual([[now - 30 * day, '2'], [now - 10 * day, '3'], [now, '5']]);
    expect(pointsInRange(history, '5', 'all', now)).toHaveLength(4);
    expect(pointsInRange(undefined, undefined, '1w', now)).toEqual([]);
  });

  it('computes the change exactly', () => {
    expect(changeOf([[0, '0.1'], [1, '0.3']])).toEqual({ amount: '0.2', share: 2 });
    expect(changeOf([[0, '0'], [1, '0.3']])).toEqual({ amount: '0.3', share: null });
    expect(changeOf([[0, '1']])).toBeNull();
  });
});

describe('net worth before anything was recorded', () => {
  const now = 1_700_000_000;
  const recorded = { times: [now - 86_400], data: ['9'] };
  it('is asked of the history only where the range begins before', () => {
    expect(needsEarlier(undefined, 'all', now)).toBe(false);
    expect(needsEarlier(recorded, '1w', now)).toBe(true);
    expect(needsEarlier({ times: [now - 100 * 86_400], data: ['1'] }, '1m', now)).toBe(false);
  });
  it('ends with the first record, and leaves out days that are not known', () => {
    const earlier = { times: [now - 4 * 86_400, now - 3 * 86_400, now - 2 * 86_400, now], net_values: ['1', '2', null, '7'], unknown_times: [now - 3 * 86_400] };
    expect(withEarlier(recorded, earlier)).toEqual({ times: [now - 4 * 86_400, now - 86_400], data: ['1', '9'] });
    expect(withEarlier(recorded, undefined)).toBe(recorded);
  });
});
