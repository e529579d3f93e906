/** What a rule does, as keys of sentences: the screen puts them into the reader's language. */
import { PROPERTIES, type PropertyName, type RuleBody } from './types';

export type Direction = 'in' | 'out' | 'neutral';

export type Effect =
  | 'swap' | 'swapFree' | 'basis' | 'income' | 'untaxedIncome' | 'expenseAndGain' | 'expense' | 'gain' | 'nothing'
  | 'expenseAndGainFree' | 'expenseFree' | 'gainFree';

/** The key of a pair of words under `rule.pair`. */
export const pairWord = (type: string, subtype: string): string => `${type}_${subtype}`.replaceAll(' ', '_');

/** What the properties mean together, for something that comes in, goes out, or only changes its place. */
export function effectOf(rule: RuleBody, direction: Direction): Effect {
  if (rule.accounting_treatment === 'basis transfer') return 'basis';
  const taxed = rule.taxable.value;
  if (rule.accounting_treatment === 'swap') return taxed || rule.count_cost_basis_pnl.value ? 'swap' : 'swapFree';
  if (direction === 'in') return taxed ? 'income' : 'untaxedIncome';
  const whole = rule.count_entire_amount_spend.value;
  const gain = rule.count_cost_basis_pnl.value;
  if (!whole && !gain) return 'nothing';
  const word = whole && gain ? 'expenseAndGain' : whole ? 'expense' : 'gain';
  return taxed ? word : `${word}Free`;
}

/** Settings that a rule follows, each once, with the properties that follow it. */
export function followedSettings(rule: RuleBody): Map<string, PropertyName[]> {
  const found = new Map<string, PropertyName[]>();
  for (const name of PROPERTIES) {
    const setting = rule[name].linked_setting;
    if (setting) found.set(setting, [...found.get(setting) ?? [], name]);
  }
  return found;
}

export const emptyRule = (): RuleBody => ({
  event_type: 'receive', event_subtype: 'reward', counterparty: null, event_ids: null, accounting_treatment: null,
  taxable: { value: true }, count_entire_amount_spend: { value: false }, count_cost_basis_pnl: { value: false },
});

/** The body that the backend takes: a property without a setting names none. */
export function bodyOf(rule: RuleBody): RuleBody {
  const property = (name: PropertyName): RuleBody['taxable'] => ({ value: rule[name].value, ...(rule[name].linked_setting && { linked_setting: rule[name].linked_setting }) });
  return {
    event_type: rule.event_type, event_subtype: rule.event_subtype, counterparty: rule.counterparty?.trim() || null, event_ids: rule.event_ids?.length ? [...rule.event_ids] : null,
    accounting_treatment: rule.accounting_treatment,
    taxable: property('taxable'), count_entire_amount_spend: property('count_entire_amount_spend'), count_cost_basis_pnl: property('count_cost_basis_pnl'),
  };
}

export type Shown = 'all' | 'custom' | 'events';

/** Rules that a reader looks for: every typed word must be in one of the texts. */
export function matchesWords(typed: string, texts: readonly string[]): boolean {
  const all = texts.join(' ').toLocaleLowerCase();
  return typed.toLocaleLowerCase().split(/\s+/).filter(Boolean).every(word => all.includes(word));
}
