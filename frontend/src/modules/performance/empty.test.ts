import { describe, expect, it } from 'vitest';
import { reasonOf } from './empty';

describe('reasonOf', () => {
  it('finds nothing wrong with two known points, wherever they are', () => {
    expect(reasonOf([null, '1', null, '2'], 3, 2)).toBeNull();
  });
  it('names missing prices before all else', () => {
    expect(reasonOf([null, null], 1, 0)).toBe('prices');
    expect(reasonOf(['1', null], 0, 1)).toBe('prices');
  });
  it('tells a single day from nothing held', () => {
    expect(reasonOf(['5'], 0, 0)).toBe('single');
    expect(reasonOf([null, null], 0, 0)).toBe('payments');
    expect(reasonOf([], 0, 0)).toBe('payments');
  });
});
