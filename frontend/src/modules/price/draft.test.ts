import { describe, expect, it } from 'vitest';
import { parseLocalTime, toLocalTime } from '@/shared/format';
import { checkPrice } from './draft';

const draft = { from: 'ETH', to: 'EUR', price: '2000', time: '2024-05-01T12:30' };
const now = 1_750_000_000;

describe('checkPrice', () => {
  it('accepts a whole price and names what is wrong', () => {
    expect(checkPrice(draft, true, now)).toEqual({});
    expect(checkPrice({ from: '', to: '', price: '', time: '' }, true, now))
      .toEqual({ from_asset: 'required', to_asset: 'required', price: 'required', timestamp: 'time' });
    expect(checkPrice({ ...draft, to: 'ETH', price: '0' }, false, now)).toEqual({ to_asset: 'same', price: 'positive' });
  });

  it('refuses a time in the future', () => {
    expect(checkPrice({ ...draft, time: '2031-01-01T00:00' }, true, now)).toEqual({ timestamp: 'future' });
  });
});

describe('local times', () => {
  it('come back as they were', () => {
    const at = parseLocalTime('2024-05-01T12:30');
    expect(at).not.toBeNull();
    expect(toLocalTime(at ?? 0)).toBe('2024-05-01T12:30');
    expect(parseLocalTime('2024-13-01T12:30')).toBeNull();
    expect(parseLocalTime('yesterday')).toBeNull();
  });
});
