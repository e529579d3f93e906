import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { LANGUAGES, languageOf, speak, type Word } from '../src/shared/words.shared';
import { describe as describeState } from '../src/main/status.main';
import { menuTemplate, trayTemplate, type MenuActions } from '../src/main/menu.main';
import type { FailureKind } from '../src/shared/channel.shared';

vi.mock('electron', () => ({ BrowserWindow: null, screen: {} }));
const { windowOptions } = await import('../src/main/window.main');

const here = resolve(import.meta.dirname, '..');
const built = readFileSync(resolve(here, 'dist/main.cjs'), 'utf8');
const preload = readFileSync(resolve(here, 'dist/preload.cjs'), 'utf8');
const sources = readdirSync(resolve(here, 'src/main')).map(name => readFileSync(resolve(here, 'src/main', name), 'utf8')).join('\n');
const bounds = { x: 0, y: 0, width: 800, height: 600 };

describe('the window', () => {
  it('has every setting of the checklist, written out', () => {
    for (const isPackaged of [true, false]) {
      expect(windowOptions(bounds, '/p', '/i', isPackaged).webPreferences).toStrictEqual({
        preload: '/p', contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webSecurity: true,
        allowRunningInsecureContent: false, experimentalFeatures: false, webviewTag: false, spellcheck: false, plugins: false, navigateOnDragDrop: false, safeDialogs: true, devTools: !isPackaged,
      });
    }
  });
  it('shows nothing before there is something to show', () => { expect(windowOptions(bounds, '/p', '/i', true).show).toBe(false); });
});

describe('what was built', () => {
  it('asks Electron for nothing that this shell has no use for', () => {
    for (const word of ['safeStorage', 'crashReporter', 'autoUpdater', 'desktopCapturer', 'setAsDefaultProtocolClient', 'openDevTools', 'executeJavaScript', 'loadFile', 'ignore-certificate-errors\'', 'enableBlinkFeatures', 'appendSwitch', 'setCertificateVerifyProc', 'unsafe-eval', 'unsafe-inline']) {
      expect(built.includes(word), word).toBe(false);
    }
    expect(sources).not.toMatch(/file:\/\//);
    expect(sources).not.toMatch(/\beval\(|new Function\(/);
    expect([...sources.matchAll(/import \{([^}]*)\} from 'node:child_process'/g)].map(found => found[1]?.trim())).toEqual(['spawn, type ChildProcess']);
    expect(sources).not.toMatch(/shell: true|detached/);
  });
  it('has a preload that needs nothing but electron and exposes functions by name', () => {
    expect([...preload.matchAll(/require\("([^"]+)"\)/g)].map(found => found[1])).toEqual(['electron']);
    expect([...preload.matchAll(/exposeInMainWorld\("(\w+)"/g)].map(found => found[1])).toEqual(['desktop', 'shell']);
    expect(preload).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer|sendSync|postMessage|process\./);
  });
  it('is of the version of the backend', () => {
    const backend = /__version__ = '([^']+)'/.exec(readFileSync(resolve(here, '../rotkehlchen/__init__.py'), 'utf8'))?.[1];
    expect((JSON.parse(readFileSync(resolve(here, 'package.json'), 'utf8')) as { version: string }).version).toBe(backend);
    expect((JSON.parse(readFileSync(resolve(here, 'dist/built.json'), 'utf8')) as { version: string }).version).toBe(backend);
  });
  it('knows no place to ask for new versions', () => { expect((JSON.parse(readFileSync(resolve(here, 'dist/built.json'), 'utf8')) as { releaseFeed: unknown }).releaseFeed).toBeNull(); });
});

describe('words', () => {
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(found => found[1]).sort();
  it('are the same in both languages, with the same places to fill', () => {
    for (const word of Object.keys(LANGUAGES.en) as Word[]) {
      expect(holes(LANGUAGES.de[word]), word).toEqual(holes(LANGUAGES.en[word]));
      expect(LANGUAGES.de[word]).not.toBe('');
      expect(sources.includes(`'${word}'`) || /^(backend_|data_directory|port)/.test(word), `${word} is used`).toBe(true);
    }
  });
  it('follow the system, and are English where that is unknown', () => { expect(['de-AT', 'de', 'en-GB', 'fr', ''].map(languageOf)).toEqual(['de', 'de', 'en', 'en', 'en']); });
  it('are filled', () => { expect(speak('en')('updates_newer', { version: '2.0.0' })).toBe('Version 2.0.0 is there'); });
});

describe('the page', () => {
  const kinds: FailureKind[] = ['backend_missing', 'backend_not_executable', 'backend_changed', 'backend_version', 'backend_silent', 'backend_crashed', 'data_directory', 'port'];
  it.each(kinds)('says what to do about %s', kind => {
    for (const language of ['en', 'de'] as const) {
      const state = describeState({ phase: 'failed', failure: { kind, values: { detail: '/x', wanted: '1', found: '2', seconds: 3, count: 4 }, said: 'why' } }, language);
      expect(state.title.length).toBeGreaterThan(8);
      expect(state.text.length).toBeGreaterThan(40);
      expect(state.text).not.toMatch(/[{}]|undefined/);
      expect(state.detail).toBe('why');
      expect(state.canChooseDataDirectory).toBe(kind === 'data_directory');
    }
  });
});

describe('menu and tray', () => {
  it('have no entry for developers, and switches that are off', () => {
    const actions = new Proxy({}, { get: () => () => undefined }) as MenuActions;
    const text = JSON.stringify([menuTemplate(speak('en'), actions, { keepInTray: false, checkUpdates: false, isMac: false }), trayTemplate(speak('de'), actions)]);
    expect(text).not.toMatch(/toggleDevTools|forceReload|viewMenu|windowMenu/);
    expect(text.match(/"checked":false/g)).toHaveLength(2);
    expect(text).not.toContain('"checked":true');
  });
});
