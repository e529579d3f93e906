/** Where the main process begins: what must be settled before the window system is ready, in the order in which it must be. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { languageOf, speak } from '../shared/words.shared';
import { Application } from './application.main';
import { checkoutCommand, installedCommand } from './backendCommand.main';
import { findDataDirectory, findUnsafeSwitch } from './commandLine.main';
import { guardApplication } from './guard.main';
import { LogFolder } from './log.main';
import { PreferenceFile } from './preference.main';
import { Redactor } from './redact.main';
import { SCHEME } from './shellPage.main';
import { Supervisor } from './supervisor.main';
import type { Feed } from './update.main';

/** Written by scripts/build.mjs. */
interface Built { version: string; linkHosts: string[]; releaseFeed: Feed | null; backendHashes: Record<string, string> }

function main(): void {
  const built = JSON.parse(readFileSync(join(__dirname, 'built.json'), 'utf8')) as Built;
  const unsafe = app.isPackaged ? findUnsafeSwitch(name => app.commandLine.hasSwitch(name)) : null;
  if (unsafe !== null) {
    dialog.showErrorBox('Portfolio tracker', speak(languageOf(app.getLocale()))('unsafe_switch', { option: `--${unsafe}` }));
    app.exit(1);
    return;
  }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  const redactor = new Redactor();
  const logs = new LogFolder(app.getPath('logs'), redactor);
  const log = (line: string) => { logs.write('shell', line); };
  const preferences = new PreferenceFile(join(app.getPath('userData'), 'shell.json'), log);
  const supervisor = new Supervisor({
    command: app.isPackaged ? installedCommand(process.resourcesPath, built.backendHashes) : checkoutCommand(resolve(__dirname, '..', '..')),
    version: built.version,
    dataDirectory: findDataDirectory(process.argv, process.cwd()) ?? preferences.values.dataDirectory,
    port: preferences.values.port,
    logLevel: 'info',
    log: (source, line) => { logs.write(source, line); },
    onSecret: secret => { redactor.learn(secret); },
  });
  const application = new Application({ supervisor, preferences, logs, folder: __dirname, version: built.version, linkHosts: new Set(built.linkHosts), feed: built.releaseFeed });
  guardApplication(app, application.guarded);
  log(`shell ${built.version} starts`);
  supervisor.start(); // while the window system is still getting ready

  // Whoever starts us a second time wants to see the window; what they gave along (an address, a file) is not looked at.
  app.on('second-instance', () => { application.show(); });
  app.on('activate', () => { application.show(); });
  app.on('window-all-closed', () => { if (process.platform !== 'darwin') app.quit(); });
  app.on('before-quit', event => { if (!application.mayQuit()) event.preventDefault(); });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => { app.quit(); });
  process.on('uncaughtException', error => {
    log(`fault: ${error.stack ?? String(error)}`);
    app.exit(1); // the end of our pipe stops the backend cleanly
  });
  process.on('unhandledRejection', reason => { log(`fault: ${String(reason)}`); });
  void app.whenReady().then(() => { application.begin(); });
}

main();
