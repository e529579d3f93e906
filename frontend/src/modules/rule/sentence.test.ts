import { describe, expect, it } from 'vitest';
import { bodyOf, effectOf, emptyRule, followedSettings, matchesWords, pairWord } from './sentence';
import type { RuleBody } from './types';

const rule = (taxable: boolean, whole: boolean, gain: boolean, treatment: RuleBody['accounting_treatment'] = null): RuleBody => ({
  ...emptyRule(), taxable: { value: taxable }, count_entire_amount_spend: { value: whole }, count_cost_basis_pnl: { value: gain }, accounting_treatment: treatment,
});

describe('what a rule says', () => {
  it('depends on the way of the asset', () => {
    expect(effectOf(rule(true, true, true), 'in')).toBe('income');
    expect(effectOf(rule(false, true, true), 'in')).toBe('untaxedIncome');
    expect(effectOf(rule(true, true, true), 'out')).toBe('expenseAndGain');
    expect(effectOf(rule(true, false, true), 'out')).toBe('gain');
    expect(effectOf(rule(true, true, false), 'out')).toBe('expense');
    expect(effectOf(rule(true, false, false), 'out')).toBe('nothing');
    expect(effectOf(rule(false, false, true), 'neutral')).toBe('gainFree');
  });

  it('is decided by the treatment first', () => {
    expect(effectOf(rule(true, true, true, 'basis transfer'), 'out')).toBe('basis');
    expect(effectOf(rule(true, false, true, 'swap'), 'out')).toBe('swap');
    expect(effectOf(rule(false, false, false, 'swap'), 'in')).toBe('swapFree');
  });

  it('names each followed setting once', () => {
    const followed = { ...rule(true, true, true), taxable: { value: true, linked_setting: 'include_gas_costs' }, count_cost_basis_pnl: { value: true, linked_setting: 'include_gas_costs' } };
    expect([...followedSettings(followed)]).toEqual([['include_gas_costs', ['taxable', 'count_cost_basis_pnl']]]);
  });
});

it('sends what the backend takes', () => {
  expect(bodyOf({ ...rule(true, false, false), counterparty: ' ', event_ids: [], taxable: { value: true } })).toEqual({
    event_type: 'receive', event_subtype: 'reward', counterparty: null, event_ids: null, accounting_treatment: null,
    taxable: { value: true }, count_entire_amount_spend: { value: false }, count_cost_basis_pnl: { value: false },
  });
});

it('finds words in any order and makes keys of pairs', () => {
  expect(matchesWords('reward STAK', ['Staking reward', 'kraken'])).toBe(true);
  expect(matchesWords('reward gas', ['Staking reward'])).toBe(false);
  expect(pairWord('multi trade', 'deposit asset')).toBe('multi_trade_deposit_asset');
});
