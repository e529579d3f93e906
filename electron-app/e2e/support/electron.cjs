/**
 * A stand-in for Electron's runtime, whose binary can't be installed here: the built main.cjs and preload.cjs run unchanged,
 * with node as the main process and a real Chromium as the window. What the shell decides (permissions, navigation, requests,
 * headers, new windows) is asked of its own handlers and carried out in Chromium.
 *
 * Not Electron: the preload runs in the page's own world, `app://shell` is `https://app-shell.invalid` inside Chromium, and menus, tray,
 * dialogs and displays are recorded, not drawn. docs/desktop.md says what stays untried for that.
 *
 * SHIM_WINDOW=none: no Chromium; a window only fetches what it is told to load. For cycles of starting and killing.
 */
const { EventEmitter } = require('node:events');
const { mkdirSync, readFileSync } = require('node:fs');
const { createServer, connect } = require('node:net');
const Module = require('node:module');
const { join } = require('node:path');

const switchOf = name => process.argv.find(argument => argument === `--${name}` || argument.startsWith(`--${name}=`));
const userData = switchOf('user-data-dir')?.split('=')[1];
if (userData === undefined) throw new Error('--user-data-dir is needed');
mkdirSync(userData, { recursive: true });

const INSIDE = 'https://app-shell.invalid';
const toChromium = url => url.replace(/^app:\/\/shell/, INSIDE);
const fromChromium = url => url.replace(INSIDE, 'app://shell');
const hasChromium = process.env.SHIM_WINDOW !== 'none';

class Cancelable { constructor(values) { this.defaultPrevented = false; Object.assign(this, values); } preventDefault() { this.defaultPrevented = true; } }

// ---------------------------------------------------------------- what is recorded, and what a test decides
const shim = { dialogs: [], answers: [], saveAs: null, chosen: null, opened: [], openedPaths: [], copied: [], fetched: [], web: {}, menu: null, trayMenu: null, windows: [], displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }], problems: [], packaged: process.env.SHIM_PACKAGED === '1' };

// ---------------------------------------------------------------- app
const app = new EventEmitter();
let lockServer = null;
let isReady;
const ready = new Promise(done => { isReady = done; });
let isQuitting = false;
Object.assign(app, {
  isPackaged: shim.packaged,
  enableSandbox: () => { shim.sandboxed = true; },
  commandLine: { hasSwitch: name => switchOf(name) !== undefined && name !== 'user-data-dir' },
  getLocale: () => process.env.SHIM_LOCALE ?? 'en-US',
  getPath: name => ({ userData, logs: join(userData, 'logs') })[name],
  whenReady: () => ready,
  exit: code => { void endChromium().finally(() => process.exit(code)); },
  quit: () => {
    const event = new Cancelable();
    app.emit('before-quit', event);
    if (event.defaultPrevented || isQuitting) return;
    isQuitting = true;
    app.emit('will-quit', new Cancelable());
    app.exit(0);
  },
  // Like Electron's on Linux: a socket that ends with its process. Abstract, so that nothing is left on the disk.
  requestSingleInstanceLock: () => shim.lock,
});

async function takeLock() {
  const address = `\0portfolio-shim-${userData}`;
  shim.lock = await new Promise(done => {
    lockServer = createServer(peer => { peer.on('data', data => { app.emit('second-instance', new Cancelable(), JSON.parse(String(data)), '/'); }); peer.on('error', () => undefined); });
    lockServer.once('error', () => { connect(address).on('error', () => undefined).end(JSON.stringify(process.argv), () => { done(false); }); });
    lockServer.listen(address, () => { done(true); });
    lockServer.unref();
  });
}

// ---------------------------------------------------------------- session and protocol
const session = Object.assign(new EventEmitter(), { webRequest: {} });
for (const name of ['setPermissionRequestHandler', 'setPermissionCheckHandler', 'setDevicePermissionHandler', 'setBluetoothPairingHandler', 'setDisplayMediaRequestHandler', 'setSpellCheckerEnabled']) {
  session[name] = value => { session[`_${name}`] = value; };
}
session.setProxy = async value => { session._proxy = value; };
session.webRequest.onBeforeRequest = listener => { session._before = listener; };
session.webRequest.onHeadersReceived = listener => { session._headers = listener; };
const handlers = new Map();
const schemes = new Map();
const ipcMain = { handle: (channel, handler) => { handlers.set(channel, handler); } };
const protocol = { registerSchemesAsPrivileged: list => { shim.schemes = list; }, handle: (scheme, handler) => { schemes.set(scheme, handler); } };

// ---------------------------------------------------------------- Chromium
let context = null;
async function endChromium() { await context?.close().catch(() => undefined); }

