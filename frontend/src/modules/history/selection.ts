/** What is selected in the list, and what can be made of it. */
import type { Categories } from './category';
import { isFee } from './group';
import type { Entry } from './types';

/** Indexes from one to another, both included, whichever is the larger. */
export function rangeOf(from: number, to: number): number[] {
  const [first, last] = from < to ? [from, to] : [to, from];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

export type Side = 'spend' | 'receive' | 'fee';

/** The legs of the swap that events would be; null when they are none: several groups, or a side without an event. */
export function sidesOf(entries: readonly Entry[], categories: Categories): (readonly [Entry, Side])[] | null {
  if (new Set(entries.map(({ entry }) => entry.group_identifier)).size !== 1) return null;
  const sides = entries.map(entry => [entry, isFee(entry.entry) ? 'fee' : categories.directionOf(entry.entry) === 'in' ? 'receive' : 'spend'] as const);
  return sides.some(([, side]) => side === 'spend') && sides.some(([, side]) => side === 'receive') ? sides : null;
}
