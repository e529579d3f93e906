/**
 * The supervisor with real processes. A stand-in for the backend misbehaves as the real one can't be made to; that one runs in e2e/.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backendEnvironment, checkoutCommand, installedCommand, verifyBackend, type BackendCommand } from '../src/main/backendCommand.main';
import { explainExit, explainSpawnError } from '../src/main/failure.main';
import { Supervisor, type State, type SupervisorOptions } from '../src/main/supervisor.main';

const STAND_IN = `
const { createServer } = require('node:http'); const fs = require('node:fs');
const option = name => process.argv[process.argv.indexOf(name) + 1];
const mode = (process.env.XDG_CACHE_HOME ?? '').split('/').pop();
fs.appendFileSync(process.cwd() + '/starts', JSON.stringify({ argv: process.argv.slice(2), env: Object.keys(process.env), pid: process.pid }) + '\\n');
const starts = fs.readFileSync(process.cwd() + '/starts', 'utf8').trim().split('\\n').length;
if (mode === 'crash') { console.error('Traceback: boom'); process.exit(1); }
if (mode === 'once' && starts === 1) process.exit(1);
if (mode === 'data') { console.error('Cannot start: The data directory /x is read-only.'); process.exit(4); }
if (mode === 'usage') { console.error('usage: rotkehlchen\\nerror: unrecognized arguments: --parent-fd'); process.exit(2); }
if (mode === 'port' && option('--rest-api-port') !== '0') { console.error('Cannot start: port is in use'); process.exit(3); }
if (mode === 'noport') { console.error('Cannot start: port is in use'); process.exit(3); }
if (mode === 'silent') setInterval(() => undefined, 1000);
else {
  process.stdin.on('end', () => { if (mode !== 'stubborn' && mode !== 'immortal') process.exit(0); }).resume();
  if (mode === 'immortal') process.on('SIGTERM', () => undefined);
  const token = 'T'.repeat(43);
  const server = createServer((request, response) => {
    const ok = request.headers.authorization === 'Bearer ' + token;
    response.end(JSON.stringify({ result: !ok ? null : request.url === '/api/1/ping' ? true : { version: { our_version: mode === 'older' ? '0.0.9' : '1.2.3' } } }));
  }).listen(0, '127.0.0.1', () => {
    fs.writeSync(3, token + '\\n');
    console.log('Portfolio tracker: http://127.0.0.1:' + server.address().port);
    console.error('ready with ' + token);
  });
}
`;

let folder: string;
let supervisor: Supervisor;
let states: State[];
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
  writeFileSync(join(folder, 'backend.cjs'), STAND_IN);
  states = [];
  logged = [];
});
afterEach(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true, force: true });
});

const command = (): BackendCommand => ({ program: process.execPath, arguments: [join(folder, 'backend.cjs')], workingDirectory: folder, hashes: null });

function make(mode: string, options: Partial<SupervisorOptions> = {}): Supervisor {
  process.env['XDG_CACHE_HOME'] = join(folder, mode);
  supervisor = new Supervisor({
    command: command(), version: '1.2.3', dataDirectory: null, port: 0, logLevel: 'info', log: (source, line) => { logged.push(`${source}: ${line}`); }, onSecret: () => undefined,
    ...options, times: { readyMs: 4_000, stopMs: 150, termMs: 150, backoffMs: [0, 10, 20], ...options.times },
  });
  supervisor.on('state', state => { states.push(state); });
  supervisor.start();
  return supervisor;
}

function reach(phase: State['phase'], seconds = 8): Promise<State> {
  return new Promise((done, fail) => {
    const look = (state: State) => { if (state.phase === phase) { supervisor.off('state', look); done(state); } };
    supervisor.on('state', look);
    look(supervisor.state);
    setTimeout(() => { fail(new Error(`no ${phase}: ${JSON.stringify(states)} ${logged.join('\n')}`)); }, seconds * 1_000).unref();
  });
}
const starts = () => readFileSync(join(folder, 'starts'), 'utf8').trim().split('\n').map(line => JSON.parse(line) as { argv: string[]; env: string[]; pid: number });
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // Nobody may have collected it yet: that is no process any more.
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  }
  catch {
    return false;
  }
};

describe('starting', () => {
  it('hands over no secret but through the pipe, and inherits nothing it was not named', async () => {
    Object.assign(process.env, { PYTHONPATH: '/evil', LD_PRELOAD_CANARY: '1', HTTPS_PROXY: 'http://evil', NODE_OPTIONS_CANARY: '1', ETHERSCAN_API_KEY: 'x' });
    make('good', { dataDirectory: '/srv/data' });
    const state = await reach('ready');
    expect(state).toMatchObject({ access: { token: 'T'.repeat(43), url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string } });
    const [start] = starts();
    expect(start?.argv).toEqual(['--rest-api-port', '0', '--token-fd', '3', '--parent-fd', '0', '--loglevel', 'info', '--data-dir', '/srv/data']);
    expect(start?.env.filter(name => !['HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'].includes(name) && !/^(XDG_|SSL_CERT_)/.test(name)).sort()).toEqual(['PYTHONIOENCODING', 'PYTHONUNBUFFERED']);
    for (const name of ['PYTHONPATH', 'LD_PRELOAD_CANARY', 'HTTPS_PROXY', 'NODE_OPTIONS_CANARY', 'ETHERSCAN_API_KEY']) Reflect.deleteProperty(process.env, name);
  });

  it('tells the token before it logs a line, so that none can hold it', async () => {
    const order: string[] = [];
    make('good', { onSecret: () => { order.push('secret'); }, log: (source, line) => { if (source === 'backend') order.push(line); } });
    await reach('ready');
    await supervisor.stop();
    expect(order).toEqual(['secret', `ready with ${'T'.repeat(43)}`]);
  });

  it('is done once, however often it is asked', async () => {
    make('good');
    supervisor.start();
    supervisor.start();
    await reach('ready');
    supervisor.start();
    expect(starts()).toHaveLength(1);
  });

  it('takes another port when the last one is in use', async () => {
    make('port', { port: 45_678 });
    await reach('ready');
    expect(starts().map(start => start.argv[1])).toEqual(['45678', '0']);
  });

  it.each([
    ['data', 'data_directory', 'The data directory /x is read-only.'], ['usage', 'backend_version', 'unrecognized'], ['noport', 'port', 'in use'], ['older', 'backend_version', ''],
  ])('says why not: %s', async (mode, kind, said) => {
    make(mode);
    const state = await reach('failed');
    expect(state).toMatchObject({ failure: { kind, said: expect.stringContaining(said) as string } });
    expect(starts().every(start => !isAlive(start.pid))).toBe(true);
  });

  it('names both versions', async () => {
    make('older');
    expect(await reach('failed')).toMatchObject({ failure: { values: { wanted: '1.2.3', found: '0.0.9' } } });
  });

  it('gives up on one that stays silent, and leaves no process', async () => {
    make('silent', { times: { readyMs: 300 } });
    expect(await reach('failed')).toMatchObject({ failure: { kind: 'backend_silent' } });
    expect(isAlive(starts()[0]?.pid ?? 0)).toBe(false);
  });

  it('says that the program is missing, or may not be run', async () => {
    make('good', { command: { ...command(), program: join(folder, 'nothing') } });
    expect(await reach('failed')).toMatchObject({ failure: { kind: 'backend_missing', values: { detail: join(folder, 'nothing') } } });
    expect(explainSpawnError(Object.assign(new Error('x'), { code: 'EACCES' }), '/p').kind).toBe('backend_not_executable');
    writeFileSync(join(folder, 'plain'), 'no program');
    chmodSync(join(folder, 'plain'), 0o644);
    await supervisor.stop();
    make('good', { command: { ...command(), program: join(folder, 'plain') } });
    expect(await reach('failed')).toMatchObject({ failure: { kind: 'backend_not_executable' } });
  });

  it('can be tried again after a failure', async () => {
    make('data');
    await reach('failed');
    process.env['XDG_CACHE_HOME'] = join(folder, 'good');
    supervisor.start();
    await reach('ready');
  });
});

describe('dying', () => {
  it('is followed by a start, with another process', async () => {
    make('good');
    await reach('ready');
    const first = supervisor.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await reach('restarting');
    await reach('ready');
    expect(supervisor.pid).not.toBe(first);
    expect(states.map(state => state.phase)).toEqual(['starting', 'ready', 'restarting', 'restarting', 'ready']);
  });

  it('before readiness is forgiven once', async () => {
    make('once');
    await reach('ready');
    expect(starts()).toHaveLength(2);
  });

  it('again and again is not', async () => {
    make('crash');
    expect(await reach('failed')).toMatchObject({ failure: { kind: 'backend_crashed', values: { count: 4 }, said: 'Traceback: boom' } });
    expect(starts()).toHaveLength(4);
  });

  it('lets whoever waits for the token have the new one', async () => {
    make('good');
    const before = await supervisor.access(5_000);
    process.kill(supervisor.pid ?? 0, 'SIGKILL');
    await reach('restarting');
    expect((await supervisor.access(5_000)).port).not.toBe(0);
    expect(before.token).toHaveLength(43);
    await supervisor.stop();
    await expect(supervisor.access(10)).rejects.toThrow('not there');
  });
});

describe('stopping', () => {
  it.each([['good', 150], ['stubborn', 300], ['immortal', 450]])('ends every kind of backend: %s', async (mode, atMostMs) => {
    make(mode);
    await reach('ready');
    const pid = supervisor.pid ?? 0;
    const begun = performance.now();
    await Promise.all([supervisor.stop(), supervisor.stop()]);
    expect(isAlive(pid)).toBe(false);
    expect(performance.now() - begun).toBeLessThan(atMostMs + 1_500);
    expect(supervisor.state.phase).toBe('stopped');
    expect(starts()).toHaveLength(1);
  });

  it('while it starts leaves nothing', async () => {
    for (const delay of [0, 1, 5, 20, 60]) {
      make('good');
      await new Promise(done => setTimeout(done, delay));
      await supervisor.stop();
      expect(supervisor.pid).toBeNull();
      expect(supervisor.state.phase).toBe('stopped');
    }
    await new Promise(done => setTimeout(done, 100));
    expect(existsSync(join(folder, 'starts')) ? starts().filter(start => isAlive(start.pid)) : []).toEqual([]);
  });

  it('is not needed after a kill of the shell: the pipe ends', async () => {
    const shell = spawn(process.execPath, ['-e', `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, [${JSON.stringify(join(folder, 'backend.cjs'))}], { cwd: ${JSON.stringify(folder)}, env: { XDG_CACHE_HOME: '/good' }, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
      child.stdout.once('data', () => process.kill(process.pid, 'SIGKILL'));`]);
    supervisor = new Supervisor({ command: command(), version: '', dataDirectory: null, port: 0, logLevel: 'info', log: () => undefined, onSecret: () => undefined });
    await new Promise(done => shell.once('exit', done));
    const pid = starts()[0]?.pid ?? 0;
    for (let tries = 0; isAlive(pid) && tries < 200; tries += 1) await new Promise(done => setTimeout(done, 10));
    expect(isAlive(pid)).toBe(false);
  });
});

describe('the program', () => {
  beforeEach(() => { supervisor = new Supervisor({ command: command(), version: '', dataDirectory: null, port: 0, logLevel: 'info', log: () => undefined, onSecret: () => undefined }); });

  it('of an installation is compared with what was shipped, file by file', async () => {
    const { hashFiles } = await import('../scripts/hash.mjs');
    const backend = join(folder, 'backend');
    mkdirSync(join(backend, 'lib', 'deep'), { recursive: true });
    writeFileSync(join(backend, 'rotkehlchen'), '#!/bin/sh\n');
    writeFileSync(join(backend, 'lib', 'deep', 'a.so'), 'library');
    const hashes = await hashFiles(backend);
    expect(Object.keys(hashes).sort()).toEqual(['lib/deep/a.so', 'rotkehlchen']);
    const installed = installedCommand(folder, hashes, 'linux');
    await verifyBackend(installed);
    const kindOf = (given: BackendCommand) => verifyBackend(given).then(() => 'fine', (error: unknown) => (error as { failure: { kind: string; values: { detail: string } } }).failure);
    writeFileSync(join(backend, 'lib', 'deep', 'a.so'), 'librarx');
    expect(await kindOf(installed)).toMatchObject({ kind: 'backend_changed', values: { detail: 'lib/deep/a.so' } });
    writeFileSync(join(backend, 'lib', 'deep', 'a.so'), 'library');
    writeFileSync(join(backend, 'lib', 'extra.py'), '');
    expect(await kindOf(installed)).toMatchObject({ kind: 'backend_changed', values: { detail: 'lib/extra.py' } });
    rmSync(join(backend, 'lib', 'extra.py'));
    rmSync(join(backend, 'lib', 'deep', 'a.so'));
    expect(await kindOf(installed)).toMatchObject({ kind: 'backend_changed' });
    expect(await kindOf(installedCommand(folder, {}, 'linux'))).toMatchObject({ kind: 'backend_changed' });
    expect(await kindOf(installedCommand(join(folder, 'elsewhere'), hashes, 'linux'))).toMatchObject({ kind: 'backend_missing' });
  });

  it('is found by its full path, isolated', () => {
    expect(checkoutCommand('/repo', 'linux')).toMatchObject({ program: '/repo/.venv/bin/python', workingDirectory: '/repo' });
    expect(checkoutCommand('/repo', 'linux').arguments.slice(0, 2)).toEqual(['-I', '-u']);
    expect(checkoutCommand('/repo', 'win32').program).toContain('Scripts');
    expect(installedCommand('/res', {}, 'win32').program).toContain('rotkehlchen.exe');
  });

  it('gets an environment of names that are known', () => {
    expect(backendEnvironment({ HOME: '/h', SystemRoot: 'C:\\W', PYTHONHOME: '/x', LD_PRELOAD: '/x', DYLD_INSERT_LIBRARIES: '/x', HTTP_PROXY: 'x', PATH: '/x', AWS_SECRET: 'x' })).toEqual({ HOME: '/h', SystemRoot: 'C:\\W', PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8' });
  });

  it('tells by its exit what was wrong, or nothing', () => {
    expect([0, 1, 5, 137, null].map(code => explainExit(code, 'x', { wanted: '1' }))).toEqual([null, null, null, null, null]);
  });

  it('hands on what the backend said, and its advice where that needs no terminal', () => {
    const said = (text: string) => explainExit(4, `a line of the log\nCannot start: ${text}\n`, { wanted: '1' })?.said;
    expect(said('The disk is full.\nMake room there, or choose a directory on another disk with --data-dir.')).toBe('The disk is full.');
    expect(said('The database file is damaged.\nMove the folder global in it away and start again.')).toBe('The database file is damaged.\nMove the folder global in it away and start again.');
    expect(said('It is so.')).toBe('It is so.');
  });

  it('that listens elsewhere is not believed', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise(done => server.once('listening', done));
    writeFileSync(join(folder, 'backend.cjs'), `console.log('Portfolio tracker: http://evil.example:80'); require('node:fs').writeSync(3, 'short\\n'); process.stdin.on('end', () => process.exit(0)).resume();`);
    make('good', { times: { readyMs: 300 } });
    expect(await reach('failed')).toMatchObject({ failure: { kind: 'backend_silent' } });
    server.close();
  });
});
