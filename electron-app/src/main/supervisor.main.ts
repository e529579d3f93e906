/**
 * Starts the backend, knows when it can be used, starts it again when it dies, and stops it.
 *
 * The token comes over an inherited pipe (descriptor 3), so it is in no argument, no variable and no output. Standard input is
 * the pipe by which the backend notices that we are gone: we never write to it, and closing it is the order to stop. That holds on
 * every platform and after a kill of this process, when nobody is left to send a signal (rotkehlchen/app/parent.py).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { get } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { backendEnvironment, verifyBackend, type BackendCommand } from './backendCommand.main';
import { BackendFailure, EXIT, explainExit, explainSpawnError, lastLines, type Failure } from './failure.main';

export interface Access {
  url: string;
  port: number;
  token: string;
}

export type State =
  | { phase: 'stopped' | 'starting' | 'restarting' }
  | { phase: 'ready'; access: Access }
  | { phase: 'failed'; failure: Failure };

export interface SupervisorOptions {
  command: BackendCommand;
  /** Of this shell; a backend of another version is refused. */
  version: string;
  dataDirectory: string | null;
  /** Taken again where it is free, so that the window's origin, and what it keeps, stays the same. 0: any. */
  port: number;
  logLevel: string;
  log: (source: 'shell' | 'backend', line: string) => void;
  /** Called before anything of the backend is logged. */
  onSecret: (secret: string) => void;
  times?: Partial<Times>;
}

export interface Times {
  readyMs: number;
  pollMs: number;
  stopMs: number;
  termMs: number;
  /** A backend that lived this long begins the counting of failures anew. */
  steadyMs: number;
  backoffMs: readonly number[];
}

const TIMES: Times = {
  readyMs: 120_000, pollMs: 20, stopMs: 12_000, termMs: 3_000, steadyMs: 60_000,
  // The first try is at once: a single crash must not be felt.
  backoffMs: [0, 500, 1_000, 2_000, 5_000, 10_000],
};
const SAID_CHARACTERS = 8_000;
const HELD_LINES = 1_000;
const TOKEN = /^[A-Za-z0-9_-]{32,512}$/;
const ANNOUNCED = /http:\/\/127\.0\.0\.1:(\d{1,5})(?:\D|$)/;

interface Running {
  child: ChildProcess;
  exited: Promise<number | null>;
  /** Logs what was held back, and from then on at once. */
  release: () => void;
}

export class Supervisor extends EventEmitter<{ state: [State] }> {
  private readonly times: Times;
  private running: Running | null = null;
  private current: State = { phase: 'stopped' };
  private wanted = false;
  private failures = 0;
  /** The end of what the last backend wrote to standard error. */
  private said = '';
  private port: number;
  private dataDirectory: string | null;
  private timer: NodeJS.Timeout | null = null;
  private stopping: Promise<void> | null = null;

  constructor(private readonly options: SupervisorOptions) {
    super();
    this.times = { ...TIMES, ...options.times };
    this.port = options.port;
    this.dataDirectory = options.dataDirectory;
  }

  get state(): State { return this.current; }

  get pid(): number | null { return this.running?.child.pid ?? null; }

  /** Begin; what comes of it is told by `state`. Does nothing while a backend is there or on its way. */
  start(): void {
    if (this.wanted && this.current.phase !== 'failed') return;
    this.wanted = true;
    this.failures = 0;
    void this.run('starting');
  }

  /** From the next start on. */
  useDataDirectory(path: string): void {
    this.dataDirectory = path;
  }

  /** What the window needs to talk to the backend that runs now; waits for one that is on its way. */
  async access(timeoutMs: number): Promise<Access> {
    if (this.current.phase === 'ready') return this.current.access;
    return new Promise((done, fail) => {
      const end = (act: () => void) => { clearTimeout(timer); this.off('state', look); act(); };
      const timer = setTimeout(() => { end(() => { fail(new Error('the backend is not there')); }); }, timeoutMs);
      const look = (state: State) => {
        if (state.phase === 'ready') end(() => { done(state.access); });
        else if (state.phase === 'failed' || state.phase === 'stopped') end(() => { fail(new Error('the backend is not there')); });
      };
      this.on('state', look);
    });
  }

