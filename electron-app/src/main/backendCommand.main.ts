/**
 * Which program is the backend, and with what it is started.
 *
 * An installed application starts the binary in its own resources, after comparing every file of it with the hashes that
 * were packed into the archive; a checkout starts the package with the interpreter of `.venv`. Nothing is looked up in PATH,
 * and the backend inherits no variable that is not named here: no PYTHON*, LD_*, DYLD_*, proxies or tokens of other programs.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { BackendFailure } from './failure.main';

export interface BackendCommand {
  program: string;
  arguments: string[];
  workingDirectory: string;
  /** SHA-256 by path below `workingDirectory`, with slashes; null in a checkout, where sources change. */
  hashes: Record<string, string> | null;
}

const READERS = 8;

const INHERITED = [
  'HOME', 'USER', 'LOGNAME', 'LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE', 'LC_MESSAGES', 'LC_NUMERIC', 'LC_TIME', 'TZ', 'TMPDIR', 'XDG_DATA_HOME',
  'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR',
  // Windows makes no process and no socket without some of these.
  'SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'TEMP', 'TMP', 'APPDATA', 'LOCALAPPDATA', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'PROGRAMDATA', 'COMSPEC',
];

export function backendEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => INHERITED.includes(name.toUpperCase()));
  return { ...Object.fromEntries(kept), PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8' };
}

// -I takes neither PYTHON* nor the working directory nor the user's packages into account, so the checkout is named.
const CHECKOUT_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from rotkehlchen.app.command import main; sys.exit(main())";

export function checkoutCommand(repository: string, platform: NodeJS.Platform = process.platform): BackendCommand {
  const python = platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python');
  return {
    program: join(repository, '.venv', python),
    arguments: ['-I', '-u', '-c', CHECKOUT_START, repository],
    workingDirectory: repository,
    hashes: null,
  };
}

export function installedCommand(resources: string, hashes: Record<string, string>, platform: NodeJS.Platform = process.platform): BackendCommand {
  const folder = join(resources, 'backend');
  return { program: join(folder, platform === 'win32' ? 'rotkehlchen.exe' : 'rotkehlchen'), arguments: [], workingDirectory: folder, hashes };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => !entry.isDirectory()).map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Throws a BackendFailure when the program is missing, or a file of it is missing, changed or added. */
export async function verifyBackend(command: BackendCommand): Promise<void> {
  if (!existsSync(command.program)) throw new BackendFailure({ kind: 'backend_missing', values: { detail: command.program }, said: '' });
  if (command.hashes === null) return;
  const changed = (path: string) => new BackendFailure({ kind: 'backend_changed', values: { detail: path }, said: '' });
  const found = new Set(await filesBelow(command.workingDirectory));
  for (const path of found) if (!Object.hasOwn(command.hashes, path)) throw changed(path);
  const expected = Object.entries(command.hashes);
  if (expected.length === 0) throw changed(command.workingDirectory);
  const queue = expected.values();
  const work = async () => {
    for (const [path, hash] of queue) {
      const content = await readFile(join(command.workingDirectory, path)).catch(() => null);
      if (content === null || createHash('sha256').update(content).digest('hex') !== hash) throw changed(path);
    }
  };
  await Promise.all(Array.from({ length: READERS }, work));
}
