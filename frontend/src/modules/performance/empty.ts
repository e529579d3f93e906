/** Why a chart has nothing to show, and what helps. Pure. */
export type Reason = 'prices' | 'single' | 'payments';

/** A line needs two known points. @returns null when there is one to draw. */
export function reasonOf(values: readonly (string | null)[], unpriced: number, unknownDays: number): Reason | null {
  const known = values.filter(value => value !== null).length;
  if (known >= 2) return null;
  if (unpriced > 0 || unknownDays > 0) return 'prices';
  return known === 1 ? 'single' : 'payments';
}
