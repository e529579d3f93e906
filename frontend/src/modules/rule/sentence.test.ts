import { describe, expect, it } from 'vitest';
import { answered, answerOf, bodyOf, effectOf, emptyRule, followedSettings, matchesWords, nextRule, pairWord, questionsOf } from './sentence';
import type { Rule, RuleBody } from './types';

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

describe('questions about a rule', () => {
  it('are what its treatment and the way of the asset leave open', () => {
    expect(questionsOf(rule(true, true, true, 'basis transfer'), 'out')).toEqual([]);
    expect(questionsOf(rule(true, true, true, 'swap'), 'out')).toEqual(['taxable']);
    expect(questionsOf(rule(true, true, true), 'in')).toEqual(['taxable']);
    expect(questionsOf(rule(true, true, true), 'out')).toHaveLength(3);
  });

  it('are answered for an exchange as a whole, so that a no is one', () => {
    const exchange = rule(true, false, true, 'swap');
    expect(answerOf(exchange, 'taxable')).toBe('yes');
    const no = { ...exchange, ...answered(exchange, 'taxable', 'no') };
    expect([no.taxable, no.count_cost_basis_pnl, answerOf(no, 'taxable'), effectOf(no, 'out')]).toEqual([{ value: false }, { value: false }, 'no', 'swapFree']);
    const yes = { ...no, ...answered(no, 'taxable', 'yes') };
    expect([yes.taxable.value, yes.count_entire_amount_spend.value, yes.count_cost_basis_pnl.value, effectOf(yes, 'out')]).toEqual([true, false, true, 'swap']);
    expect(answerOf({ ...no, ...answered(no, 'taxable', 'setting:include_crypto2crypto') }, 'taxable')).toBe('setting:include_crypto2crypto');
    expect(answerOf(rule(false, false, true, 'swap'), 'taxable')).toBe('yes');
  });

  it('are answered one by one elsewhere', () => {
    expect(answered(rule(true, false, true), 'taxable', 'no')).toEqual({ taxable: { value: false } });
    expect(answerOf(rule(false, false, true), 'taxable')).toBe('no');
  });
});

it('knows which rule counts once one is gone', () => {
  const of = (identifier: number, body: Partial<RuleBody>): Rule => ({ ...emptyRule(), ...body, identifier, state: 'own' });
  const general = of(1, {});
  const kraken = of(2, { counterparty: 'kraken' });
  const single = of(3, { counterparty: 'kraken', event_ids: [7] });
  expect(nextRule(single, [general, kraken, single])?.identifier).toBe(2);
  expect(nextRule(single, [general, single])?.identifier).toBe(1);
  expect(nextRule(kraken, [general, kraken, single])?.identifier).toBe(1);
  expect(nextRule(general, [general, kraken, single])).toBeNull();
  const trade = of(4, { event_type: 'trade', event_subtype: 'spend' });
  expect(nextRule(of(5, { event_type: 'multi trade', event_subtype: 'spend' }), [trade])?.identifier).toBe(4);
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
