import { describe, expect, it } from 'vitest';
import { manifestRows } from './manifest';
import { backupAge } from '@/shared/settings';
import { checkPassphrase } from './passphrase';
import { formatSize } from './size';

describe('checkPassphrase', () => {
  it('wants one of some length, twice', () => {
    expect(checkPassphrase('', '')).toEqual({ passphrase: 'required' });
    expect(checkPassphrase('short', 'short')).toEqual({ passphrase: 'short' });
    expect(checkPassphrase('long enough', 'long enougj')).toEqual({ repeat: 'differ' });
    expect(checkPassphrase('long enough', 'long enough')).toEqual({});
  });
});

describe('backupAge', () => {
  it('reminds after thirty days, and of no backup at all', () => {
    expect(backupAge(0, 1000)).toBe('never');
    expect(backupAge(1_000_000, 1_000_000 + 29 * 86_400)).toBeNull();
    expect(backupAge(1_000_000, 1_000_000 + 40 * 86_400)).toBe(40);
  });
});

describe('formatSize', () => {
  it('keeps one digit where it tells something', () => {
    expect(formatSize(999, 'en')).toBe('999 bytes');
    expect(formatSize(1_234_567, 'en')).toBe('1.2 MB');
    expect(formatSize(45_600_000, 'en')).toBe('46 MB');
  });
});

describe('manifestRows', () => {
  it('lists plain values and the counts of rows, and nothing long', () => {
    const rows = manifestRows({ format: 1, app_version: '1.0', created: 1_700_000_000, row_counts: { account: 3, tag: 0 }, sha256: { 'db.sqlite': 'ab' } });
    expect(rows).toEqual([
      { name: 'app_version', kind: 'text', value: '1.0' },
      { name: 'created', kind: 'time', value: 1_700_000_000 }, { name: 'account', kind: 'count', value: 3 },
    ]);
  });
});
