import { describe, expect, it } from 'vitest';
import { fold, rank, scoreOf } from './rank';

const labels = ['Dashboard', 'Accounts', 'Balances', 'History', 'Address book', 'Add an address', 'Make a tax report', 'Make a backup', 'Manual balances', 'Steuerbericht für Österreich'];
const entries = labels.map(label => ({ label }));
const found = (typed: string): string[] => rank(typed, entries, 20).map(one => one.entry.label);

describe('rank', () => {
  it('puts a beginning of the label before a word further on', () => {
    expect(found('bal').slice(0, 2)).toEqual(['Balances', 'Manual balances']);
    expect(found('add')[0]).toBe('Add an address');
    expect(found('address b')[0]).toBe('Address book');
  });

  it('needs every word, in any order', () => {
    expect(found('report tax')).toEqual(['Make a tax report']);
    expect(found('report zebra')).toEqual([]);
  });

  it('finds first letters of words', () => {
    expect(found('mat')[0]).toBe('Make a tax report');
  });

  it('forgives one slip of four letters or more', () => {
    for (const typed of ['balnaces', 'balences', 'ballances', 'balaces', 'histroy']) expect(found(typed).length, typed).toBeGreaterThan(0);
    expect(found('histroy')[0]).toBe('History');
    expect(found('xistory')).toEqual([]);
  });

  it('ignores case and accents', () => {
    expect(fold('Zürich ß')).toBe('zurich ss');
    expect(found('osterreich')).toEqual(['Steuerbericht für Österreich']);
    expect(found('ÖSTER')).toEqual(['Steuerbericht für Österreich']);
  });

  it('counts other words less than the label', () => {
    const [label, other] = [{ label: 'Theme' }, { label: 'Appearance', words: 'theme dark' }];
    expect(rank('theme', [other, label], 5).map(one => one.entry.label)).toEqual(['Theme', 'Appearance']);
    expect(scoreOf('dark', label)).toBeNull();
  });

  it('keeps the order of equals, and everything without a text', () => {
    expect(found('')).toEqual(labels);
    expect(rank('', [{ label: 'a' }, { label: 'b', boost: 1 }], 5).map(one => one.entry.label)).toEqual(['b', 'a']);
  });

  it('is quick with ten thousand entries', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ label: `Wallet number ${String(index)} of the treasury`, words: `0x${index.toString(16).padStart(40, '0')}` }));
    rank('warm up', many, 10);
    const start = performance.now();
    rank('wallet 99', many, 10);
    expect(performance.now() - start).toBeLessThan(250);
  });
});
