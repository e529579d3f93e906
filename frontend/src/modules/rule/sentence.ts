/** What a rule does, as keys of sentences: the screen puts them into the reader's language. */
import { PROPERTIES, type PropertyName, type Rule, type RuleBody } from './types';

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

/** An exchange counts or not as a whole, and either of these makes it count: it is asked once, and answered for both. */
const EXCHANGE: readonly PropertyName[] = ['taxable', 'count_cost_basis_pnl'];

/** Questions that a rule leaves open. */
export function questionsOf(rule: RuleBody, direction: Direction): readonly PropertyName[] {
  if (rule.accounting_treatment === 'basis transfer') return [];
  return rule.accounting_treatment === 'swap' || direction === 'in' ? ['taxable'] : PROPERTIES;
}

/** The answer to the question of a property: `yes`, `no`, or `setting:<name>`. */
export function answerOf(rule: RuleBody, name: PropertyName): string {
  const all = rule.accounting_treatment === 'swap' ? EXCHANGE : [name];
  const { value, linked_setting: setting } = all.map(one => rule[one]).find(one => one.value || one.linked_setting) ?? rule[name];
  return setting ? `setting:${setting}` : value ? 'yes' : 'no';
}

/** What an answer makes of the properties. */
export function answered(rule: RuleBody, name: PropertyName, answer: string): Partial<Pick<RuleBody, PropertyName>> {
  const setting = answer.startsWith('setting:') ? answer.slice('setting:'.length) : null;
  const all = rule.accounting_treatment === 'swap' ? EXCHANGE : [name];
  return Object.fromEntries(all.map(one => [one, setting === null ? { value: answer === 'yes' } : { value: rule[one].value, linked_setting: setting }]));
}

/** The rule that counts once this one is gone; null when none does. A trade of several assets goes by the rules of trades where it has none. */
export function nextRule(rule: Rule, all: readonly Rule[]): Rule | null {
  const isSingle = (rule.event_ids?.length ?? 0) > 0;
  const parties = isSingle ? [rule.counterparty ?? null, null] : [null];
  const types = rule.event_type === 'multi trade' ? ['multi trade', 'trade'] : [rule.event_type];
  for (const type of types) for (const party of parties) {
    const found = all.find(one => one.identifier !== rule.identifier && !one.event_ids?.length && one.event_type === type && one.event_subtype === rule.event_subtype && (one.counterparty ?? null) === party);
    if (found) return found;
  }
  return null;
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
