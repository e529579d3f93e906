/** Two logs in one folder, what the shell did and what the backend said; private to the user, bounded, redacted before they are written. */
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Redactor } from './redact.main';

export type LogSource = 'shell' | 'backend';

const MAX_BYTES = 5 * 1024 * 1024;
const KEPT = 3;
const MAX_LINE = 4_000;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g; // eslint-disable-line no-control-regex -- what a terminal would obey is what is taken out

export class LogFolder {
  private broken = false;

  constructor(readonly folder: string, private readonly redactor: Redactor, private readonly maxBytes = MAX_BYTES) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    catch {
      this.broken = true;
    }
  }

  path(source: LogSource): string {
    return join(this.folder, `${source}.log`);
  }

  /** Never throws: a full disk must not end the application. */
  write(source: LogSource, line: string): void {
    if (this.broken) return;
    const stamp = source === 'shell' ? `${new Date().toISOString()} ` : ''; // the backend's lines carry their own
    const text = `${stamp}${this.redactor.secrets(line.slice(0, MAX_LINE)).replace(CONTROL, '')}\n`;
    try {
      this.rotate(source);
      appendFileSync(this.path(source), text, { mode: 0o600 });
    }
    catch {
      // Lost lines are the lesser evil.
    }
  }

  /** Both logs, oldest first, fit to be sent to somebody. */
  forSending(): string {
    const parts = (['shell', 'backend'] as const).flatMap(source => {
      const files = [...Array(KEPT).keys()].reverse().map(number => `${this.path(source)}.${number + 1}`).concat(this.path(source));
      return [`===== ${source}`, ...files.filter(file => existsSync(file)).map(file => readFileSync(file, 'utf8'))];
    });
    return this.redactor.personal(parts.join('\n'));
  }

  private rotate(source: LogSource): void {
    const path = this.path(source);
    if (!existsSync(path)) return;
    const { size, mode } = statSync(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) chmodSync(path, 0o600);
    if (size < this.maxBytes) return;
    for (let number = KEPT - 1; number >= 1; number -= 1) if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`);
    renameSync(path, `${path}.1`);
  }
}
