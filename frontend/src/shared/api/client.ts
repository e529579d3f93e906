/** Typed HTTP access to the backend: one envelope in, one result or one ApiError out. */
import { ApiError, type ErrorBody } from './error';
import { getLaunchToken, renewFromShell } from './token';

export type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[];
export type Query = Record<string, QueryValue>;
export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

export interface RequestOptions {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

export interface Envelope<T = unknown> {
  result: T | null;
  message: string;
  error?: ErrorBody;
}

const BASE = '/api/1';

type UnauthorizedListener = (error: ApiError) => unknown;
const unauthorizedListeners = new Set<UnauthorizedListener>();

/** Calls `listener` for every 401 that concerns the session, and waits for what it returns; returns a function that stops it. */
export function onUnauthorized(listener: UnauthorizedListener): () => void {
  unauthorizedListeners.add(listener);
  return () => unauthorizedListeners.delete(listener);
}

/** The calls that open a profile. */
const OPENING = /^\/(users|tasks)(\/|$)/;
let held: Promise<void> | null = null;

/**
 * Lets all other calls wait until the function that comes back is called, those too that were refused just now: while a profile is opened
 * anew under an open page, nothing on it fails, and a form that was being saved is saved after all.
 */
export function holdCalls(): () => void {
  let letGo: () => void = () => undefined;
  held = new Promise(done => { letGo = done; });
  return () => {
    held = null;
    letGo();
  };
}

export function buildUrl(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined) continue;
    params.append(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const text = params.toString();
  return `${BASE}${path}${text === '' ? '' : `?${text}`}`;
}

/** With the language of the page: the backend tells events in it. */
function commonHeaders(): Record<string, string> {
  const token = getLaunchToken();
  return { 'Accept-Language': document.documentElement.lang || 'en', ...(token !== null && { Authorization: `Bearer ${token}` }) };
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const headers = commonHeaders();
  const init: RequestInit = { method, headers, signal: options.signal ?? null, cache: 'no-store', credentials: 'omit' };
  if (options.body instanceof FormData) {
    init.body = options.body;
  }
  else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  try {
    return await fetch(buildUrl(path, options.query), init);
  }
  catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('The program does not answer. If it was ended, start it again; what you typed stays on this page.', 0, { retry: 'later' });
  }
}

/** Reads an envelope; anything else than one becomes an ApiError that says so. */
export async function readEnvelope<T>(response: Response): Promise<T> {
  const envelope = await response.json().catch(() => null) as Envelope<T> | null;
  if (response.ok && envelope !== null) return envelope.result as T;
  const message = envelope?.message ?? '';
  const error = new ApiError(
    message === '' ? `The program answered with status ${String(response.status)}.` : message,
    response.status,
    envelope?.error,
  );
  throw error;
}

/** Runs a call; when there is another token meanwhile, or the profile had to be opened anew, once more after that. */
async function withSession<T>(path: string, call: () => Promise<T>): Promise<T> {
  const mayWait = !OPENING.test(path);
  if (mayWait && held !== null) await held;
  const token = getLaunchToken();
  try {
    return await call();
  }
  catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    if (error.code === 'token_required' && (await renewFromShell() || getLaunchToken() !== token)) return withSession(path, call);
    await Promise.all([...unauthorizedListeners].map(listener => listener(error)));
    if (mayWait && held !== null) return withSession(path, call);
    throw error;
  }
}

async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  return withSession(path, async () => readEnvelope<T>(await send(method, path, options)));
}

/** Fetches a file; the name comes from Content-Disposition, or is null. */
async function download(path: string, options: RequestOptions & { method?: Method } = {}): Promise<{ blob: Blob; name: string | null }> {
  const response = await withSession(path, async () => {
    const answer = await send(options.method ?? 'GET', path, options);
    if (!answer.ok) await readEnvelope<unknown>(answer);
    return answer;
  });
  const disposition = response.headers.get('Content-Disposition') ?? '';
  const name = /filename="?([^";]+)"?/.exec(disposition)?.[1] ?? null;
  return { blob: await response.blob(), name };
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) }),
  put: <T>(path: string, body?: unknown, signal?: AbortSignal) => request<T>('PUT', path, { body: body ?? {}, ...(signal && { signal }) }),
  post: <T>(path: string, body?: unknown, signal?: AbortSignal) => request<T>('POST', path, { body: body ?? {}, ...(signal && { signal }) }),
  patch: <T>(path: string, body?: unknown, signal?: AbortSignal) => request<T>('PATCH', path, { body: body ?? {}, ...(signal && { signal }) }),
  delete: <T>(path: string, body?: unknown, signal?: AbortSignal) => request<T>('DELETE', path, { ...(body !== undefined && { body }), ...(signal && { signal }) }),
  /** Sends a form with files (multipart). */
  upload: <T>(method: 'PUT' | 'POST', path: string, form: FormData, signal?: AbortSignal) => request<T>(method, path, { body: form, ...(signal && { signal }) }),
  download,
  request,
};
