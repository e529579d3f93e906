import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api, buildUrl, holdCalls, onUnauthorized } from './client';
import { ApiError } from './error';
import { setLaunchToken } from './token';

function answer(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const fake = vi.fn(() => Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })));
  vi.stubGlobal('fetch', fake);
  return fake;
}

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof ApiError)) throw new Error('expected an ApiError');
  return error;
}

beforeEach(() => { setLaunchToken('test-token'); });

describe('api', () => {
  it('unwraps the envelope and sends the token', async () => {
    const fake = answer(200, { result: { a: 1 }, message: '' });
    expect(await api.get('/ping')).toEqual({ a: 1 });
    const [url, init] = fake.mock.calls[0] as [string, RequestInit];
    expect(url).toBe('/api/1/ping');
    expect(init.headers).toMatchObject({ Authorization: 'Bearer test-token' });
  });

  it('asks in the language of the page', async () => {
    const fake = answer(200, { result: true, message: '' });
    document.documentElement.lang = 'de';
    await api.get('/ping');
    document.documentElement.lang = '';
    await api.get('/ping');
    expect(fake.mock.calls.map(call => new Headers((call[1] as RequestInit).headers).get('Accept-Language'))).toEqual(['de', 'en']);
  });

  it('sends JSON bodies and leaves forms to the browser', async () => {
    const fake = answer(200, { result: true, message: '' });
    await api.put('/tags', { name: 'x' });
    expect(fake.mock.calls[0]?.[1]).toMatchObject({ body: '{"name":"x"}', headers: { 'Content-Type': 'application/json' } });
    await api.upload('POST', '/backup', new FormData());
    expect((fake.mock.calls[1]?.[1] as RequestInit).headers).not.toHaveProperty('Content-Type');
  });

  it('turns a refusal into an error with code, field and message', async () => {
    answer(400, { result: null, message: 'amount is negative', error: { code: 'invalid', params: { field: 'amount' }, retry: 'never' } });
    const error = await failure(api.put('/balances/manual', {}));
    expect(error).toMatchObject({ status: 400, code: 'invalid', field: 'amount', retry: 'never', message: 'amount is negative' });
    expect(error.messageFor('amount')).toBe('amount is negative');
    expect(error.messageFor('label')).toBeNull();
    answer(400, { result: null, message: 'bad', error: { code: 'invalid', params: { field: 'balances.1.amount' } } });
    expect((await failure(api.put('/balances/manual', {}))).messageFor('amount')).toBe('bad');
  });

  it('reads messages of several fields', async () => {
    answer(400, { result: null, message: 'two problems', error: { code: 'invalid', params: { fields: { name: ['too short', 'taken'], label: 'missing' } } } });
    const error = await failure(api.put('/x', {}));
    expect(error.messageFor('name')).toBe('Too short · Taken');
    expect(error.messageFor('label')).toBe('Missing');
  });

  it('says so when nothing answers or the answer is no envelope', async () => {
    vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('failed'))));
    expect((await failure(api.get('/ping'))).isOffline).toBe(true);
    answer(502, '<html>');
    expect(await failure(api.get('/ping'))).toMatchObject({ status: 502, code: 'http_502' });
    answer(200, 'not json');
    expect(await failure(api.get('/ping'))).toMatchObject({ status: 200 });
  });

  it('tells listeners about every 401', async () => {
    answer(401, { result: null, message: 'no token', error: { code: 'token_required' } });
    const seen: string[] = [];
    const stop = onUnauthorized(error => { seen.push(error.code); });
    await failure(api.get('/users'));
    stop();
    await failure(api.get('/users'));
    expect(seen).toEqual(['token_required']);
  });

  it('tries once more with the new token when the shell restarted the backend', async () => {
    window.desktop = { getLaunchToken: () => 'new-token' };
    const fake = vi.fn((_url: string, init: RequestInit) => {
      const fits = (init.headers as Record<string, string>)['Authorization'] === 'Bearer new-token';
      const body = fits ? { result: 'ok', message: '' } : { result: null, message: 'no', error: { code: 'token_required' } };
      return Promise.resolve(new Response(JSON.stringify(body), { status: fits ? 200 : 401 }));
    });
    vi.stubGlobal('fetch', fake);
    expect(await api.get('/users')).toBe('ok');
    expect(fake).toHaveBeenCalledTimes(2);
    delete window.desktop;
  });

  it('tries once more when another token was taken while it was under way', async () => {
    const told = vi.fn();
    const stop = onUnauthorized(told);
    answer(401, { result: null, message: 'no', error: { code: 'token_required' } });
    const call = api.get('/users');
    setLaunchToken('token-of-a-new-start');
    answer(200, { result: 'ok', message: '' });
    expect(await call).toBe('ok');
    stop();
    expect(told).not.toHaveBeenCalled();
  });

  it('lets calls wait while a profile is opened anew, also the one that was refused, but not those that open it', async () => {
    answer(401, { result: null, message: 'log in', error: { code: 'not_logged_in' } });
    let letGo = (): void => undefined;
    const closed = vi.fn(() => { letGo = holdCalls(); });
    const stop = onUnauthorized(closed);
    const saved = api.put('/tags', { name: 'x' });
    await vi.waitFor(() => { expect(closed).toHaveBeenCalledTimes(1); });
    stop();
    const good = answer(200, { result: 'ok', message: '' });
    expect(await api.post('/users/anna', {})).toBe('ok');
    const read = api.get('/tags');
    await Promise.resolve();
    expect(good).toHaveBeenCalledTimes(1);
    letGo();
    expect(await Promise.all([saved, read])).toEqual(['ok', 'ok']);
  });

  it('builds query strings without empty values', () => {
    expect(buildUrl('/x', { a: 1, b: undefined, c: null, d: ['p', 'q'], e: false })).toBe('/api/1/x?a=1&d=p%2Cq&e=false');
    expect(buildUrl('/x')).toBe('/api/1/x');
  });
});
