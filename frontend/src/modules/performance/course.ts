/** Courses that a chart draws, out of the daily series: exact where they are sums, floats where they are heights of a picture. */
import { addDecimals, ratio, subtractDecimals } from '@/shared/format';
import type { Series } from './types';

export const RANGES = ['30d', '90d', 'ytd', '1y', '3y', 'all'] as const;
export type Range = typeof RANGES[number];

const DAY = 86_400;
const DAYS: Partial<Record<Range, number>> = { '30d': 30, '90d': 90, '1y': 365, '3y': 1095 };

/** The first second of a range; 0 for everything. */
export function startOf(range: Range, now: number): number {
  if (range === 'all') return 0;
  if (range === 'ytd') return Math.floor(Date.UTC(new Date(now * 1000).getUTCFullYear(), 0, 1) / 1000);
  return Math.max(0, Math.floor(now / DAY) * DAY - (DAYS[range] ?? 0) * DAY);
}

/** An index that starts at 1 as a return that starts at 0. Before the first day with a value there is nothing. */
export function returnsOf(index: readonly (string | null)[]): (string | null)[] {
  return index.map(value => (value === null ? null : subtractDecimals(value, '1')));
}

/** How far below its highest point so far the index is: 0, or below zero. */
export function drawdownsOf(index: readonly (string | null)[]): (string | null)[] {
  let highest: string | null = null;
  return index.map(value => {
    if (value === null) return null;
    const share: number | null = highest === null ? 1 : ratio(value, highest);
    if (share === null || share >= 1) {
      highest = value;
      return '0';
    }
    return (share - 1).toFixed(9);
  });
}

/** What was worth at the start and what was paid in until each day: what the value is to be compared with. */
export function investedOf(series: Series): (string | null)[] {
  const start = series.values.findIndex(value => value !== null);
  if (start < 0) return series.values.map(() => null);
  const before = subtractDecimals(series.values[start] ?? '0', series.paid_in[start] ?? '0');
  return series.paid_in.map((paid, at) => (at < start ? null : addDecimals([before, paid])));
}
