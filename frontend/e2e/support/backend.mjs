/** Starts a real backend on a free port in a temporary data directory, and stops it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the backend's package is; another checkout can be tried with BACKEND_REPOSITORY. */
const repository = process.env.BACKEND_REPOSITORY ?? resolve(import.meta.dirname, '..', '..', '..');
const START_MS = 20_000;

function python() {
  const own = join(repository, '.venv', 'bin', 'python');
  return process.env.PYTHON ?? (existsSync(own) ? own : 'python3');
}

/** Waits for the printed link; rejects with what the process said when it ends first. */
function waitForLink(child) {
  return new Promise((done, fail) => {
    let output = '';
    const timer = setTimeout(() => fail(new Error(`backend did not print its link in time:\n${output}`)), START_MS);
    const read = chunk => {
      output += chunk;
      const link = /http:\/\/127\.0\.0\.1:\d+\/(?:#token=\S+)?/.exec(output)?.[0];
      if (link === undefined) return;
      clearTimeout(timer);
      done(link);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', code => {
      clearTimeout(timer);
      fail(new Error(`backend ended with ${code}:\n${output}`));
    });
  });
}

/**
 * @param {{dataDirectory?: string, args?: string[]}} options a directory given here is kept; otherwise a new one is removed at the end
 * @returns {Promise<{link: string, url: string, token: string|null, dataDirectory: string, api: Function, stop: () => Promise<void>, kill: () => Promise<void>}>}
 */
export async function startBackend({ dataDirectory, args = [] } = {}) {
  const directory = dataDirectory ?? await mkdtemp(join(tmpdir(), 'portfolio-e2e-'));
  const child = spawn(python(), ['-m', 'rotkehlchen', '--data-dir', directory, '--rest-api-port', '0', '--loglevel', 'error', ...args], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise(done => child.once('exit', done));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
    }
    if (dataDirectory === undefined) await rm(directory, { recursive: true, force: true });
  };
  /** Without a goodbye, as a power cut would; the directory stays. */
  const kill = async () => {
    const ended = new Promise(done => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const link = await waitForLink(child);
    const url = link.split('#')[0];
    const token = link.split('#token=')[1] ?? null;
    return { link, url, token, dataDirectory: directory, api: apiOf(url, token), stop, kill };
  }
  catch (error) {
    await stop();
    throw error;
  }
}

/** Calls the API as a script would: `await api('PUT', '/tags', {...})` gives the result, or throws with the message. */
function apiOf(url, token) {
  return async (method, path, body) => {
    const response = await fetch(`${url}api/1${path}`, {
      method,
      headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const envelope = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${envelope.message}`);
    return envelope.result;
  };
}
