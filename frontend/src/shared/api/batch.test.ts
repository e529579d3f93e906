import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchEffect } from 'vue';
import { BatchedMap } from './batch';

describe('a map that asks in batches', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('asks once for what is read together, and tells those who read', async () => {
    const fetch = vi.fn(async (wanted: string[]) => Promise.resolve(Object.fromEntries(wanted.filter(one => one !== 'c').map(one => [one, one.toUpperCase()]))));
    const map = new BatchedMap<string>(fetch);
    const seen: unknown[] = [];
    watchEffect(() => { seen.push(['a', 'b', 'c'].map(one => map.get(one))); }, { flush: 'sync' });
    expect(seen).toEqual([[undefined, undefined, undefined]]);
    await vi.runAllTimersAsync();
    expect(fetch.mock.calls).toEqual([[['a', 'b', 'c']]]);
    expect(seen.at(-1)).toEqual(['A', 'B', null]);
  });

  it('asks again after a failure once something reads it', async () => {
    const fetch = vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue({ a: 'A' });
    const map = new BatchedMap<string>(fetch);
    map.get('a');
    await vi.runAllTimersAsync();
    expect(map.get('a')).toBeUndefined();
    await vi.runAllTimersAsync();
    expect(map.get('a')).toBe('A');
  });

  it('takes no answer that was on its way when it was cleared', async () => {
    let answer: (found: Record<string, string>) => void = () => undefined;
    const fetch = vi.fn().mockImplementationOnce(() => new Promise(done => { answer = done; })).mockResolvedValue({ a: 'new' });
    const map = new BatchedMap<string>(fetch);
    map.get('a');
    await vi.advanceTimersByTimeAsync(20);
    map.clear();
    answer({ a: 'old' });
    await vi.runAllTimersAsync();
    expect(map.get('a')).toBe('new');
  });
});