  /** Ask the backend to end, then insist. Resolves when no process is left. */
  stop(): Promise<void> {
    this.wanted = false;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.stopping ??= this.end().finally(() => {
      this.stopping = null;
      this.become({ phase: 'stopped' });
    });
    return this.stopping;
  }

  private async end(): Promise<void> {
    const running = this.running;
    if (running === null) return;
    running.child.stdin?.end();
    if (await endedWithin(running.exited, this.times.stopMs)) return;
    this.options.log('shell', 'the backend did not stop in time; told again');
    running.child.kill('SIGTERM');
    if (await endedWithin(running.exited, this.times.termMs)) return;
    this.options.log('shell', 'the backend did not stop; killed');
    running.child.kill('SIGKILL');
    await running.exited;
  }

  private become(state: State): void {
    this.current = state;
    this.emit('state', state);
  }

  private async run(phase: 'starting' | 'restarting'): Promise<void> {
    this.become({ phase });
    const begun = performance.now();
    try {
      await verifyBackend(this.options.command);
      if (!this.wanted) return;
      const running = await this.spawn();
      const access = await this.whenReady(running);
      this.port = access.port;
      this.options.log('shell', `the backend is ready after ${Math.round(performance.now() - begun)} ms`);
      this.become({ phase: 'ready', access });
      const ready = performance.now();
      const code = await running.exited;
      if (performance.now() - ready > this.times.steadyMs) this.failures = 0;
      this.again(`the backend ended with ${String(code)}`);
    }
    catch (error) {
      if (!this.wanted) return;
      if (!(error instanceof BackendFailure)) { this.again(String(error)); return; }
      this.fail(error.failure);
    }
  }

  /** After a death that nobody asked for. */
  private again(reason: string): void {
    if (!this.wanted) return;
    this.options.log('shell', reason);
    const delay = this.times.backoffMs[this.failures];
    this.failures += 1;
    if (delay === undefined) {
      this.fail({ kind: 'backend_crashed', values: { count: this.failures }, said: lastLines(this.said, 12) });
      return;
    }
    this.become({ phase: 'restarting' });
    this.timer = setTimeout(() => { void this.run('restarting'); }, delay);
  }

  private fail(failure: Failure): void {
    this.wanted = false;
    this.options.log('shell', `not started: ${failure.kind} ${JSON.stringify(failure.values)} ${failure.said}`);
    this.become({ phase: 'failed', failure });
  }

  private async spawn(): Promise<Running> {
    const { command, logLevel } = this.options;
    const { dataDirectory } = this;
    const child = spawn(command.program, [
      ...command.arguments, '--rest-api-port', String(this.port), '--token-fd', '3', '--parent-fd', '0', '--loglevel', logLevel,
      ...(dataDirectory === null ? [] : ['--data-dir', dataDirectory]),
    ], {
      cwd: command.workingDirectory, env: backendEnvironment(process.env), stdio: ['pipe', 'pipe', 'pipe', 'pipe'], windowsHide: true, shell: false,
    });
    child.stdin?.on('error', () => undefined); // it may be gone when the pipe is closed
    const begun = new Promise<void>((done, fail) => {
      child.once('spawn', done);
      child.once('error', (error: NodeJS.ErrnoException) => { fail(new BackendFailure(explainSpawnError(error, command.program))); });
    });
    this.said = '';
    let held: string[] | null = []; // until the token is known, it could not be taken out of a line
    const errors = createInterface({ input: child.stderr as Readable });
    errors.on('line', line => {
      if (this.running === running) this.said = `${this.said}${line}\n`.slice(-SAID_CHARACTERS);
      if (held === null) this.options.log('backend', line);
      else if (held.length < HELD_LINES) held.push(line);
    });
    const release = () => {
      for (const line of held ?? []) this.options.log('backend', line);
      held = null;
    };
    // 'close' comes after the streams ended, so that what was said last is known.
    const exited = new Promise<number | null>(done => { child.once('close', code => { done(code); }); });
    const running: Running = { child, exited, release };
    this.running = running;
    void exited.then(() => {
      release();
      if (this.running === running) this.running = null;
    });
    await begun;
    return running;
  }

