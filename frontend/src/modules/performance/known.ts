/** What may be said of a time: nothing is a number that is not known, and what lacks a part is called "at least". Pure. */
import { signOf } from '@/shared/format';
import type { Performance } from './types';

/** How many days a price may be late: the one of today may not be there yet, as prices are of a day. */
const LATE_DAYS = 1;

/** Whether the value is known where the time begins and where it ends; figures of the whole need both. */
export function endsKnown({ series }: Pick<Performance, 'series'>): { start: boolean; end: boolean } {
  const isKnown = (value: string | null): boolean => value !== null;
  const values = series?.values ?? [];
  return { start: values.slice(0, LATE_DAYS + 1).some(isKnown), end: values.slice(-LATE_DAYS - 1).some(isKnown) };
}

/** Whether the whole time has a return: the value at both of its ends is known. */
export function hasReturn(data: Pick<Performance, 'series'>): boolean {
  const ends = endsKnown(data);
  return ends.start && ends.end;
}

export interface Sum { key: 'start' | 'in' | 'out' | 'growth' | 'end'; value: string | null; atLeast: boolean }

/** Value at the start, payments, growth and value at the end. @param isPartial something that was held has no price at all and is in none of them */
export function sumsOf(data: Performance, isPartial: boolean): Sum[] {
  const ends = endsKnown(data);
  // Where a part is left out, "at least" a debt would say nothing.
  const worth = (value: string | null, isKnown: boolean): string | null => (isKnown && !(isPartial && signOf(value) < 0) ? value : null);
  const arePaymentsPartial = isPartial || !ends.start || !ends.end;
  return [
    { key: 'start', value: worth(data.start_value, ends.start), atLeast: isPartial },
    { key: 'in', value: data.contributions, atLeast: arePaymentsPartial },
    { key: 'out', value: data.withdrawals, atLeast: arePaymentsPartial },
    { key: 'growth', value: hasReturn(data) ? data.growth : null, atLeast: false },
    { key: 'end', value: worth(data.end_value, ends.end), atLeast: isPartial },
  ];
}

/** Whether no value is known at all: of what has no price nothing is left but zeros. */
export function isNothingKnown({ series }: Pick<Performance, 'series'>, isPartial: boolean): boolean {
  return series === null || series.values.every(value => value === null || (isPartial && signOf(value) === 0));
}
