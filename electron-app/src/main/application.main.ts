/** The running shell: one supervisor, one window, and what menu, tray and page ask of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  BrowserWindow} from 'electron';
import { Menu, Tray, app, clipboard, dialog, ipcMain, nativeImage, protocol, session, shell, type MessageBoxOptions, type WebContents,
} from 'electron';
import { CLIENT_CHANNELS, SHELL_CHANNELS, STATE_CHANGED, type LinkOutcome } from '../shared/channel.shared';
import { languageOf, speak, type Language, type Say } from '../shared/words.shared';
import { noArguments, oneText, registerChannel, type Channel } from './channel.main';
import { guardSession, type Guarded } from './guard.main';
import { judgeLink } from './link.main';
import type { LogFolder } from './log.main';
import { menuTemplate, trayTemplate, type MenuActions } from './menu.main';
import { originOf } from './origin.main';
import type { PreferenceFile } from './preference.main';
import { SCHEME, SHELL_ORIGIN, STATUS_URL, serveShellPage } from './shellPage.main';
import { describe } from './status.main';
import type { State, Supervisor } from './supervisor.main';
import { fetchRelease, type Feed } from './update.main';
import { openWindow } from './window.main';

/** A start that is quicker than this shows no page of its own first. */
const PATIENCE_MS = 800;
const TOKEN_WAIT_MS = 60_000;
const RELOADS = 3;

export interface Parts {
  supervisor: Supervisor;
  preferences: PreferenceFile;
  logs: LogFolder;
  /** Where main.cjs, preload.cjs and the pictures are. */
  folder: string;
  version: string;
  linkHosts: ReadonlySet<string>;
  feed: Feed | null;
}

export class Application {
  private window: BrowserWindow | null = null;
  private tray: Tray | null = null;
  private language: Language = 'en';
  private say: Say = speak('en');
  private stopped = false;
  private quitting = false;
  private asking = false;
  private reloads = 0;
  private patience: NodeJS.Timeout | null = null;

  constructor(private readonly parts: Parts) {}

  readonly guarded: Guarded = {
    clientOrigin: () => this.backendOrigin(),
    onLink: url => { void this.offerLink(url); },
    log: line => { this.log(line); },
    allowDevTools: !app.isPackaged,
  };

  /** After `ready`. The supervisor may be on its way already. */
  begin(): void {
    this.language = languageOf(app.getLocale());
    this.say = speak(this.language);
    protocol.handle(SCHEME, serveShellPage(join(this.parts.folder, 'page')));
    void session.defaultSession.setProxy({ mode: 'direct' });
    guardSession(session.defaultSession, this.guarded);
    this.registerChannels();
    this.buildMenu();
    this.makeTray();
    this.parts.supervisor.on('state', state => { this.follow(state); });
    this.openWindow();
    if (this.parts.preferences.values.checkUpdates) void this.checkUpdates(false);
  }

  show(): void {
    if (this.window === null) { this.openWindow(); return; }
    if (this.window.isMinimized()) this.window.restore();
    this.window.show();
    this.window.focus();
  }

  /** For `before-quit`: true when there is nothing left to wait for. */
  mayQuit(): boolean {
    if (this.stopped) return true;
    if (!this.quitting) {
      this.quitting = true;
      this.window?.hide();
      void this.parts.supervisor.stop().then(() => {
        this.stopped = true;
        app.quit();
      });
    }
    return false;
  }

  // ---------------------------------------------------------------- window
  private openWindow(): void {
    const window = openWindow(this.parts.preferences, this.parts.folder, app.isPackaged);
    this.window = window;
    window.once('ready-to-show', () => { window.show(); });
    window.on('close', event => {
      if (this.quitting || !this.parts.preferences.values.keepInTray || this.tray === null) return;
      event.preventDefault();
      window.hide();
    });
    window.on('closed', () => { this.window = null; });
    window.on('page-title-updated', event => { event.preventDefault(); });
    window.on('unresponsive', () => { void this.offerReload(); });
    window.webContents.on('render-process-gone', (_event, details) => { this.recover(details.reason); });
    this.follow(this.parts.supervisor.state);
  }

  private follow(state: State): void {
    const window = this.window;
    if (window === null || this.quitting) return;
    if (this.patience !== null) clearTimeout(this.patience);
    this.patience = null;
    if (state.phase === 'ready') {
      this.parts.preferences.save({ port: state.access.port });
      // A client that is there already fetches the new token by itself, and keeps what the user was typing.
      if (originOf(window.webContents.getURL()) !== state.access.url) void this.load(state.access.url);
    }
    else if (state.phase === 'failed') { void this.load(STATUS_URL); }
    else if (originOf(window.webContents.getURL()) !== SHELL_ORIGIN && state.phase !== 'stopped') {
      const isFirst = state.phase === 'starting';
      this.patience = setTimeout(() => { if (isFirst) void this.load(STATUS_URL); }, PATIENCE_MS);
    }
    if (originOf(window.webContents.getURL()) === SHELL_ORIGIN) window.webContents.send(STATE_CHANGED, describe(state, this.language));
  }