async function launch() {
  const { chromium } = require('playwright-core');
  context = await chromium.launchPersistentContext(join(userData, 'chromium'), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, viewport: null,
    args: ['--no-sandbox', '--window-size=1280,860', '--disable-dev-shm-usage', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'], // a popup lives a moment before it is closed,
  });
  return context.pages()[0] ?? await context.newPage();
}
let openChromium;
const chromiumPage = new Promise(done => { openChromium = done; });

// ---------------------------------------------------------------- window
class WebContents extends EventEmitter {
  constructor(window) { super(); this.window = window; this.url = ''; this.programmatic = new Set(); }
  getURL() { return this.page ? fromChromium(this.page.url() === 'about:blank' ? '' : this.page.url()) : this.url; }
  setWindowOpenHandler(handler) { this.openHandler = handler; }
  reload() { void this.page?.reload(); }
  send(channel, ...given) { void this.page?.evaluate(([name, values]) => { globalThis.__told?.(name, values); }, [channel, given]).catch(() => undefined); }

  /** Null where the shell lets it pass, else who refused. */
  judge(url, isNavigation, isMainFrame) {
    if (isNavigation && !this.programmatic.has(url)) {
      for (const name of isMainFrame ? ['will-frame-navigate', 'will-navigate'] : ['will-frame-navigate']) {
        const event = new Cancelable({ url, isMainFrame, isSameDocument: false });
        this.emit(name, event, url);
        if (event.defaultPrevented) return name;
      }
    }
    let cancel = false;
    session._before?.({ url }, answer => { cancel = answer.cancel === true; });
    return cancel ? 'onBeforeRequest' : null;
  }

  /** Documents, calls of the API, and what would leave over https (which the page's own policy stops before it gets here). */
  async decide(cdp, mainFrame, { requestId, request, frameId, resourceType, responseStatusCode, responseHeaders }) {
    const isDocument = resourceType === 'Document';
    if (responseStatusCode !== undefined) {
      const given = {};
      for (const { name, value } of responseHeaders) given[name] = [...given[name] ?? [], value];
      let headers = given;
      session._headers?.({ resourceType: frameId === mainFrame ? 'mainFrame' : 'subFrame', responseHeaders: given }, made => { headers = made.responseHeaders; });
      return cdp.send('Fetch.continueResponse', { requestId, responseCode: responseStatusCode, responseHeaders: Object.entries(headers).flatMap(([name, values]) => values.map(value => ({ name, value }))) });
    }
    const url = fromChromium(request.url);
    const refused = this.judge(url, isDocument, frameId === mainFrame);
    if (refused !== null) {
      shim.problems.push(`${refused}: ${url}`);
      return cdp.send('Fetch.failRequest', { requestId, errorReason: isDocument ? 'Aborted' : 'BlockedByClient' });
    }
    if (!request.url.startsWith(INSIDE)) return cdp.send('Fetch.continueRequest', { requestId });
    const answer = await schemes.get('app')({ url, method: request.method });
    return cdp.send('Fetch.fulfillRequest', {
      requestId, responseCode: answer.status, responseHeaders: [...answer.headers].map(([name, value]) => ({ name, value })), body: Buffer.from(await answer.arrayBuffer()).toString('base64'),
    });
  }

  async attach(page) {
    this.page = page;
    await page.exposeBinding('__invoke', async ({ frame }, channel, given) => {
      const event = { sender: this, senderFrame: { url: fromChromium(frame.url()), parent: frame.parentFrame() === null ? null : {} } };
      if (!handlers.has(channel)) throw new Error(`no handler for ${channel}`);
      return handlers.get(channel)(event, ...given);
    });
    const preload = readFileSync(this.window.options.webPreferences.preload, 'utf8');
    await page.addInitScript(`(() => {
      const invoke = globalThis.__invoke; const listeners = new Map();
      Object.defineProperty(globalThis, '__told', { value: (name, values) => { for (const listener of listeners.get(name) ?? []) listener({}, ...values); } });
      const electron = { contextBridge: { exposeInMainWorld: (key, value) => { Object.defineProperty(globalThis, key, { value: Object.freeze(value), enumerable: true }); } },
        ipcRenderer: { invoke: (channel, ...given) => invoke(channel, given), on: (name, listener) => { listeners.set(name, [...listeners.get(name) ?? [], listener]); } } };
      const module = { exports: {} }; const require = name => { if (name !== 'electron') throw new Error('not in a sandbox: ' + name); return electron; };
      ((module, exports, require) => {${preload}\n})(module, module.exports, require);
    })()`);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Page.enable');
    const mainFrame = (await cdp.send('Page.getFrameTree')).frameTree.frame.id;
    cdp.on('Fetch.requestPaused', paused => { void this.decide(cdp, mainFrame, paused).catch(() => undefined); });
    await cdp.send('Fetch.enable', { patterns: [
      { resourceType: 'Document', requestStage: 'Request' }, { resourceType: 'Document', requestStage: 'Response' }, { urlPattern: 'https://*', requestStage: 'Request' }, { urlPattern: '*/api/1/*', requestStage: 'Request' },
    ] });
    cdp.on('Page.windowOpen', ({ url }) => { shim.windowOpen = this.openHandler({ url: fromChromium(url) }); });
    page.context().on('page', popup => { if (shim.windowOpen?.action !== 'allow') void popup.close().catch(() => undefined); });
    page.on('pageerror', error => { shim.problems.push(`error: ${error.message}`); });
    page.on('crash', () => { this.emit('render-process-gone', {}, { reason: 'crashed' }); });
    page.once('domcontentloaded', () => { this.window.emit('ready-to-show'); });
  }
}

