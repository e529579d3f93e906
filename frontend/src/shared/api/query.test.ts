import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeWebSocket } from './fakeWebSocket';
import { bindSocketToCache, createQueryClient } from './query';
import { Socket } from './socket';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

/** The keys that a pushed change makes stale. */
function staleAfter(what: string, known: readonly (readonly unknown[])[]): unknown[] {
  const web = new FakeWebSocket();
  const socket = new Socket(() => web as unknown as WebSocket);
  const client = createQueryClient();
  bindSocketToCache(socket, client);
  socket.start();
  known.forEach(key => client.setQueryData(key, 1));
  web.push({ type: 'data_changed', data: { what } });
  vi.advanceTimersByTime(100);
  return known.filter(key => client.getQueryState(key)?.isInvalidated);
}

describe('bindSocketToCache', () => {
  const known = [['history', 'groups'], ['performance', '1y'], ['reconciliation'], ['reports'], ['reports', 7], ['reports', 7, 'lines', {}, 0], ['lots', 7], ['tags']];

  it('makes stale what is computed of the history, and of a report only whether it is up to date', () => {
    expect(staleAfter('history', known)).toEqual([['history', 'groups'], ['performance', '1y'], ['reconciliation'], ['reports'], ['reports', 7]]);
    expect(staleAfter('accounting_rules', known)).toEqual([['reports'], ['reports', 7]]);
  });

  it('makes stale what has a value at a price', () => {
    expect(staleAfter('prices', known)).toEqual([['performance', '1y'], ['reports'], ['reports', 7], ['lots', 7]]);
  });

  it('takes a word without an entry for the key of the same name', () => {
    expect(staleAfter('tags', known)).toEqual([['tags']]);
  });
});
