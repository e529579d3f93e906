/** What the shell remembers between two starts: one small file of its own. Nothing secret, and nothing of the ledger, is in it. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { parseWindowState, type WindowState } from './windowState.main';

export interface Preferences {
  window: WindowState;
  /** Of the last start, tried again: the page's storage belongs to its origin, and the port is part of that. */
  port: number;
  /** null: the backend's own default. */
  dataDirectory: string | null;
  keepInTray: boolean;
  checkUpdates: boolean;
}

export const DEFAULTS: Preferences = { window: { bounds: null, isMaximized: false }, port: 0, dataDirectory: null, keepInTray: false, checkUpdates: false };

/** Whatever is wrong becomes the default: a damaged file must not keep anybody out. */
export function parsePreferences(text: string): Preferences {
  let found: Record<string, unknown>;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return DEFAULTS;
    found = value as Record<string, unknown>;
  }
  catch {
    return DEFAULTS;
  }
  const { port, dataDirectory } = found;
  return {
    window: parseWindowState(found['window']),
    port: typeof port === 'number' && Number.isInteger(port) && port >= 1_024 && port <= 65_535 ? port : 0,
    dataDirectory: typeof dataDirectory === 'string' && isAbsolute(dataDirectory) && !dataDirectory.includes('\0') ? dataDirectory : null,
    keepInTray: found['keepInTray'] === true,
    checkUpdates: found['checkUpdates'] === true,
  };
}

export class PreferenceFile {
  private current: Preferences;

  constructor(private readonly path: string, private readonly log: (line: string) => void) {
    this.current = parsePreferences(read(path));
  }

  get values(): Preferences { return this.current; }

  save(changed: Partial<Preferences>): void {
    this.current = { ...this.current, ...changed };
    const temporary = `${this.path}.new`;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      writeFileSync(temporary, JSON.stringify(this.current, null, 1), { mode: 0o600 });
      renameSync(temporary, this.path);
    }
    catch (error) {
      this.log(`preferences were not saved: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
    }
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  }
  catch {
    return '';
  }
}
