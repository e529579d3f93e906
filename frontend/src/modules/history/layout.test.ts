import { describe, expect, it } from 'vitest';
import { moveCursor, stepOf } from './cursor';
import { RowLayout } from './layout';

describe('RowLayout', () => {
  it('places rows of a quarter of a million without counting them', () => {
    const layout = new RowLayout(250_000, 38);
    expect(layout.height).toBe(9_500_000);
    expect(layout.indexAt(layout.topOf(123_456))).toBe(123_456);
    expect(layout.range(layout.topOf(100_000), 760, 8)).toEqual([99_992, 100_028]);
  });

  it('makes room for open rows', () => {
    const layout = new RowLayout(100, 10, new Map([[50, 7], [5, 100], [200, 40]]));
    expect(layout.height).toBe(1107);
    expect([layout.topOf(5), layout.topOf(6), layout.topOf(51)]).toEqual([50, 160, 617]);
    for (let index = 0; index < 100; index += 1) {
      expect(layout.indexAt(layout.topOf(index))).toBe(index);
      expect(layout.indexAt(layout.topOf(index + 1) - 1)).toBe(index);
    }
  });

  it('stays within its rows', () => {
    expect(new RowLayout(3, 10).range(-50, 1000, 2)).toEqual([0, 2]);
    expect(new RowLayout(0, 10).range(0, 100, 2)).toEqual([0, -1]);
  });
});

describe('moveCursor', () => {
  const events = (index: number): number => (index === 1 ? 2 : 0);
  const go = (index: number, sub: number, key: string): [number, number] => {
    const step = stepOf(key);
    if (step === undefined) throw new Error(key);
    const moved = moveCursor({ index, sub }, step, 4, events);
    return [moved.index, moved.sub];
  };

  it('walks through open groups both ways', () => {
    expect([go(0, -1, 'j'), go(1, -1, 'j'), go(1, 0, 'ArrowDown'), go(1, 1, 'j')]).toEqual([[1, -1], [1, 0], [1, 1], [2, -1]]);
    expect([go(2, -1, 'k'), go(1, 1, 'ArrowUp'), go(1, 0, 'k'), go(1, -1, 'k')]).toEqual([[1, 1], [1, 0], [1, -1], [0, -1]]);
  });

  it('stops at the ends', () => {
    expect([go(0, -1, 'k'), go(3, -1, 'j'), go(3, -1, 'PageDown'), go(1, 1, 'Home'), go(0, -1, 'End')]).toEqual([[0, -1], [3, -1], [3, -1], [0, -1], [3, -1]]);
  });
});
