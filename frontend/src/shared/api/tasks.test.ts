import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './error';
import { Socket } from './socket';
import { TaskTracker } from './tasks';
import { FakeWebSocket } from './fakeWebSocket';

interface Call { method: string; path: string; query?: Record<string, unknown>; body?: unknown }

function setUp(answers: Record<string, unknown>) {
  const web = new FakeWebSocket();
  const socket = new Socket(() => web as unknown as WebSocket);
  const calls: Call[] = [];
  const request = vi.fn((method: string, path: string, options: object) => {
    calls.push({ method, path, ...options });
    const found = answers[`${method} ${path}`];
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  });
  const tracker = new TaskTracker(socket, request as never);
  socket.start();
  return { tracker, socket, web, calls, answers };
}

const settle = async (): Promise<void> => { for (let i = 0; i < 10; i += 1) await Promise.resolve(); };
const done = (result: unknown) => ({ status: 'completed', status_code: 200, outcome: { result, message: '' } });
const finished = (id: number, status = 'completed') => ({ type: 'task_finished', data: { task_id: id, name: 'n', status } });

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

describe('TaskTracker', () => {
  it('resolves when the websocket says finished, fetching the outcome once', async () => {
    const { tracker, web, calls } = setUp({ 'POST /work': { task_id: 7 }, 'GET /tasks/7': done({ ok: 1 }) });
    web.push({ type: 'subscribed', data: {} });
    const handle = tracker.run('POST', '/work', { body: { a: 1 } });
    await settle();
    expect(calls[0]).toMatchObject({ body: { a: 1, async_query: true } });
    web.push({ type: 'task_progress', data: { task_id: 7, name: 'work', done: 2, total: 5, step: 'eth' } });
    expect(handle.progress.value).toEqual({ done: 2, total: 5, step: 'eth' });
    expect(tracker.running.size).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    web.push(finished(7));
    expect(await handle.result).toEqual({ ok: 1 });
    expect(calls.map(call => call.path)).toEqual(['/work', '/tasks/7']);
    expect(tracker.running.size).toBe(0);
  });

  it('does not miss a task that finished before its id was known', async () => {
    const { tracker, web } = setUp({ 'POST /work': { task_id: 3 }, 'GET /tasks/3': done('early') });
    web.push(finished(3));
    expect(await tracker.run('POST', '/work').result).toBe('early');
  });

  it('asks for a GET in its query string', async () => {
    const { tracker, web, calls } = setUp({ 'GET /balances': { task_id: 1 }, 'GET /tasks/1': done({}) });
    const handle = tracker.run('GET', '/balances', { query: { ignore_cache: true } });
    await settle();
    expect(calls[0]).toMatchObject({ query: { ignore_cache: true, async_query: true } });
    expect(calls[0]?.body).toBeUndefined();
    web.push(finished(1));
    await handle.result;
  });

  it('rejects with the code and field of a failed outcome', async () => {
    const outcome = { result: null, message: 'wrong password', error: { code: 'wrong_password', params: { field: 'password' } } };
    const { tracker, web } = setUp({ 'POST /users/x': { task_id: 2 }, 'GET /tasks/2': { status: 'completed', status_code: 401, outcome } });
    const handle = tracker.run('POST', '/users/x');
    await settle();
    web.push(finished(2, 'failed'));
    await expect(handle.result).rejects.toMatchObject({ status: 401, code: 'wrong_password', field: 'password' });
  });

  it('cancels the task in the backend and rejects', async () => {
    const { tracker, calls } = setUp({ 'POST /work': { task_id: 9 }, 'DELETE /tasks/9': true });
    const handle = tracker.run('POST', '/work');
    const result = handle.result.catch((error: unknown) => error);
    await settle();
    await handle.cancel();
    expect(await result).toMatchObject({ code: 'task_cancelled' });
    expect(calls.map(call => `${call.method} ${call.path}`)).toEqual(['POST /work', 'DELETE /tasks/9']);
  });

  it('polls only while the websocket is down, one request for all awaited tasks', async () => {
    const { tracker, calls, answers } = setUp({
      'POST /a': { task_id: 1 }, 'POST /b': { task_id: 2 }, 'GET /tasks': { pending: [1, 2], completed: [] }, 'GET /tasks/1': done('a'), 'GET /tasks/2': done('b'),
    });
    const both = Promise.all([tracker.run('POST', '/a').result, tracker.run('POST', '/b').result]);
    await settle();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls.filter(call => call.path === '/tasks')).toHaveLength(1);
    answers['GET /tasks'] = { pending: [], completed: [1, 2] };
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await both).toEqual(['a', 'b']);
  });

  it('asks once for awaited tasks when the connection is back', async () => {
    const { tracker, web, calls } = setUp({ 'POST /a': { task_id: 1 }, 'GET /tasks': { pending: [], completed: [1] }, 'GET /tasks/1': done('a') });
    const handle = tracker.run('POST', '/a');
    await settle();
    web.push({ type: 'subscribed', data: {} });
    expect(await handle.result).toBe('a');
    expect(calls.map(call => call.path)).toEqual(['/a', '/tasks', '/tasks/1']);
  });

  it('fails at once when the start is refused', async () => {
    const { tracker } = setUp({ 'POST /work': new ApiError('no', 400, { code: 'invalid' }) });
    await expect(tracker.run('POST', '/work').result).rejects.toMatchObject({ code: 'invalid' });
    expect(tracker.running.size).toBe(0);
  });

  it('tells of every end once, with the outcome of what was waited for', async () => {
    const outcome = { result: null, message: 'The file is empty.', error: { code: 'bad_file', params: {} } };
    const { tracker, web } = setUp({
      'PUT /import': { task_id: 5 }, 'GET /tasks/5': { status: 'completed', status_code: 400, outcome }, 'POST /quick': { task_id: 6 }, 'GET /tasks/6': done('early'),
    });
    const ends: unknown[] = [];
    tracker.onEnd(ended => { ends.push(ended); });
    const failing = tracker.run('PUT', '/import').result.catch((error: unknown) => error);
    await settle();
    web.push({ type: 'task_finished', data: { task_id: 5, name: 'PUT /import', status: 'failed' } });
    web.push({ type: 'task_finished', data: { task_id: 5, name: 'PUT /import', status: 'failed' } });
    await failing;
    const quick = tracker.run('POST', '/quick').result;
    web.push(finished(6));
    await quick;
    web.push({ type: 'task_finished', data: { task_id: 99, name: 'PUT /reports', status: 'failed' } });
    expect(ends).toMatchObject([
      { id: 5, name: 'PUT /import', status: 'failed', message: 'The file is empty.' }, { id: 6, status: 'completed', result: 'early' }, { id: 99, name: 'PUT /reports', status: 'failed', started: null },
    ]);
  });

  it('calls interrupted what a backend that was started anew knows nothing of', async () => {
    const { tracker, web, answers } = setUp({
      'POST /work': { task_id: 2001 }, 'GET /tasks': { pending: [2001, 2002], completed: [], tasks: [{ id: 2001, name: 'POST /work', status: 'pending' }, { id: 2002, name: 'PUT /reports', status: 'pending' }] },
    });
    const ends: { id: number; status: string; name: string }[] = [];
    tracker.onEnd(({ id, status, name }) => { ends.push({ id, status, name }); });
    web.push({ type: 'subscribed', data: {} });
    const failing = tracker.run('POST', '/work').result.catch((error: unknown) => error);
    await settle();
    await tracker.loadRunning();
    expect([...tracker.running.keys()].sort()).toEqual([2001, 2002]);
    web.push({ type: 'subscribed', data: {} });
    await settle();
    expect(tracker.running.size).toBe(2);
    answers['GET /tasks'] = { pending: [777_001], completed: [], tasks: [{ id: 777_001, name: 'POST /other', status: 'pending' }] };
    web.push({ type: 'subscribed', data: {} });
    expect(await failing).toMatchObject({ code: 'task_interrupted' });
    expect(tracker.running.size).toBe(0);
    expect(ends.sort((a, b) => a.id - b.id)).toEqual([{ id: 2001, status: 'interrupted', name: 'POST /work' }, { id: 2002, status: 'interrupted', name: 'PUT /reports' }]);
  });
});