class BrowserWindow extends EventEmitter {
  constructor(options) {
    super();
    this.options = options;
    this.bounds = { x: options.x, y: options.y, width: options.width, height: options.height };
    this.visible = false;
    this.webContents = new WebContents(this);
    shim.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
    this.attached = chromiumPage.then(page => (page === null ? undefined : this.webContents.attach(page)));
  }
  async loadURL(url) {
    await this.attached;
    const { webContents } = this;
    shim.loading = url;
    if (webContents.page) {
      const full = new URL(url).href;
      webContents.programmatic.add(full);
      try { await webContents.page.goto(toChromium(url), { waitUntil: 'domcontentloaded' }); }
      finally { webContents.programmatic.delete(full); }
      return;
    }
    if (url.startsWith('app:')) { webContents.url = url; }
    else {
      const answer = await fetch(url);
      if (!(await answer.text()).includes('<div id="app"')) throw new Error('no client');
      webContents.url = `${url}/`;
    }
    this.emit('ready-to-show');
  }
  show() { this.visible = true; } hide() { this.visible = false; } focus() { this.focused = true; } restore() { this.minimized = false; } isMinimized() { return this.minimized === true; }
  maximize() { this.maximized = true; } isMaximized() { return this.maximized === true; } isDestroyed() { return this.destroyed === true; }
  getBounds() { return this.bounds; } getNormalBounds() { return this.bounds; } setBounds(bounds) { this.bounds = bounds; }
  close() {
    const event = new Cancelable();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.destroyed = true;
    this.emit('closed');
    app.emit('window-all-closed');
  }
}

class Tray extends EventEmitter { setToolTip() {} setContextMenu(menu) { shim.trayMenu = menu; } }
const Menu = { buildFromTemplate: template => template, setApplicationMenu: menu => { shim.menu = menu; } };
const dialog = {
  showErrorBox: (title, text) => { process.stderr.write(`${title}: ${text}\n`); },
  showMessageBox: async (...given) => {
    const options = given.at(-1);
    shim.dialogs.push(options);
    const next = shim.answers.shift();
    return { response: typeof next === 'string' ? Math.max(0, options.buttons.indexOf(next)) : next ?? options.cancelId ?? 0 };
  },
  showOpenDialog: async () => ({ canceled: shim.chosen === null, filePaths: shim.chosen === null ? [] : [shim.chosen] }),
  showSaveDialog: async () => ({ canceled: shim.saveAs === null, filePath: shim.saveAs ?? '' }),
};

const electron = {
  app, BrowserWindow, Tray, Menu, dialog, ipcMain, protocol, session: { defaultSession: session, fromPartition: partition => ({ fetch: async url => { shim.fetched.push([partition, url]); const text = shim.web[url]; return new Response(text ?? '', { status: text === undefined ? 404 : 200 }); } }) },
  nativeImage: { createFromPath: path => { readFileSync(path); return { path }; } },
  clipboard: { writeText: text => { shim.copied.push(text); } },
  shell: { openExternal: async url => { shim.opened.push(url); }, openPath: async path => { shim.openedPaths.push(path); return ''; } },
  screen: Object.assign(new EventEmitter(), { getPrimaryDisplay: () => shim.displays[0], getAllDisplays: () => shim.displays }),
};

const load = Module._load;
Module._load = function loadOrStandIn(request, ...rest) { return request === 'electron' ? electron : load.call(this, request, ...rest); };
if (process.env.SHIM_RESOURCES) process.resourcesPath = process.env.SHIM_RESOURCES;

// ---------------------------------------------------------------- a test's way in
process.on('message', async ({ id, code, given }) => {
  try {
    const run = new Function('given', 'tools', `return (${code})(tools, given)`);
    process.send({ id, result: await run(given, { electron, shim, session, handlers, page: await chromiumPage, wait: ms => new Promise(done => setTimeout(done, ms)) }) });
  }
  catch (error) {
    process.send({ id, error: error.stack ?? String(error) });
  }
});
process.on('disconnect', () => { process.exit(0); });

void takeLock().then(async () => {
  require(process.env.SHIM_MAIN ?? join(__dirname, '..', '..', 'dist', 'main.cjs'));
  // Electron's window system takes its time, too, while the main process runs; here it is Chromium's start.
  openChromium(hasChromium ? launch() : null);
  await chromiumPage;
  isReady();
});
