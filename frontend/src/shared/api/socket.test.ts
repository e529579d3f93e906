import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeWebSocket } from './fakeWebSocket';
import { backoffDelay, parseMessage, Socket, socketUrl } from './socket';
import { setLaunchToken } from './token';

function make(): { socket: Socket; opened: FakeWebSocket[] } {
  const opened: FakeWebSocket[] = [];
  const socket = new Socket(() => {
    const fake = new FakeWebSocket();
    opened.push(fake);
    return fake as unknown as WebSocket;
  });
  return { socket, opened };
}

beforeEach(() => { vi.useFakeTimers(); setLaunchToken('test-token'); });
afterEach(() => { vi.useRealTimers(); });

describe('Socket', () => {
  it('sends the token before it subscribes, and is connected once that is acknowledged', () => {
    const { socket, opened } = make();
    socket.start();
    opened[0]?.onopen?.();
    expect(opened[0]?.sent).toEqual(['{"token":"test-token"}', '{"subscribe":true}']);
    expect(socket.connected.value).toBe(false);
    opened[0]?.push({ type: 'subscribed', data: { subscribe: true } });
    expect(socket.connected.value).toBe(true);
  });

  it('hands messages on and ignores what it cannot read', () => {
    const { socket, opened } = make();
    const seen: string[] = [];
    socket.onMessage(message => { seen.push(message.type); });
    socket.start();
    opened[0]?.push({ type: 'data_changed', data: { what: 'tags' } });
    opened[0]?.onmessage?.({ data: 'garbage' });
    opened[0]?.onmessage?.({ data: new ArrayBuffer(2) });
    expect(seen).toEqual(['data_changed']);
  });

  it('reconnects with growing pauses and says when it is back', async () => {
    const { socket, opened } = make();
    const ready: boolean[] = [];
    socket.onReady(again => { ready.push(again); });
    socket.start();
    opened[0]?.push({ type: 'subscribed', data: {} });
    opened[0]?.close();
    expect(socket.connected.value).toBe(false);
    vi.advanceTimersByTime(499);
    expect(opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(opened).toHaveLength(2);
    opened[1]?.close();
    vi.advanceTimersByTime(999);
    expect(opened).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    opened[2]?.push({ type: 'subscribed', data: {} });
    expect(ready).toEqual([false, true]);
  });

  it('tells of a backend that refuses its token, and of no other end', async () => {
    const { socket, opened } = make();
    const refused = vi.fn();
    socket.onRefused(refused);
    socket.start();
    opened[0]?.close();
    expect(refused).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(500);
    opened[1]?.close(1008);
    expect(refused).toHaveBeenCalledTimes(1);
  });

  it('stays closed after stop', () => {
    const { socket, opened } = make();
    socket.start();
    socket.stop();
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(1);
  });

  it('never waits longer than 15 seconds', () => {
    expect([0, 1, 2, 20].map(backoffDelay)).toEqual([500, 1000, 2000, 15_000]);
  });

  it('finds its address beside the page and reads messages strictly', () => {
    expect(socketUrl({ protocol: 'http:', host: '127.0.0.1:4242' })).toBe('ws://127.0.0.1:4242/ws');
    expect(parseMessage('{"type":1}')).toBeNull();
    expect(parseMessage('null')).toBeNull();
  });
});
