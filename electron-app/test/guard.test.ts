/** Electron's sessions and contents are recorders here: what was set on them is called as Electron would. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { App, Session, WebContents } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { guardApplication, guardContents, guardSession, mayNavigate, mayRequest, type Guarded } from '../src/main/guard.main';
import { CONTENT_SECURITY_POLICY } from '../src/main/shellPage.main';

const CLIENT = 'http://127.0.0.1:45000';
const typings = readFileSync(resolve(import.meta.dirname, '../node_modules/electron/electron.d.ts'), 'utf8');
const kindsIn = (method: string) => [...(new RegExp(`${method}\\(handler: \\(\\(webContents[^,]*, permission: ([^,]+?), `).exec(typings)?.[1] ?? '').matchAll(/'([\w-]+)'/g)].map(found => found[1] ?? '');
const kinds = [...new Set([...kindsIn('setPermissionRequestHandler'), ...kindsIn('setPermissionCheckHandler'), 'camera', 'microphone', 'bluetooth', 'made-up'])];

type Call = (...given: unknown[]) => unknown;
let set: Record<string, Call>;
let session: EventEmitter;
let links: string[];
let guarded: Guarded;

beforeEach(() => {
  set = {};
  links = [];
  session = new EventEmitter();
  const record = (target: object, name: string) => { Object.assign(target, { [name]: (value: Call) => { set[name] = value; } }); };
  for (const name of ['setPermissionRequestHandler', 'setPermissionCheckHandler', 'setDevicePermissionHandler', 'setBluetoothPairingHandler', 'setDisplayMediaRequestHandler', 'setSpellCheckerEnabled']) record(session, name);
  const webRequest = {};
  record(webRequest, 'onBeforeRequest');
  record(webRequest, 'onHeadersReceived');
  Object.assign(session, { webRequest });
  guarded = { clientOrigin: () => CLIENT, onLink: url => { links.push(url); }, log: () => undefined, allowDevTools: false };
  guardSession(session as unknown as Session, guarded);
});

function requestPermission(kind: string, requestingUrl: string, isMainFrame = true): unknown {
  const answer = vi.fn();
  set['setPermissionRequestHandler']?.({}, kind, answer, { requestingUrl, isMainFrame });
  expect(answer).toHaveBeenCalledTimes(1);
  return answer.mock.calls[0]?.[0];
}

describe('permissions', () => {
  it('covers every kind that the typings of this Electron name', () => { expect(kinds.length).toBeGreaterThan(40); });

  it.each(kinds.filter(kind => kind !== 'clipboard-sanitized-write'))('%s is denied to everybody', kind => {
    for (const url of [`${CLIENT}/`, 'app://shell/status.html', 'https://evil.example/', '']) {
      expect(requestPermission(kind, url)).toBe(false);
      expect(set['setPermissionCheckHandler']?.({}, kind, url, { isMainFrame: true })).toBe(false);
    }
  });

  it('writing to the clipboard is for the client alone', () => {
    expect(requestPermission('clipboard-sanitized-write', `${CLIENT}/#/x`)).toBe(true);
    expect(set['setPermissionCheckHandler']?.({}, 'clipboard-sanitized-write', CLIENT, { isMainFrame: true })).toBe(true);
    for (const url of ['https://evil.example/', 'http://127.0.0.1:45001/', 'http://localhost:45000/', 'app://shell/status.html', 'null', '']) expect(requestPermission('clipboard-sanitized-write', url)).toBe(false);
    expect(requestPermission('clipboard-sanitized-write', `${CLIENT}/`, false)).toBe(false);
  });

  it('devices, pairing, screens and spelling are off', () => {
    expect(set['setDevicePermissionHandler']?.({ deviceType: 'hid', origin: CLIENT })).toBe(false);
    const pair = vi.fn();
    set['setBluetoothPairingHandler']?.({}, pair);
    expect(pair).toHaveBeenCalledWith({ confirmed: false });
    const display = vi.fn();
    set['setDisplayMediaRequestHandler']?.({}, display);
    expect(display).toHaveBeenCalledWith(null);
    expect(set['setSpellCheckerEnabled']).toBe(false);
    for (const name of ['select-hid-device', 'select-serial-port', 'select-usb-device']) {
      const event = { preventDefault: vi.fn() };
      session.emit(name, event);
      expect(event.preventDefault, name).toHaveBeenCalled();
    }
  });
});

describe('requests', () => {
  it.each([`${CLIENT}/`, `${CLIENT}/api/1/ping`, 'ws://127.0.0.1:45000/ws', 'app://shell/status.html', 'data:image/png;base64,x', `blob:${CLIENT}/1-2`])('%s leaves', url => { expect(mayRequest(url, CLIENT, false)).toBe(true); });
  it.each([
    'https://evil.example/', 'http://127.0.0.1:45001/', 'http://localhost:45000/', 'http://127.0.0.1/', 'ws://127.0.0.1:45001/ws', 'wss://evil.example', 'file:///etc/passwd', 'ftp://127.0.0.1:45000/', 'https://127.0.0.1:45000/',
    'chrome://settings', 'devtools://devtools/bundled/inspector.html', 'chrome-extension://x/y', 'blob:https://evil.example/1', 'about:srcdoc', 'filesystem:http://127.0.0.1:45000/x', 'http://x@127.0.0.1:45000/', 'app://other/', '',
  ])('%s does not', url => {
    expect(mayRequest(url, CLIENT, false)).toBe(false);
    const answer = vi.fn();
    set['onBeforeRequest']?.({ url }, answer);
    expect(answer).toHaveBeenCalledWith({ cancel: true });
  });
  it('nothing leaves but our own page while there is no backend', () => {
    expect(mayRequest(`${CLIENT}/`, null, false)).toBe(false);
    expect(mayRequest('app://shell/status.js', null, false)).toBe(true);
  });
  it('pages get the policy, whatever the backend sent', () => {
    const answer = vi.fn();
    set['onHeadersReceived']?.({ resourceType: 'mainFrame', responseHeaders: { 'content-security-policy': ["default-src *"], 'X-A': ['1'] } }, answer);
    expect(answer).toHaveBeenCalledWith({ responseHeaders: { 'X-A': ['1'], 'Content-Security-Policy': [CONTENT_SECURITY_POLICY] } });
  });
  it('downloads are what the client made, and nothing else', () => {
    for (const [url, isRefused] of [[`blob:${CLIENT}/1`, false], [`${CLIENT}/api/1/backup`, true], ['https://evil.example/x.exe', true], ['data:text/html,x', true], ['blob:https://evil.example/1', true]] as const) {
      const event = { preventDefault: vi.fn() };
      session.emit('will-download', event, { getURL: () => url });
      expect(event.preventDefault.mock.calls.length > 0, url).toBe(isRefused);
    }
  });
});

describe('contents', () => {
  function contentsAt(url: string) {
    const contents = Object.assign(new EventEmitter(), { getURL: () => url, open: undefined as undefined | Call, setWindowOpenHandler(handler: Call) { this.open = handler; } });
    guardContents(contents as unknown as WebContents, guarded);
    return contents;
  }
  const emit = (contents: EventEmitter, name: string, url: string, isMainFrame = true) => {
    const event = { url, isMainFrame, preventDefault: vi.fn() };
    contents.emit(name, event, url);
    return event.preventDefault.mock.calls.length > 0;
  };
  const elsewhere = [
    'https://evil.example/', 'http://127.0.0.1:45001/', 'file:///etc/passwd', 'data:text/html,<script>1</script>', 'javascript:alert(1)', 'app://shell/status.html', 'smb://h/s', 'ms-settings:x', 'mailto:a@b.example', 'about:blank', 'blob:http://127.0.0.1:45000/x', 'view-source:http://127.0.0.1:45000/',
    'http://127.0.0.1:45000@evil.example/', 'http://localhost:45000/', 'https://127.0.0.1:45000/',
  ];

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s keeps the window where it is', name => {
    const contents = contentsAt(`${CLIENT}/#/dashboard`);
    for (const url of elsewhere) expect(emit(contents, name, url), url).toBe(true);
    expect(emit(contents, name, `${CLIENT}/?x#/y`)).toBe(false);
    expect(emit(contents, name, `${CLIENT}/`, false), 'frames').toBe(true);
  });

  it('opens no window, ever, and hands the address on', () => {
    const contents = contentsAt(`${CLIENT}/`);
    for (const url of [...elsewhere, `${CLIENT}/`]) expect(contents.open?.({ url })).toEqual({ action: 'deny' });
    expect(links).toHaveLength(elsewhere.length + 1);
  });

  it('offers a link that was followed in the window, and only one of the web', () => {
    const contents = contentsAt(`${CLIENT}/`);
    for (const url of elsewhere) emit(contents, 'will-navigate', url);
    expect(links).toEqual(['https://evil.example/', 'https://127.0.0.1:45000/']);
  });

  it('attaches no webview and gives no bluetooth device', () => {
    const contents = contentsAt(`${CLIENT}/`);
    const event = { preventDefault: vi.fn() };
    contents.emit('will-attach-webview', event, {}, {});
    expect(event.preventDefault).toHaveBeenCalled();
    const answer = vi.fn();
    contents.emit('select-bluetooth-device', event, [{ deviceId: 'x' }], answer);
    expect(answer).toHaveBeenCalledWith('');
  });

  it('a page that was not loaded yet may go nowhere', () => { expect(mayNavigate(`${CLIENT}/`, '', true)).toBe(false); });
});

describe('application', () => {
  it('is sandboxed, takes no deep link, file, certificate or password', () => {
    const app = Object.assign(new EventEmitter(), { enableSandbox: vi.fn(), setAsDefaultProtocolClient: vi.fn() });
    guardApplication(app as unknown as App, guarded);
    expect(app.enableSandbox).toHaveBeenCalled();
    expect(app.setAsDefaultProtocolClient).not.toHaveBeenCalled();
    const answer = vi.fn();
    for (const [name, ...given] of [['open-url', 'rotki://x'], ['open-file', '/etc/passwd'], ['certificate-error', {}, 'https://x', 'bad', {}, answer], ['select-client-certificate'], ['login', {}, {}, {}, () => undefined]] as [string, ...unknown[]][]) {
      const event = { preventDefault: vi.fn() };
      app.emit(name, event, ...given);
      expect(event.preventDefault, name).toHaveBeenCalled();
    }
    expect(answer).toHaveBeenCalledWith(false);
    const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn(), getURL: () => '' });
    app.emit('web-contents-created', {}, contents);
    expect(contents.setWindowOpenHandler).toHaveBeenCalled();
  });
});
