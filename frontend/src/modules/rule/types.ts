/** A rule of accounting as the API tells it. */
export interface RuleProperty { value: boolean; linked_setting?: string | null }

export type Treatment = 'swap' | 'basis transfer' | null;
export const PROPERTIES = ['taxable', 'count_entire_amount_spend', 'count_cost_basis_pnl'] as const;
export type PropertyName = typeof PROPERTIES[number];

export interface RuleBody extends Record<PropertyName, RuleProperty> {
  event_type: string;
  event_subtype: string;
  counterparty: string | null;
  /** Events that it is for, and for no others; null where it is for all of its kind. */
  event_ids?: number[] | null;
  accounting_treatment: Treatment;
}

export interface Rule extends RuleBody {
  identifier: number;
  /** Whether the user made or changed it. */
  is_custom?: boolean;
}

export interface RulePage { entries: Rule[]; entries_found: number; entries_total: number; entries_limit: number }

/** Which settings a property can follow. */
export type LinkableSettings = Partial<Record<PropertyName, string[]>>;
