/**
 * The packing, by electron-builder itself, around a stand-in for Electron's binary that has nothing but a fuse wire. What comes out is
 * read back: what is in the archive, which fuses are set, and that the packed shell starts the packed backend and none that was changed.
 * The backend is the binary of `make binary`.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { apiOf, makeProfile } from './support/backend.mjs';
import { REPOSITORY, Shell, makeFolder, until } from './support/shell.mjs';

const here = resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const { FUSES } = require('../scripts/fuses.cjs');
const configuration = require('../electron-builder.cjs');
/** What @electron/fuses looks for in a binary: a sentinel, the version of the wire, its length, and a state for each fuse. */
const wire = states => Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, states.length]), Buffer.from(states), Buffer.alloc(64)]);
const DEFAULTS = '101100011';
const BACKEND = join(REPOSITORY, 'dist', 'backend');

let folder;
const pack = async (states, out) => {
  const electron = join(folder, `electron-${states.length}`);
  mkdirSync(join(electron, 'resources'), { recursive: true });
  writeFileSync(join(electron, 'electron'), wire(states), { mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version']) writeFileSync(join(electron, name), '45.5.0');
  const config = { electronDist: electron, electronVersion: '45.5.0', directories: { output: join(folder, out), buildResources: 'assets' }, extraResources: [{ from: BACKEND, to: 'backend' }], afterPack: join(here, 'scripts/fuses.cjs') };
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'support/pack.mjs'), JSON.stringify({ projectDir: join(folder, 'project'), config })]);
  return join(folder, out, 'linux-unpacked');
};

describe('an installer', () => {
  let packed;
  before(async () => {
    folder = makeFolder();
    assert.ok(existsSync(join(BACKEND, 'rotkehlchen')), 'there is no binary of the backend: run `make binary`');
    const project = join(folder, 'project');
    mkdirSync(project);
    for (const name of ['package.json', 'assets', 'src']) cpSync(join(here, name), join(project, name), { recursive: true });
    execFileSync(process.execPath, [join(here, 'scripts/build.mjs'), '--backend', BACKEND, '--out', join(project, 'dist')]);
    packed = await pack(DEFAULTS, 'out');
  });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  it('has every fuse of this Electron set as the checklist wants it', async () => {
    const found = await getCurrentFuseWire(join(packed, 'portfolio-tracker'));
    const wanted = { RunAsNode: false, EnableCookieEncryption: true, EnableNodeOptionsEnvironmentVariable: false, EnableNodeCliInspectArguments: false, EnableEmbeddedAsarIntegrityValidation: true, OnlyLoadAppFromAsar: true, LoadBrowserProcessSpecificV8Snapshot: false, GrantFileProtocolExtraPrivileges: false, WasmTrapHandlers: true };
    for (const [name, isOn] of Object.entries(wanted)) assert.equal(found[FuseV1Options[name]], isOn ? FuseState.ENABLE : FuseState.DISABLE, name);
    assert.equal(Object.keys(FUSES).length, Object.keys(wanted).length);
    assert.equal(Object.keys(FUSES).length, Object.keys(FuseV1Options).filter(name => Number.isNaN(Number(name))).length, 'no fuse of the library is forgotten');
  });

  it('is not made for an Electron with a fuse that nobody decided about', async () => {
    await assert.rejects(pack(`${DEFAULTS}0`, 'more'), /fuse/i);
  });

  it('holds what was built and nothing else', () => {
    const names = listPackage(join(packed, 'resources', 'app.asar'), {}).sort();
    assert.deepEqual(names, ['/dist', '/dist/built.json', '/dist/icon.png', '/dist/main.cjs', '/dist/page', '/dist/page/status.css', '/dist/page/status.html', '/dist/page/status.js', '/dist/preload.cjs', '/dist/tray.png', '/package.json']);
    const below = place => readdirSync(place, { recursive: true }).sort();
    assert.deepEqual(below(join(packed, 'resources', 'backend')), below(BACKEND));
  });

  it('registers no scheme, no kind of file, no update server, and never asks for more rights', () => {
    for (const name of ['protocols', 'fileAssociations']) for (const part of [configuration, configuration.linux, configuration.mac, configuration.win]) assert.equal(part[name], undefined);
    assert.equal(configuration.publish, null);
    assert.equal(configuration.win.requestedExecutionLevel, 'asInvoker');
    assert.equal(configuration.nsis.deleteAppDataOnUninstall, false);
    assert.ok(configuration.mac.hardenedRuntime);
    assert.doesNotMatch(readFileSync(join(here, 'assets/entitlements.mac.plist'), 'utf8'), /disable-library-validation|allow-dyld|get-task-allow|device\./);
    assert.deepEqual(['linux', 'mac', 'win'].map(name => configuration[name].target.length > 0), [true, true, true]);
  });

  it('starts the backend that it brought along, and not one that was changed', async () => {
    const unpacked = join(folder, 'unpacked');
    extractAll(join(packed, 'resources', 'app.asar'), unpacked);
    const start = args => new Shell({ folder: join(folder, 'run'), window: 'none', args, environment: { SHIM_MAIN: join(unpacked, 'dist', 'main.cjs'), SHIM_PACKAGED: '1', SHIM_RESOURCES: join(packed, 'resources') } });
    const stateOf = shell => until(async () => (await shell.run(({ shim }) => shim.windows[0]?.webContents.getURL() ?? '')) || null, 20);
    let refusals = 1;
    const good = start([]);
    await until(async () => (await stateOf(good)).startsWith('http'));
    assert.equal(await good.run(({ shim }) => shim.windows[0].options.webPreferences.devTools), false);
    const [pid] = good.backends();
    assert.equal(readlinkSync(`/proc/${pid}/exe`), join(realpathSync(packed), 'resources', 'backend', 'rotkehlchen'));
    const api = apiOf(good, new URL(await stateOf(good)).origin);
    await makeProfile(api);
    assert.equal((await api('GET', '/users')).anna, 'loggedin');
    assert.equal(await good.quit(), 0);
    assert.ok(!existsSync(`/proc/${pid}`));
    const page = join(packed, 'resources', 'backend', '_internal', 'rotkehlchen', 'client', 'index.html');
    const shipped = readFileSync(page);
    const added = join(packed, 'resources', 'backend', '_internal', 'sitecustomize.py');
    const python = readdirSync(join(BACKEND, '_internal')).find(name => name.startsWith('libpython'));
    const library = join(packed, 'resources', 'backend', '_internal', python);
    for (const [spoil, restore] of [
      [() => { appendFileSync(page, ' '); }, () => { writeFileSync(page, shipped); }],
      [() => { writeFileSync(added, ''); }, () => { rmSync(added); }],
      [() => { rmSync(library); }, () => { cpSync(join(BACKEND, '_internal', python), library); }],
    ]) {
      spoil();
      const changed = start([]);
      await until(() => changed.log().split('backend_changed').length > refusals);
      refusals += 1;
      assert.equal(await stateOf(changed), 'app://shell/status.html');
      assert.deepEqual(changed.backends(), []);
      assert.equal(await changed.quit(), 0);
      restore();
    }
    for (const unsafe of ['--remote-debugging-port=9222', '--no-sandbox', '--inspect', '--disable-web-security']) {
      const refused = start([unsafe]);
      assert.equal(await refused.exited, 1);
      assert.match(refused.output, /Not started: the option/);
    }
  });
});
