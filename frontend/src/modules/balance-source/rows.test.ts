import { describe, expect, it } from 'vitest';
import { holdingsOf } from '@/modules/balances';
import type { AllBalances, BlockchainBalances } from '@/shared/api';
import { assetTree, chainTree } from './rows';

const chains: BlockchainBalances = {
  per_account: { eth: { A: { assets: { ETH: { address: { amount: '1', value: '10' }, pool: { amount: '2', value: '20' } }, X: { address: { amount: '3' } } }, liabilities: { DAI: { pool: { amount: '5', value: '5' } } } } } },
  totals: { assets: {}, liabilities: {} },
};
const manual = [{ identifier: 1, asset: 'ETH', label: 'cold', amount: '4', location: 'external', balance_type: 'asset' as const, tags: null, value: '40' }];
const all = { assets: { ETH: { amount: '7', value: '70' }, X: { amount: '3' } }, liabilities: {}, location: {}, net_value: '70' } as AllBalances;

describe('trees of balances', () => {
  it('opens an asset to its places and a place to its holdings', () => {
    const of = (asset: string) => holdingsOf(asset, chains, manual);
    expect(assetTree(all, of, () => false, rows => rows).map(row => row.key)).toEqual(['ETH', 'X']);
    const open = assetTree(all, of, key => key.startsWith('ETH'), rows => rows);
    expect(open.map(row => [row.depth, row.kind])).toEqual([[0, 'asset'], [1, 'place'], [2, 'holding'], [1, 'place'], [2, 'holding'], [2, 'holding'], [0, 'asset']]);
    expect(open[3]).toMatchObject({ place: 'eth', amount: '3', value: '30' });
  });

  it('sums a chain less its debts, and keeps unknown values unknown', () => {
    const [chain] = chainTree(chains, () => false, rows => rows);
    expect(chain).toMatchObject({ key: 'eth', value: '25' });
    const open = chainTree(chains, key => key === 'eth', rows => rows);
    expect(open.find(row => row.asset === 'X')).toMatchObject({ amount: '3', value: null });
    expect(open.find(row => row.asset === 'DAI')).toMatchObject({ liability: true, value: '5' });
  });
});
