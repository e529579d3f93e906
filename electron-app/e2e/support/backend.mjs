/** Calls the API of the backend that a shell started, as a script would. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PASSWORD = 'harbour lantern 42';

export function apiOf(shell, url) {
  return async (method, path, body) => {
    const token = readFileSync(join(shell.data, 'api-token'), 'utf8').trim();
    const response = await fetch(`${url}/api/1${path}`, {
      method, headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const envelope = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${envelope.message}`);
    return envelope.result;
  };
}

export async function makeProfile(api, name = 'anna') {
  await api('PUT', '/users', { name, password: PASSWORD, initial_settings: { main_currency: 'EUR', submit_usage_analytics: false } });
  await api('PUT', `/users/${name}/recovery/confirm`, {});
}
