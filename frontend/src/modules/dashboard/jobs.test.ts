import { describe, expect, it } from 'vitest';
import { jobsOf, nextStep, type Facts } from './jobs';

const nothing: Facts = { hasAccounts: false, hasManual: false, hasAssets: false, unknownPrices: 0, syncedAt: 0, importedAt: 0, checkedAt: 0, report: null, backupAt: 0 };
const job = (facts: Partial<Facts>, key: string) => {
  const found = jobsOf({ ...nothing, ...facts }).find(one => one.key === key);
  if (!found) throw new Error(key);
  return found;
};

describe('jobsOf', () => {
  it('has nothing done at the start, and begins with the first step', () => {
    expect(jobsOf(nothing).map(one => [one.key, one.done, nextStep(one)?.key])).toEqual([['own', false, 'address'], ['history', false, 'import'], ['report', false, 'make']]);
  });

  it('needs addresses or manual balances, and a price of everything', () => {
    expect(nextStep(job({ hasManual: true, hasAssets: true, unknownPrices: 2 }, 'own'))?.key).toBe('prices');
    expect(job({ hasManual: true, hasAssets: true }, 'own').done).toBe(true);
    expect(job({ hasAccounts: true }, 'own').done).toBe(false);
  });

  it('wants the history checked again after it changed', () => {
    expect(job({ importedAt: 100, checkedAt: 100 }, 'history').done).toBe(true);
    expect(nextStep(job({ importedAt: 100, syncedAt: 200, hasAccounts: true, checkedAt: 150 }, 'history'))?.key).toBe('check');
    expect(job({ checkedAt: 50 }, 'history').done).toBe(false);
  });

  it('leads to what is open in the newest report', () => {
    expect(nextStep(job({ report: { id: 4, open: 3 } }, 'report'))).toMatchObject({ key: 'open', to: '/taxes/reports/4?tab=open' });
    expect(job({ report: { id: 4, open: 0 }, backupAt: 9 }, 'report').done).toBe(true);
  });
});