  private async load(url: string): Promise<void> {
    try {
      await this.window?.loadURL(url);
    }
    catch (error) {
      // Another page was asked for meanwhile, or the backend went away; the next state decides.
      this.log(`not loaded: ${originOf(url) ?? ''} ${(error as { code?: string }).code ?? ''}`);
    }
  }

  private recover(reason: string): void {
    this.log(`the window's process ended: ${reason}`);
    if (reason === 'clean-exit' || this.reloads >= RELOADS) return;
    this.reloads += 1;
    this.window?.webContents.reload();
  }

  private async offerReload(): Promise<void> {
    if (await this.ask({ type: 'warning', message: this.say('hang'), detail: this.say('hang_text'), buttons: [this.say('wait'), this.say('reload')] }) === 1) {
      this.window?.webContents.reload();
    }
  }

  // ---------------------------------------------------------------- what pages may ask
  /** Of the backend that runs now. While none does, its port may be anybody's, and nothing (a password that is typed just then) goes there. */
  private backendOrigin(): string | null {
    const { state } = this.parts.supervisor;
    return state.phase === 'ready' ? state.access.url : null;
  }

  /** While the backend is started again, the page that waits for the new token is still the client. */
  private clientOrigin(): string | null {
    const origin = this.backendOrigin();
    if (origin !== null) return origin;
    const shown = originOf(this.window?.webContents.getURL() ?? '');
    return shown !== null && shown === `http://127.0.0.1:${this.parts.preferences.values.port}` ? shown : null;
  }

  private registerChannels(): void {
    const contents = (): WebContents | null => this.window?.webContents ?? null;
    const add = <T>(channel: Channel<T>) => { registerChannel(ipcMain, channel, contents, line => { this.log(line); }); };
    const client = () => this.clientOrigin();
    const page = () => SHELL_ORIGIN;
    add({ name: CLIENT_CHANNELS.getLaunchToken, origin: client, parse: noArguments, run: async () => (await this.parts.supervisor.access(TOKEN_WAIT_MS)).token });
    add({ name: CLIENT_CHANNELS.openLink, origin: client, parse: oneText(4_096), run: url => this.offerLink(url) });
    add({ name: SHELL_CHANNELS.getState, origin: page, parse: noArguments, run: () => describe(this.parts.supervisor.state, this.language) });
    add({ name: SHELL_CHANNELS.retry, origin: page, parse: noArguments, run: () => { this.parts.supervisor.start(); } });
    add({ name: SHELL_CHANNELS.chooseDataDirectory, origin: page, parse: noArguments, run: () => this.chooseDataDirectory() });
    add({ name: SHELL_CHANNELS.openLogs, origin: page, parse: noArguments, run: () => this.openLogs() });
    add({ name: SHELL_CHANNELS.quit, origin: page, parse: noArguments, run: () => { app.quit(); } });
  }

  /** One question at a time: a page that asks in a loop gets one dialog. */
  private async offerLink(raw: string): Promise<LinkOutcome> {
    if (this.asking) return 'refused';
    const verdict = judgeLink(raw, this.parts.linkHosts);
    if (verdict.kind === 'bad') {
      this.log('link refused');
      return 'refused';
    }
    this.asking = true;
    try {
      const { url } = verdict;
      const isKnown = verdict.kind === 'allowed';
      const answer = await this.ask({
        type: isKnown ? 'question' : 'warning',
        message: this.say(isKnown ? 'open_link' : 'link_refused'),
        detail: this.say(isKnown ? 'open_link_text' : 'link_refused_text', { url }),
        buttons: [this.say('cancel'), this.say('copy_address'), ...(isKnown ? [this.say('open')] : [])],
      });
      if (answer === 1) clipboard.writeText(url);
      if (answer !== 2 || !isKnown) return isKnown ? 'declined' : 'refused';
      await shell.openExternal(url, { activate: true });
      return 'opened';
    }
    finally {
      this.asking = false;
    }
  }

  /** Index of the button; the first, which changes nothing, stands for a closed dialog. */
  private async ask(options: MessageBoxOptions): Promise<number> {
    const all: MessageBoxOptions = { noLink: true, defaultId: 0, cancelId: 0, title: this.say('name'), ...options };
    const { response } = this.window === null ? await dialog.showMessageBox(all) : await dialog.showMessageBox(this.window, all);
    return response;
  }

