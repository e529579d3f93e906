/** One line of a report: what the screen says of it. */
import { addDecimals, compareDecimals, isKnown, negateDecimal, signOf } from '@/shared/format';

export interface Amounts { taxable_amount: string; free_amount: string; pnl_taxable: string; pnl_free: string }

/** The whole amount of the event. */
export const amountOf = (line: Pick<Amounts, 'taxable_amount' | 'free_amount'>): string => addDecimals([line.taxable_amount, line.free_amount]);

/** What a line adds to the totals in all; null where a part of it is unknown. */
export function gainOf(line: Pick<Amounts, 'pnl_taxable' | 'pnl_free'>): string | null {
  return isKnown(line.pnl_taxable) && isKnown(line.pnl_free) ? addDecimals([line.pnl_taxable, line.pnl_free]) : null;
}

const LEAST = '0.005';
/** What shows as zero has none. */
export function toneOf(text: string | null): 'up' | 'down' | '' {
  const sign = signOf(text);
  if (text === null || sign === 0 || compareDecimals(sign < 0 ? negateDecimal(text) : text, LEAST) < 0) return '';
  return sign > 0 ? 'up' : 'down';
}

/** Whole days between two seconds. */
export const daysBetween = (from: number, until: number): number => Math.floor((until - from) / 86_400);

/** The event, or the words of a pair, that a line's rule is for. */
export function ruleOf(text: string): { event: number } | { type: string; subtype: string; counterparty: string | null } | null {
  const single = /^event:(\d+)$/.exec(text);
  if (single) return { event: Number(single[1]) };
  const [type, subtype, ...rest] = text.split('/');
  return type && subtype ? { type, subtype, counterparty: rest.length > 0 ? rest.join('/') : null } : null;
}

/** Flags that say that something is not known or not done yet, and those that only explain. */
export const OPEN_FLAGS: ReadonlySet<string> = new Set(['missing_basis', 'missing_price', 'unmatched_transfer', 'oversold', 'no_rule']);
