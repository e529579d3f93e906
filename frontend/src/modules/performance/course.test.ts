import { describe, expect, it } from 'vitest';
import { drawdownsOf, investedOf, returnsOf, startOf } from './course';
import type { Series } from './types';

const series = (values: (string | null)[], paid: string[]): Series => ({ times: values.map((_, at) => at * 86_400), values, index: [], inflows: [], outflows: [], paid_in: paid, benchmark_index: [], benchmark_values: [] });

describe('courses', () => {
  it('are returns from zero, with holes where nothing is known', () => {
    expect(returnsOf([null, '1', '1.05', null, '0.9'])).toEqual([null, '0', '0.05', null, '-0.1']);
  });

  it('fall from their highest point', () => {
    expect(drawdownsOf([null, '1', '1.25', '1', null, '1.5', '0.75'])).toEqual([null, '0', '0', '-0.200000000', null, '0', '-0.500000000']);
    expect(drawdownsOf(['0', '0'])).toEqual(['0', '0']);
  });

  it('compare the value with what was there and what was paid in', () => {
    expect(investedOf(series([null, '100', '130'], ['0', '100', '120']))).toEqual([null, '100', '120']);
    expect(investedOf(series(['50', '60'], ['0', '5']))).toEqual(['50', '55']);
    expect(investedOf(series([null], ['1']))).toEqual([null]);
  });
});

it('knows where a range begins', () => {
  const now = Date.UTC(2024, 4, 10, 13) / 1000;
  expect(startOf('all', now)).toBe(0);
  expect(startOf('ytd', now)).toBe(Date.UTC(2024, 0, 1) / 1000);
  expect(startOf('30d', now)).toBe(Date.UTC(2024, 3, 10) / 1000);
});