  /** Token, port and an answer to a ping; throws a BackendFailure, or an Error where another try may help. */
  private async whenReady(running: Running): Promise<Access> {
    const limit = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const ended = running.exited.then(code => { throw this.explain(code); });
    const silent = new Promise<never>((_, fail) => {
      timer = setTimeout(() => {
        running.child.kill('SIGKILL');
        fail(new BackendFailure({ kind: 'backend_silent', values: { seconds: Math.round(this.times.readyMs / 1000) }, said: lastLines(this.said, 6) }));
      }, this.times.readyMs);
    });
    const answer = this.readAccess(running, limit.signal);
    for (const outcome of [ended, silent, answer]) outcome.catch(() => undefined);
    try {
      return await Promise.race([answer, ended, silent]);
    }
    catch (error) {
      await this.end();
      throw error;
    }
    finally {
      clearTimeout(timer);
      limit.abort();
    }
  }

  private explain(code: number | null): Error {
    if (code === EXIT.port && this.port !== 0) {
      this.options.log('shell', `port ${this.port} is taken; another one will do`);
      this.port = 0;
      return new Error('port taken');
    }
    const failure = explainExit(code, this.said, { wanted: this.options.version });
    return failure === null ? new Error(`the backend ended with ${String(code)} before it was ready`) : new BackendFailure(failure);
  }

  private async readAccess({ child, release }: Running, limit: AbortSignal): Promise<Access> {
    const told = firstMatch(child.stdio[3] as Readable, line => (TOKEN.test(line) ? line : null)).then(token => {
      this.options.onSecret(token);
      release();
      return token;
    });
    const [token, port] = await Promise.all([
      told,
      firstMatch(child.stdout as Readable, line => ANNOUNCED.exec(line)?.[1] ?? null),
    ]);
    const access: Access = { url: `http://127.0.0.1:${port}`, port: Number(port), token };
    while (!limit.aborted && await ask(access, '/api/1/ping', limit).catch(() => null) !== true) await new Promise(done => setTimeout(done, this.times.pollMs));
    const info = await ask(access, '/api/1/info', limit) as { version?: { our_version?: unknown } } | null;
    const found = info?.version?.our_version;
    if (found !== this.options.version) {
      throw new BackendFailure({ kind: 'backend_version', values: { wanted: this.options.version, found: typeof found === 'string' ? found : '?' }, said: '' });
    }
    return access;
  }
}

async function endedWithin(exited: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>(done => { timer = setTimeout(() => { done(false); }, milliseconds); });
  try {
    return await Promise.race([exited.then(() => true), late]);
  }
  finally {
    clearTimeout(timer);
  }
}

/** The first line that `pick` takes; the stream is read on to its end, so that the writer never blocks. */
function firstMatch(stream: Readable, pick: (line: string) => string | null): Promise<string> {
  return new Promise(done => {
    createInterface({ input: stream }).on('line', line => {
      const found = pick(line.trim());
      if (found !== null) done(found);
    });
    stream.on('error', () => undefined);
  });
}

/** `result` of a GET; null where the answer is no envelope. */
function ask(access: Access, path: string, signal: AbortSignal): Promise<unknown> {
  return new Promise((done, fail) => {
    get(`${access.url}${path}`, { headers: { Authorization: `Bearer ${access.token}` }, signal, agent: false }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('error', fail).on('end', () => {
        try {
          done((JSON.parse(text) as { result?: unknown }).result ?? null);
        }
        catch {
          done(null);
        }
      });
    }).on('error', fail);
  });
}
