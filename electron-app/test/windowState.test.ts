import { describe, expect, it } from 'vitest';
import { parseWindowState, placeWindow, type Rectangle } from '../src/main/windowState.main';

const main = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: -200, width: 2560, height: 1400 };

function within(inner: Rectangle, outer: Rectangle): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

describe('placeWindow', () => {
  it('keeps what still fits', () => {
    const saved = { x: 2_000, y: 0, width: 1_300, height: 900 };
    expect(placeWindow(saved, [main, right])).toEqual(saved);
  });

  it('centres the first window', () => { expect(placeWindow(null, [main])).toEqual({ x: 320, y: 90, width: 1280, height: 860 }); });

  it('comes back from a display that is gone', () => {
    const placed = placeWindow({ x: 2_500, y: 100, width: 1_300, height: 900 }, [main]);
    expect(within(placed, main)).toBe(true);
    expect([placed.width, placed.height]).toEqual([1_300, 900]);
  });

  it('shrinks to a smaller display, and is never smaller than its least size', () => {
    const small = { x: 0, y: 0, width: 1024, height: 700 };
    expect(within(placeWindow({ x: 0, y: 0, width: 2_560, height: 1_400 }, [small]), small)).toBe(true);
    expect(placeWindow({ x: 10, y: 10, width: 1, height: 1 }, [main])).toMatchObject({ width: 480, height: 400 });
  });

  it('always leaves the title bar reachable, whatever was saved', () => {
    for (let seed = 1; seed < 3_000; seed += 1) {
      const random = (salt: number, range: number) => Math.round((Math.abs(Math.sin(seed * 12.9898 + salt * 78.233) * 43_758.5453) % 1) * range - range / 2);
      const saved = { x: random(1, 9_000), y: random(2, 6_000), width: random(3, 8_000), height: random(4, 8_000) };
      const areas = seed % 2 === 0 ? [main] : [main, right];
      const placed = placeWindow(saved, areas);
      expect(areas.some(area => within(placed, area)), JSON.stringify([saved, placed])).toBe(true);
    }
  });

  it('does not fail without a display', () => { expect(placeWindow(null, []).width).toBeGreaterThan(0); });
});

describe('parseWindowState', () => {
  it.each([null, 1, 'x', [], {}, { bounds: { x: 'a' } }, { bounds: { x: NaN, y: 0, width: 1, height: 1 } }, { bounds: { x: 1e9, y: 0, width: 1, height: 1 } }, { bounds: { x: Infinity, y: 0, width: 1, height: 1 } }])('takes no nonsense: %j', value => {
    expect(parseWindowState(value)).toEqual({ bounds: null, isMaximized: false });
  });
  it('reads what was saved', () => {
    expect(parseWindowState({ bounds: { x: 1.4, y: 2, width: 800, height: 600 }, isMaximized: true })).toEqual({ bounds: { x: 1, y: 2, width: 800, height: 600 }, isMaximized: true });
  });
});
