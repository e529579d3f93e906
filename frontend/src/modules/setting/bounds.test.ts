import { describe, expect, it } from 'vitest';
import { isIdle } from '@/modules/session';
import { matches, parseWhole } from './bounds';

describe('parseWhole', () => {
  it('takes whole numbers within the limits only', () => {
    expect(parseWhole(' 24 ', 1, 100)).toBe(24);
    for (const wrong of ['0', '101', '-5', '1.5', '1e2', 'NaN', '', '１２']) expect(parseWhole(wrong, 1, 100)).toBeNull();
  });
});

describe('matches', () => {
  it('wants every word somewhere', () => {
    expect(matches('price order', ['Order of sources', 'asked for a PRICE'])).toBe(true);
    expect(matches('price node', ['Order of sources', 'asked for a price'])).toBe(false);
    expect(matches('', [])).toBe(true);
  });
});

describe('isIdle', () => {
  it('is never true when switched off', () => {
    expect(isIdle(0, 1e12, 0)).toBe(false);
    expect(isIdle(0, 5 * 60_000, 5)).toBe(true);
    expect(isIdle(0, 5 * 60_000 - 1, 5)).toBe(false);
  });
});
