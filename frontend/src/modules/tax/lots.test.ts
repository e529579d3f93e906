import { describe, expect, it } from 'vitest';
import { byAsset, poolsOf } from './lots';

const lot = (asset: string, amount: string, cost: string | null, value: string | null): { asset: string; amount: string; cost: string | null; value: string | null; gain: string | null } =>
  ({ asset, amount, cost, value, gain: null });

describe('open lots', () => {
  it('are summed by asset, the largest value first, unknown last', () => {
    const found = byAsset([lot('BTC', '0.1', '10', '20'), lot('ETH', '1', '5', null), lot('BTC', '0.2', '30', '40'), lot('ADA', '9', '1', '1')]);
    expect(found.map(({ asset, amount, cost, value }) => [asset, amount, cost, value])).toEqual([['BTC', '0.3', '40', '60'], ['ADA', '9', '1', '1'], ['ETH', '1', '5', null]]);
  });

  it('are sold of one pool, the largest first; a pool of all accounts of a place names none', () => {
    const at = (pool: string, location: string, account: string | null, amount: string): { pool: string; location: string; account: string | null; amount: string } => ({ pool, location, account, amount });
    expect(poolsOf([at('kraken:a', 'kraken', 'a', '1'), at('okx:', 'okx', null, '2'), at('kraken:a', 'kraken', 'a', '1.5')])).toEqual([at('kraken:a', 'kraken', 'a', '2.5'), at('okx:', 'okx', null, '2')]);
    expect(poolsOf([at('kraken', 'kraken', 'a', '1'), at('kraken', 'kraken', 'b', '1')])).toEqual([at('kraken', 'kraken', null, '2')]);
    expect(poolsOf([])).toEqual([]);
  });

  it('have no cost where one of them has none', () => {
    expect(byAsset([lot('BTC', '1', null, '1'), lot('BTC', '1', '2', '1')])[0]).toMatchObject({ cost: null, value: '2' });
  });
});
