/** Starts the built shell in the stand-in and lets a test act inside it. */
import { execFile, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const START = join(import.meta.dirname, 'electron.cjs');
export const REPOSITORY = resolve(import.meta.dirname, '..', '..', '..');

export function makeFolder() {
  return mkdtempSync(join(tmpdir(), 'portfolio-shell-'));
}

export class Shell {
  /** `window: 'none'`: without Chromium. `folder` is kept when it is given. */
  constructor({ folder = makeFolder(), window = 'chromium', args = [], environment = {}, data = join(folder, 'data') } = {}) {
    this.folder = folder;
    this.data = data;
    this.begun = performance.now();
    this.output = '';
    this.process = fork(START, [`--user-data-dir=${join(folder, 'user')}`, ...(data === null ? [] : [`--data-dir=${data}`]), ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, SHIM_WINDOW: window, ...environment },
    });
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on('data', chunk => { this.output += chunk; });
    this.exited = new Promise(done => { this.process.once('exit', (code, signal) => { done(code ?? signal); }); });
    this.waiting = new Map();
    this.process.on('message', ({ id, result, error }) => {
      const { done, fail } = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) done(result);
      else fail(new Error(error));
    });
    void this.exited.then(() => { for (const { fail } of this.waiting.values()) fail(new Error(`the shell ended: ${this.output}`)); });
  }

  /** Runs a function inside the shell's process: `({ electron, shim, page, session, handlers, wait }, given)`. */
  run(action, given = null) {
    return new Promise((done, fail) => {
      const id = Math.random();
      this.waiting.set(id, { done, fail });
      this.process.send({ id, code: action.toString(), given }, error => { if (error) fail(error); });
    });
  }

  log(source = 'shell') {
    const path = join(this.folder, 'user', 'logs', `${source}.log`);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Milliseconds from the start until the backend answers, or the state that came instead. */
  async whenLoaded(seconds = 20) {
    return await until(async () => (await this.run(({ shim }) => shim.windows[0]?.visible === true && shim.windows[0].webContents.getURL())) || null, seconds);
  }

  backends() {
    return findBackends(this.data);
  }

  async quit() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.run(({ electron }) => { electron.app.quit(); }).catch(() => undefined);
    return this.exited;
  }

  async kill() {
    this.process.kill('SIGKILL');
    return this.exited;
  }

  async dispose() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.quit();
    await until(() => this.backends().length === 0, 15);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Process ids whose command line names the data directory; a zombie is none. */
export function findBackends(data) {
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
    }
    catch {
      return false;
    }
  }).map(Number);
}

/** The first answer that is not false, null or undefined. */
export async function until(ask, seconds = 10, what = ask.toString()) {
  const limit = performance.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== null && answer !== undefined) return answer;
    if (performance.now() > limit) throw new Error(`not in ${seconds} s: ${what}`);
    await new Promise(done => setTimeout(done, 15));
  }
}

const BARE = join(import.meta.dirname, 'bare.mjs');

/** Milliseconds that this machine takes just now to start the backend, then Chromium, then the login screen, one after another and without the shell. */
export function bareStart() {
  return new Promise((done, fail) => { execFile(process.execPath, [BARE], (error, output) => { if (error) fail(error); else done(Number(output)); }); });
}
