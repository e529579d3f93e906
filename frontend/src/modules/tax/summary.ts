/** What a report's totals add up to, and what its period is called. */
import { addDecimals, compareDecimals, isKnown, negateDecimal, signOf } from '@/shared/format';

export interface Totals { taxable: string; free: string; not_known?: number | undefined }
/** `unknown`: lines that are in no sum. */
export interface CategoryTotal { category: string; taxable: string; free: string; unknown: number }

const sizeOf = (text: string): string => (signOf(text) < 0 ? negateDecimal(text) : text);

/** Categories with anything in them, the largest first. */
export function categoriesOf(overview: Readonly<Record<string, Totals>>): CategoryTotal[] {
  return Object.entries(overview)
    .map(([category, total]) => ({ category, taxable: total.taxable, free: total.free, unknown: total.not_known ?? 0 }))
    .filter(total => signOf(total.taxable) !== 0 || signOf(total.free) !== 0 || total.unknown > 0 || !isKnown(total.taxable))
    .sort((a, b) => compareDecimals(addDecimals([sizeOf(b.taxable), sizeOf(b.free)]), addDecimals([sizeOf(a.taxable), sizeOf(a.free)])));
}

/** The sum of what is known, and how many lines are in no sum. */
export function sumOf(overview: Readonly<Record<string, Totals>>): CategoryTotal {
  const all = Object.values(overview);
  return { category: '', taxable: addDecimals(all.map(one => one.taxable)), free: addDecimals(all.map(one => one.free)), unknown: all.reduce((sum, one) => sum + (one.not_known ?? 0), 0) };
}

/** Totals of lines, as a report has them: what is not known is counted and in no sum. */
export function totalsOf(lines: readonly { type: string; pnl_taxable: string; pnl_free: string }[]): Record<string, { taxable: string; free: string; not_known: number }> {
  const found: Record<string, { taxable: string; free: string; not_known: number }> = {};
  for (const line of lines) {
    const total = found[line.type] ??= { taxable: '0', free: '0', not_known: 0 };
    total.taxable = addDecimals([total.taxable, line.pnl_taxable]);
    total.free = addDecimals([total.free, line.pnl_free]);
    if (!isKnown(line.pnl_taxable) || !isKnown(line.pnl_free)) total.not_known += 1;
  }
  return found;
}

/** The calendar years of a period, in UTC, the first one first. */
export function yearsOf(start: number, end: number): number[] {
  const first = new Date(start * 1000).getUTCFullYear();
  const last = new Date(end * 1000).getUTCFullYear();
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

/** How many things a report could not know. */
export const openOf = (findings: Readonly<Record<string, number>>): number => Object.values(findings).reduce((sum, count) => sum + count, 0);

/** The first second of a day in local time, and with `end` the last one; null when it is no day. */
export function secondOf(day: string, end = false): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return null;
  const date = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + (end ? 1 : 0));
  return Math.floor(date.getTime() / 1000) - (end ? 1 : 0);
}

/** The day of a second in local time, for a date input. */
export function dayOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/**
 * The tax year that people most likely report now: the one before the running one, or the last one in which anything happened. `years` with the
 * newest first, `starts`: their first days; `last`: seconds of the newest event.
 */
export function likelyYear(years: readonly string[], starts: readonly string[] = [], last: number | null = null): string {
  const day = last === null ? null : dayOf(last);
  return years.find((_, at) => at > 0 && day !== null && (starts[at] ?? '9') <= day) ?? years[1] ?? years[0] ?? '';
}
