import { describe, expect, it } from 'vitest';
import type { BlockchainBalances } from '@/shared/api';
import { mergeAnswers, readOutcome } from './result';
import { accountRow, detailRows, mergeAccounts, sumOf } from './rows';

const balances: BlockchainBalances = {
  per_account: {
    eth: { A: { assets: { ETH: { address: { amount: '2', value: '4000.5' } }, X: { address: { amount: '7' } } }, liabilities: { DAI: { maker: { amount: '100', value: '100.1' } } } } },
    base: { A: { assets: { ETH: { address: { amount: '1', value: '2000.25' } } }, liabilities: {} } },
  },
  totals: { assets: {}, liabilities: {} },
};

describe('account rows', () => {
  const [account] = mergeAccounts({ eth: [{ address: 'A', label: null, tags: ['x'] }], base: [{ address: 'A', label: 'cold', tags: ['x', 'y'] }] });

  it('merges the chains of one address', () => {
    expect(account).toEqual({ address: 'A', label: 'cold', tags: ['x', 'y'], chains: ['eth', 'base'] });
  });

  it('subtracts debts exactly and says that a price is missing', () => {
    expect(sumOf(balances.per_account['eth']?.['A'])).toEqual({ value: '3900.4', incomplete: true });
    if (!account) throw new Error('no account');
    expect(accountRow(account, balances, null)).toMatchObject({ value: '5900.65', incomplete: true, name: 'cold' });
  });

  it('knows no value before balances are there', () => {
    if (!account) throw new Error('no account');
    expect(accountRow(account, undefined, 'name.eth')).toMatchObject({ value: null, incomplete: false });
  });

  it('takes a chain that was never read for unknown, not for empty', () => {
    if (!account) throw new Error('no account');
    const unread = { assets: {}, liabilities: {}, last_update: null, error: 'unreachable' };
    const partly: BlockchainBalances = { ...balances, per_account: { ...balances.per_account, base: { A: unread } } };
    expect(accountRow(account, partly, null)).toMatchObject({ value: '3900.4', incomplete: true });
    expect(accountRow(account, { ...balances, per_account: { eth: { A: unread } } }, null)).toMatchObject({ value: null });
    expect(detailRows(account, partly, () => false).find(row => row.key === 'A base')).toMatchObject({ value: null, error: 'unreachable' });
  });

  it('lists chains by value and their holdings when open; an unknown price stays unknown', () => {
    if (!account) throw new Error('no account');
    expect(detailRows(account, balances, () => false).map(row => row.key)).toEqual(['A eth', 'A base']);
    const open = detailRows(account, balances, key => key === 'A eth');
    expect(open.map(row => row.kind)).toEqual(['chain', 'asset', 'asset', 'liability', 'chain']);
    expect(open[2]).toMatchObject({ asset: 'X', amount: '7', value: null });
  });
});

describe('what became of added addresses', () => {
  it('folds several answers together', () => {
    const answer = mergeAnswers([{ added: { A: ['eth'] } }, { added: { A: ['base'] }, failed: { B: ['base'] } }]);
    expect(readOutcome('a', answer)).toEqual({ address: 'a', added: ['eth', 'base'], existed: [], failed: [], inactive: false });
    expect(readOutcome('C', answer).inactive).toBe(true);
  });
});
