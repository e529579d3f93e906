/**
 * Draws docs/images/*.png: the pages of the user guide, over the demo's portfolio. `make screenshots` runs it. Each picture waits for
 * what it is about, so that a page that does not come fails.
 */
import { spawn } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { launchBrowser, openPage } from './support/browser.mjs';

const repository = resolve(import.meta.dirname, '..', '..');
const images = join(repository, 'docs', 'images');
const LIMIT = 150 * 1024;
const START_MS = 180_000;
const PASSWORD = 'demo portfolio';
const size = { width: 1280, height: 680 }; // rows of text fill a file quickly

/** Name of the picture, path of the page, and what must be seen on it before it is taken. */
const SHOTS = [
  ['dashboard', '/', page => page.locator('.total .num')],
  ['accounts', '/accounts', page => page.getByRole('row').nth(1)],
  ['balances', '/balances', page => page.getByRole('row').nth(1)],
  ['history', '/history', page => page.getByRole('row').nth(3)],
  ['import', '/import', page => page.locator('main').getByRole('heading').first()],
  ['check-balances', '/reconcile', page => page.getByRole('row').nth(1)],
  ['performance', '/performance', page => page.locator('canvas').first()],
  ['prices', '/assets/historic', page => page.getByRole('row').nth(1)],
  ['taxes', '/taxes', page => page.getByRole('row').nth(1)],
  ['backups', '/backups', page => page.getByRole('heading').first()],
  ['settings', '/settings', page => page.getByRole('heading').first()],
];

/** The demo's link, and how to end it. */
function startDemo() {
  const given = process.env.DEMO_LINK;
  if (given !== undefined) return Promise.resolve({ link: given, stop: () => undefined });
  const child = spawn(join(repository, '.venv', 'bin', 'python'), ['-m', 'demo', '--port', '4258'], { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((done, fail) => {
    let output = '';
    const timer = setTimeout(() => { child.kill('SIGTERM'); fail(new Error(`the demo did not start in time:\n${output}`)); }, START_MS);
    child.stdout.on('data', chunk => {
      output += chunk;
      const link = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(output)?.[0];
      if (link === undefined) return;
      clearTimeout(timer);
      done({ link, stop: () => child.kill('SIGTERM') });
    });
    child.on('exit', code => { clearTimeout(timer); fail(new Error(`the demo ended with ${code}:\n${output}`)); });
  });
}

async function take(page, name) {
  const path = join(images, `${name}.png`);
  await page.waitForTimeout(1_200); // charts are drawn in
  await page.screenshot({ path, animations: 'disabled' });
  const { size: bytes } = await stat(path);
  console.log(`${name}.png ${(bytes / 1024).toFixed(0)} KB`);
  if (bytes > LIMIT) throw new Error(`${name}.png has ${bytes} bytes`);
}

const demo = await startDemo();
const browser = await launchBrowser();
try {
  await mkdir(images, { recursive: true });
  const page = await openPage(browser, { viewport: size, colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto(demo.link);
  const password = page.getByLabel('Password', { exact: true });
  await password.or(page.locator('.total .num')).first().waitFor();
  if (await password.isVisible()) {
    await password.fill(PASSWORD);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
  }
  await page.locator('.total .num').waitFor();
  for (const [name, path, ready] of SHOTS) {
    await page.evaluate(target => { location.hash = target; }, path);
    await ready(page).waitFor();
    await page.mouse.move(0, 0);
    await take(page, name);
  }
  if (page.problems.length > 0) throw new Error(page.problems.join('\n'));
}
finally {
  await browser.close();
  demo.stop();
}
