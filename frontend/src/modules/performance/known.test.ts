import { describe, expect, it } from 'vitest';
import { endsKnown, isNothingKnown, sumsOf } from './known';
import type { Performance } from './types';

const measured = (values: (string | null)[], sums: Partial<Performance> = {}): Performance => ({
  start_value: '100', end_value: '150', contributions: '20', withdrawals: '0', growth: '30', ...sums,
  series: { times: [], values, index: [], inflows: [], outflows: [], paid_in: [], benchmark_index: [], benchmark_values: [] },
} as unknown as Performance);
const told = (data: Performance, isPartial = false): Record<string, string> =>
  Object.fromEntries(sumsOf(data, isPartial).map(({ key, value, atLeast }) => [key, value === null ? '—' : `${atLeast ? '≥ ' : ''}${value}`]));

describe('sums of a time', () => {
  it('are told where the value is known at both ends, with gaps between', () => {
    expect(told(measured(['100', null, null, '150']))).toEqual({ start: '100', in: '20', out: '0', growth: '30', end: '150' });
  });

  it('are unknown where the days of an end are, but for one day that may still get its price', () => {
    expect(endsKnown(measured(['100', '150', null]))).toEqual({ start: true, end: true });
    expect(told(measured(['100', '150', null, null]))).toEqual({ start: '100', in: '≥ 20', out: '≥ 0', growth: '—', end: '—' });
    expect(told(measured([null, null, '100', '150']))).toMatchObject({ start: '—', growth: '—', end: '150' });
  });

  it('are at least so much where an asset has no price at all, and unknown where that is below zero', () => {
    expect(told(measured(['100', '150']), true)).toEqual({ start: '≥ 100', in: '≥ 20', out: '≥ 0', growth: '30', end: '≥ 150' });
    expect(told(measured(['0', '-1000'], { start_value: '0', end_value: '-1000', growth: '0' }), true)).toMatchObject({ start: '≥ 0', growth: '0', end: '—' });
    expect(told(measured(['100', '-1000', '150']))).toMatchObject({ growth: '30', end: '150' });
  });
});

it('knows nothing where all that is left is zeros', () => {
  expect(isNothingKnown(measured(['0', null, '0']), true)).toBe(true);
  expect(isNothingKnown(measured(['0', '0']), false)).toBe(false);
  expect(isNothingKnown({ series: null }, false)).toBe(true);
});
