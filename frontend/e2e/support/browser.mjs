/** A headless browser, and pages that fail a test on errors of the page itself. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const results = resolve(import.meta.dirname, '..', '..', 'test-results');

export async function launchBrowser() {
  const executablePath = candidates.find(path => path !== undefined && existsSync(path));
  if (executablePath === undefined) throw new Error('no chromium found; set CHROMIUM to its path');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** @returns a page whose `problems` lists script errors and refusals of the content security policy, and whose `requests` counts. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', acceptDownloads: true, ...options });
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => {
    const text = message.text();
    // A refused request is part of some tests and shows on the screen; everything else in the console is a fault.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) problems.push(text);
  });
  page.on('request', request => requests.push({ url: request.url(), method: request.method(), at: performance.now() }));
  page.setDefaultTimeout(10_000);
  return Object.assign(page, { problems, requests });
}

/** Runs a scenario and keeps a picture of the page when it fails. */
export async function withScreenshot(page, name, scenario) {
  try {
    return await scenario();
  }
  catch (error) {
    await mkdir(results, { recursive: true });
    await page.screenshot({ path: join(results, `${name}.png`) }).catch(() => undefined);
    throw error;
  }
}
