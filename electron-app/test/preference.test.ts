import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDataDirectory, findUnsafeSwitch, UNSAFE_SWITCHES } from '../src/main/commandLine.main';
import { DEFAULTS, PreferenceFile, parsePreferences } from '../src/main/preference.main';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'preference-')); });
afterEach(() => { rmSync(folder, { recursive: true }); });

describe('preferences', () => {
  it('have updates, tray and a fixed port off', () => { expect(DEFAULTS).toMatchObject({ checkUpdates: false, keepInTray: false, port: 0, dataDirectory: null }); });

  it.each(['', '{', '[]', 'null', '"x"', '{"port": "80", "dataDirectory": "relative", "checkUpdates": 1, "keepInTray": "yes", "window": 3}', '{"port": 80}', '{"dataDirectory": "/a\\u0000b"}'])('that are damaged become the defaults: %j', text => {
    expect(parsePreferences(text)).toEqual(DEFAULTS);
  });

  it('are private, whole, and there at the next start', () => {
    const path = join(folder, 'user', 'shell.json');
    new PreferenceFile(path, () => undefined).save({ port: 45_000, keepInTray: true });
    expect(new PreferenceFile(path, () => undefined).values).toEqual({ ...DEFAULTS, port: 45_000, keepInTray: true });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'user'))).toEqual(['shell.json']);
    expect(readFileSync(path, 'utf8')).not.toMatch(/token|password/);
  });

  it('that cannot be saved are said in the log, and kept for this start', () => {
    writeFileSync(join(folder, 'file'), '');
    const said: string[] = [];
    const file = new PreferenceFile(join(folder, 'file', 'shell.json'), line => { said.push(line); });
    file.save({ port: 45_000 });
    expect(file.values.port).toBe(45_000);
    expect(said[0]).toMatch(/ENOTDIR|EEXIST/);
  });
});

describe('command line', () => {
  it.each(UNSAFE_SWITCHES)('--%s is refused', name => { expect(findUnsafeSwitch(given => given === name)).toBe(name); });
  it('there are as many as the documents say', () => {
    expect(readFileSync(resolve(import.meta.dirname, '../../docs/desktop.md'), 'utf8')).toContain(`| ${UNSAFE_SWITCHES.length} switches`);
    expect(new Set(UNSAFE_SWITCHES).size).toBe(UNSAFE_SWITCHES.length);
    expect(UNSAFE_SWITCHES).toEqual(expect.arrayContaining(['browser-subprocess-path', 'single-process', 'disable-setuid-sandbox', 'enable-blink-features']));
  });
  it('ordinary switches are not', () => { expect(findUnsafeSwitch(name => ['data-dir', 'lang', 'force-device-scale-factor'].includes(name))).toBeNull(); });
  it('takes a data directory and no address or file', () => {
    expect(findDataDirectory(['app', '--data-dir=/srv/data', 'rotki://x'], '/')).toBe('/srv/data');
    expect(findDataDirectory(['app', '--data-dir=here'], '/srv')).toBe('/srv/here');
    for (const argv of [['app'], ['app', 'rotki://open?data-dir=/x'], ['app', '--data-dir='], ['app', '--data-dir=a\0b'], ['app', '--data-dir', '/x']]) expect(findDataDirectory(argv, '/')).toBeNull();
  });
});
