import { describe, expect, it } from 'vitest';
import { guessCurrency } from './currency';
import { passwordStrength } from './password';
import { pickWordsToProve, sameWord } from './proof';

describe('passwordStrength', () => {
  it('calls short, common and repeated passwords weak', () => {
    for (const text of ['', 'abc', 'aaaaaaaaaaaa', '123456789', 'password1']) expect(passwordStrength(text), text).toBe(0);
    expect(passwordStrength('annasbook1', 'anna')).toBe(0);
  });

  it('rates longer ones higher', () => {
    expect(passwordStrength('tqzbrxkwmp')).toBe(1);
    expect(passwordStrength('harbour lantern 42')).toBe(3);
  });
});

describe('guessCurrency', () => {
  it('follows the region', () => {
    expect(['de-DE', 'de-CH', 'en-GB', 'en', 'fr', 'xx-invalid-locale-☃'].map(guessCurrency)).toEqual(['EUR', 'CHF', 'GBP', 'USD', 'EUR', 'USD']);
  });
});

describe('proof of a recovery key', () => {
  it('asks two different words in order', () => {
    for (let n = 0; n < 100; n += 1) {
      const [a = -1, b = -1] = pickWordsToProve(12);
      expect(a).toBeGreaterThanOrEqual(0);
      expect(b).toBeGreaterThan(a);
      expect(b).toBeLessThan(12);
    }
  });

  it('forgives spaces and capitals, nothing else', () => {
    expect(sameWord('apple', ' Apple ')).toBe(true);
    expect(sameWord('apple', 'apples')).toBe(false);
    expect(sameWord('', '')).toBe(false);
  });
});
