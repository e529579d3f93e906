import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFolder } from '../src/main/log.main';
import { Redactor } from '../src/main/redact.main';

const SECRET = 'canary-4b1e77-canary-4b1e77';
let folder: string;
let redactor: Redactor;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
  redactor = new Redactor();
  redactor.learn(SECRET);
});
afterEach(() => { rmSync(folder, { recursive: true }); });

describe('logs', () => {
  it('are private and hold no secret', () => {
    const logs = new LogFolder(join(folder, 'logs'), redactor);
    logs.write('backend', `token ${SECRET} of http://127.0.0.1:1/#token=${SECRET}`);
    logs.write('shell', 'line\u001b[31m with\u0007 controls\r');
    expect(statSync(join(folder, 'logs')).mode & 0o777).toBe(0o700);
    expect(statSync(logs.path('backend')).mode & 0o777).toBe(0o600);
    expect(readFileSync(logs.path('backend'), 'utf8')).not.toContain(SECRET);
    expect(readFileSync(logs.path('shell'), 'utf8')).toMatch(/^\d{4}-.*Z line\[31m with controls\n$/);
  });

  it('are bounded', () => {
    const logs = new LogFolder(folder, redactor, 1_000);
    for (let line = 0; line < 400; line += 1) logs.write('shell', `line ${line} ${'x'.repeat(40)}`);
    const sizes = ['', '.1', '.2', '.3'].map(end => statSync(`${logs.path('shell')}${end}`).size);
    expect(Math.max(...sizes)).toBeLessThan(1_200);
    expect(existsSync(`${logs.path('shell')}.4`)).toBe(false);
    expect(readFileSync(logs.path('shell'), 'utf8')).toContain('line 399');
    logs.write('shell', 'x'.repeat(100_000));
    expect(statSync(logs.path('shell')).size).toBeLessThan(6_000);
  });

  it('that are sent come in order, without what tells of the user', () => {
    const logs = new LogFolder(folder, redactor, 200);
    for (let line = 0; line < 6; line += 1) logs.write('backend', `line ${line} at 0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045 ${SECRET}`);
    const text = logs.forSending();
    expect([...text.matchAll(/line (\d)/g)].map(found => found[1])).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(text).not.toMatch(/0xd8dA|canary/);
  });

  it('narrow the mode of a file that others could read', () => {
    const logs = new LogFolder(folder, redactor);
    writeFileSync(logs.path('shell'), 'old\n', { mode: 0o644 });
    logs.write('shell', 'new');
    expect(statSync(logs.path('shell')).mode & 0o777).toBe(0o600);
  });

  it('that cannot be written end nothing', () => {
    writeFileSync(join(folder, 'file'), '');
    const logs = new LogFolder(join(folder, 'file', 'logs'), redactor);
    logs.write('shell', 'x');
    expect(logs.forSending()).toContain('===== shell');
  });
});
