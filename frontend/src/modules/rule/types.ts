/** Rules of accounting on the client. What the API tells is typed in `shared/api`. */
import type { AccountingRule, AccountingRuleData } from '@/shared/api';

export type { AccountingRuleConflict as RuleConflict } from '@/shared/api';
export const PROPERTIES = ['taxable', 'count_entire_amount_spend', 'count_cost_basis_pnl'] as const;
export type PropertyName = typeof PROPERTIES[number];
export type RuleProperty = AccountingRuleData['taxable'];

/** What a rule says. `event_ids`: events that it is for, and for no others. */
export type RuleBody = AccountingRuleData;
/** `state`: `edited` is a shipped one that the user changed, `event` one for single events. */
export type Rule = AccountingRule;

export interface RulePage { entries: Rule[]; entries_found: number; entries_total: number; entries_limit: number }

/** Which settings a property can follow. */
export type LinkableSettings = Partial<Record<PropertyName, string[]>>;
