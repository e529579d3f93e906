import { describe, expect, it } from 'vitest';
import { amountOf, daysBetween, gainOf, ruleOf } from './line';
import { categoriesOf, dayOf, likelyYear, openOf, secondOf, sumOf, totalsOf, yearsOf } from './summary';

const overview = {
  trade: { taxable: '-5', free: '1', not_known: 0 }, fee: { taxable: '-0.000000000000000001', free: '0' }, staking: { taxable: '100', free: '0', not_known: 2 }, loan: { taxable: '0', free: '0', not_known: 0 },
};

describe('totals', () => {
  it('show the largest category first and leave out empty ones', () => {
    expect(categoriesOf(overview).map(one => one.category)).toEqual(['staking', 'trade', 'fee']);
    expect(categoriesOf({ loan: { taxable: '0', free: '0', not_known: 1 } })).toHaveLength(1);
  });

  it('are exact, and count what is in no sum', () => {
    expect(sumOf(overview)).toEqual({ category: '', taxable: '94.999999999999999999', free: '1', unknown: 2 });
    expect(openOf({ missing_price: 2, missing_acquisition: 3 })).toBe(5);
  });
});

it('sums lines of a year as a report does', () => {
  expect(totalsOf([{ type: 'trade', pnl_taxable: '0.1', pnl_free: '0' }, { type: 'trade', pnl_taxable: '0.2', pnl_free: 'NaN' }, { type: 'fee', pnl_taxable: '-1', pnl_free: '0' }]))
    .toEqual({ trade: { taxable: '0.3', free: '0', not_known: 1 }, fee: { taxable: '-1', free: '0', not_known: 0 } });
  expect(yearsOf(Date.UTC(2022, 11, 31) / 1000, Date.UTC(2024, 0, 1) / 1000)).toEqual([2022, 2023, 2024]);
});

describe('a line', () => {
  it('has the sum of its parts, and no gain where one is unknown', () => {
    expect(amountOf({ taxable_amount: '0.1', free_amount: '0.2' })).toBe('0.3');
    expect(gainOf({ pnl_taxable: '1', pnl_free: '-3' })).toBe('-2');
    expect(gainOf({ pnl_taxable: 'NaN', pnl_free: '0' })).toBeNull();
  });

  it('names its rule', () => {
    expect(ruleOf('event:12')).toEqual({ event: 12 });
    expect(ruleOf('spend/fee/gas')).toEqual({ type: 'spend', subtype: 'fee', counterparty: 'gas' });
    expect(ruleOf('multi trade/spend')).toEqual({ type: 'multi trade', subtype: 'spend', counterparty: null });
    expect(ruleOf('')).toBeNull();
  });

  it('counts whole days', () => { expect(daysBetween(0, 2 * 86_400 - 1)).toBe(1); });
});

describe('periods', () => {
  it('include both days', () => {
    const start = secondOf('2024-02-28');
    const end = secondOf('2024-02-29', true);
    expect((end ?? 0) - (start ?? 0)).toBe(2 * 86_400 - 1);
    expect(secondOf('2024-2-1')).toBeNull();
    expect(dayOf(start ?? 0)).toBe('2024-02-28');
  });

  it('begin with the last whole year', () => {
    expect(likelyYear(['2026', '2025', '2024'])).toBe('2025');
    expect(likelyYear(['2026'])).toBe('2026');
    expect(likelyYear([])).toBe('');
  });

  it('begin with the last one in which anything happened, where that is earlier', () => {
    const years = ['2026/27', '2025/26', '2024/25', '2023/24'];
    const starts = ['2026-04-06', '2025-04-06', '2024-04-06', '2023-04-06'];
    const at = (day: string): number => Date.parse(`${day}T12:00:00Z`) / 1000;
    expect(['2026-11-01', '2026-04-01', '2025-04-05', '2024-01-01'].map(day => likelyYear(years, starts, at(day)))).toEqual(['2025/26', '2025/26', '2024/25', '2023/24']);
    expect(likelyYear(years, starts, at('2019-01-01'))).toBe('2025/26'); // none of those that are listed
  });
});
