/** What the shell's parts need one after another, without the shell: the backend's start, Chromium's, and the client's login screen. Prints milliseconds. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '..', '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'portfolio-bare-'));
// As the shell starts it: a variable that forbids Python to keep what it compiled would double the time, and the limit with it.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PYTHON')));
const backend = spawn(join(repository, '.venv', 'bin', 'python'), ['-m', 'rotkehlchen', '--data-dir', join(folder, 'data'), '--rest-api-port', '0'], { cwd: repository, env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
const url = await new Promise((done, fail) => {
  backend.stdout.on('data', text => { const found = /http:\S+/.exec(String(text)); if (found) done(found[0]); });
  backend.once('exit', code => { fail(new Error(`the backend ended with ${code}`)); });
});
const { chromium } = await import('playwright-core');
const context = await chromium.launchPersistentContext(join(folder, 'chromium'), {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, viewport: null, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = context.pages()[0] ?? await context.newPage();
await page.goto(url);
await page.waitForSelector('input[type=password]', { state: 'attached' });
process.stdout.write(String(Math.round(performance.now())));
await context.close();
backend.removeAllListeners('exit');
const ended = new Promise(done => { backend.once('exit', done); });
backend.kill('SIGTERM');
await ended;
rmSync(folder, { recursive: true, force: true });