  // ---------------------------------------------------------------- menu and tray
  private readonly actions: MenuActions = {
    restartBackend: () => { void this.parts.supervisor.stop().then(() => { this.parts.supervisor.start(); }); },
    chooseDataDirectory: () => { void this.chooseDataDirectory(); },
    openLogs: () => { void this.openLogs(); },
    saveLog: () => { void this.saveLog(); },
    about: () => {
      const data = this.parts.preferences.values.dataDirectory ?? '—';
      void this.ask({ message: this.say('name'), detail: this.say('about_text', { version: this.parts.version, data }), buttons: [this.say('close')] });
    },
    show: () => { this.show(); },
    quit: () => { app.quit(); },
    checkUpdatesNow: () => { void this.checkUpdates(true); },
    setKeepInTray: on => { this.parts.preferences.save({ keepInTray: on }); },
    setCheckUpdates: on => { void this.setCheckUpdates(on); },
  };

  private buildMenu(): void {
    const { keepInTray, checkUpdates } = this.parts.preferences.values;
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(this.say, this.actions, { keepInTray, checkUpdates, isMac: process.platform === 'darwin' })));
  }

  private makeTray(): void {
    try {
      this.tray = new Tray(nativeImage.createFromPath(join(this.parts.folder, 'tray.png')));
      this.tray.setToolTip(this.say('name'));
      this.tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(this.say, this.actions)));
      this.tray.on('click', () => { this.show(); });
    }
    catch (error) {
      this.log(`no tray here: ${String(error)}`); // many desktops have none; then closing the window always ends
    }
  }

  private async chooseDataDirectory(): Promise<void> {
    const options = { title: this.say('choose_data_directory'), properties: ['openDirectory', 'createDirectory'] as ('openDirectory' | 'createDirectory')[] };
    const { canceled, filePaths } = this.window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(this.window, options);
    const [chosen] = filePaths;
    if (canceled || chosen === undefined) return;
    this.parts.preferences.save({ dataDirectory: chosen });
    this.parts.supervisor.useDataDirectory(chosen);
    await this.parts.supervisor.stop();
    this.parts.supervisor.start();
  }

  private async openLogs(): Promise<void> {
    const problem = await shell.openPath(this.parts.logs.folder);
    if (problem !== '') await this.ask({ message: this.say('open_logs'), detail: this.parts.logs.folder, buttons: [this.say('close')] });
  }

  private async saveLog(): Promise<void> {
    const { canceled, filePath } = await dialog.showSaveDialog({ title: this.say('save_log'), defaultPath: 'portfolio-tracker-log.txt' });
    if (canceled || filePath === '') return;
    try {
      writeFileSync(filePath, this.parts.logs.forSending(), { mode: 0o600 });
      await this.ask({ message: this.say('save_log_done'), detail: this.say('save_log_done_text', { path: filePath }), buttons: [this.say('close')] });
    }
    catch (error) {
      await this.ask({ type: 'error', message: this.say('save_log_failed'), detail: `${filePath}\n${(error as NodeJS.ErrnoException).code ?? ''}`, buttons: [this.say('close')] });
    }
  }

  // ---------------------------------------------------------------- new versions
  private async setCheckUpdates(on: boolean): Promise<void> {
    const { feed, preferences } = this.parts;
    if (on && feed === null) await this.ask({ message: this.say('updates_none'), buttons: [this.say('close')] });
    const isAgreed = on && feed !== null && await this.ask({
      type: 'question', message: this.say('updates_ask'), detail: this.say('updates_ask_text', { host: new URL(feed.url).host }), buttons: [this.say('cancel'), this.say('check_updates')],
    }) === 1;
    preferences.save({ checkUpdates: isAgreed });
    this.buildMenu();
  }

  private async checkUpdates(isAsked: boolean): Promise<void> {
    const { feed, version } = this.parts;
    if (feed === null) {
      if (isAsked) await this.ask({ message: this.say('updates_none'), buttons: [this.say('close')] });
      return;
    }
    try {
      const release = await fetchRelease(feed, version, (url, init) => session.fromPartition('updates').fetch(url, init)); // the window's session reaches the backend alone
      if (release !== null) {
        await this.ask({ message: this.say('updates_newer', { version: release.version }), detail: this.say('updates_newer_text', { current: version, url: release.page }), buttons: [this.say('close')] });
      }
      else if (isAsked) { await this.ask({ message: this.say('updates_current'), buttons: [this.say('close')] }); }
    }
    catch (error) {
      this.log(`no word of new versions: ${String(error)}`);
      if (isAsked) await this.ask({ message: this.say('updates_failed', { reason: (error as Error).message }), buttons: [this.say('close')] });
    }
  }

  private log(line: string): void {
    this.parts.logs.write('shell', line);
  }
}
