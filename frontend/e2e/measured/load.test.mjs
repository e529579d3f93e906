/**
 * What it costs to open the client: requests, bytes and time up to the login form, and from the password to a settled
 * dashboard, with a thousand balances in the profile. The limits are those of the project's figures.
 */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startBackend } from '../support/backend.mjs';
import { launchBrowser, openPage, withScreenshot } from '../support/browser.mjs';
import { PASSWORD, seedProfile } from '../support/session.mjs';

const BALANCES = 1_000;
let browser;
let backend;

async function seedBalances() {
  await seedProfile(backend, { close: false });
  const assets = ['ETH', 'BTC', 'EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CAD'];
  const balances = Array.from({ length: BALANCES }, (_, index) => ({
    asset: assets[index % assets.length], label: `Balance ${index}`, amount: `${index + 1}.25`, location: 'external', balance_type: 'asset', tags: null,
  }));
  await backend.api('PUT', '/balances/manual', { balances });
  await backend.api('PATCH', '/users/anna', { action: 'logout' });
}

before(async () => {
  backend = await startBackend();
  browser = await launchBrowser();
  await seedBalances();
});
after(async () => {
  await browser?.close();
  await backend?.stop();
});

/** Bytes as sent over the network since the page was opened. */
async function watchBytes(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', event => { bytes += event.encodedDataLength; });
  return () => bytes;
}

it('opens within its budget', async t => {
  const page = await openPage(browser);
  await withScreenshot(page, 'load', async () => {
    const bytes = await watchBytes(page);
    const started = performance.now();
    await page.goto(backend.link, { waitUntil: 'commit' });
    const field = page.getByLabel('Password', { exact: true });
    await field.waitFor();
    const form = { ms: performance.now() - started, requests: page.requests.length, bytes: bytes() };
    await page.waitForTimeout(2_500);

    await field.fill(PASSWORD);
    const before = page.requests.length;
    const sent = performance.now();
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('region', { name: 'Net worth' }).waitFor();
    const dashboard = performance.now() - sent;
    await page.locator('.total .num').waitFor();
    const total = performance.now() - sent;
    await page.waitForTimeout(3_000);
    const settled = page.requests.length - before;

    t.diagnostic(`form ready: ${form.ms.toFixed(0)} ms, ${form.requests} requests, ${(form.bytes / 1024).toFixed(0)} KB`);
    t.diagnostic(`password -> dashboard: ${dashboard.toFixed(0)} ms, first total: ${total.toFixed(0)} ms, ${settled} requests until settled`);
    t.diagnostic(page.requests.slice(before).map(request => `${request.method} ${new URL(request.url).pathname}`).join(', '));
    assert.ok(form.requests < 15, `${form.requests} requests before the login form`);
    assert.ok(form.bytes < 350 * 1024, `${form.bytes} bytes before the login form`);
    assert.ok(settled < 20, `${settled} requests from login to a settled dashboard`);
    assert.deepEqual(page.problems, []);
  });
  await page.context().close();
});
