import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, setLaunchToken, socket } from '@/shared/api';
import { FakeWebSocket } from '@/shared/api/fakeWebSocket';
import { useSession } from './store';

/** What the backend stands at; `users` says who is open. */
let backend = { token: '', users: {} as Record<string, string> };

function answer(url: string, init: RequestInit): Promise<Response> {
  const path = url.replace('/api/1', '');
  const fail = (code: string): Promise<Response> => Promise.resolve(new Response(JSON.stringify({ result: null, message: code, error: { code } }), { status: 401 }));
  if ((init.headers as Record<string, string>)['Authorization'] !== `Bearer ${backend.token}`) return fail('token_required');
  if (path === '/tags' && !Object.values(backend.users).includes('loggedin')) return fail('not_logged_in');
  const result = path === '/users' ? backend.users : path === '/tasks' ? { pending: [], completed: [], tasks: [] } : {};
  return Promise.resolve(new Response(JSON.stringify({ result, message: '' })));
}

const reload = vi.fn();
let pinia: Pinia;
beforeEach(() => {
  vi.stubGlobal('fetch', vi.fn(answer));
  vi.stubGlobal('WebSocket', FakeWebSocket);
  vi.spyOn(window.location, 'reload').mockImplementation(reload);
  reload.mockClear();
  pinia = createPinia();
  setActivePinia(pinia);
  backend = { token: 'first-start', users: { anna: 'loggedin', berta: 'loggedout' } };
  setLaunchToken('first-start');
});
afterEach(() => {
  socket.stop();
  disposePinia(pinia);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  window.location.hash = '';
  sessionStorage.clear();
});

describe('a session that ended under an open page', () => {
  it('is gone when somebody closed it', async () => {
    const session = useSession();
    await session.boot();
    expect(session.state).toBe('ready');
    backend.users = { anna: 'loggedout', berta: 'loggedout' };
    await expect(api.get('/tags')).rejects.toMatchObject({ code: 'not_logged_in' });
    expect([session.state, session.lacking]).toEqual(['locked', null]);
  });

  it('waits for key and password when a new start closed it, and then makes the call that found out', async () => {
    const session = useSession();
    await session.boot();
    backend = { token: 'second-start', users: { anna: 'loggedout', berta: 'loggedout' } };
    const call = api.get('/tags');
    await vi.waitFor(() => { expect(session.lacking).toBe('key'); });
    await session.useKey('of-no-start');
    expect([session.state, session.lacking, session.problem?.status]).toEqual(['ready', 'key', 401]);
    await session.useKey('second-start');
    expect([session.state, session.lacking, session.problem]).toEqual(['ready', 'password', null]);
    backend.users = { anna: 'loggedin', berta: 'loggedout' };
    await session.boot();
    expect([session.state, session.lacking]).toEqual(['ready', null]);
    expect(await call).toEqual({});
    expect(reload).not.toHaveBeenCalled();
  });

  it('keeps a key that fits when an old link is opened', async () => {
    const session = useSession();
    await session.boot();
    await session.useKey('of-an-earlier-start');
    expect([session.state, session.lacking]).toEqual(['ready', null]);
    expect(await api.get('/tags')).toEqual({});
  });

  it('leaves the page when another profile is open, or the program knows no such profile', async () => {
    const session = useSession();
    await session.boot();
    backend.users = { anna: 'loggedout', berta: 'loggedin' };
    await session.boot();
    expect(reload).toHaveBeenCalledTimes(1);
    backend = { token: 'second-start', users: { carla: 'loggedout' } };
    await session.useKey('second-start');
    expect([session.state, session.lacking]).toEqual(['locked', null]);
    expect(reload).toHaveBeenCalledTimes(2);
  });
});
