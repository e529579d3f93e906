import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { startBackend } from './support/backend.mjs';
import { launchBrowser, openPage, withScreenshot } from './support/browser.mjs';
import { settled, visit, withProfile } from './support/scenario.mjs';
import { createProfile, login, PASSWORD, seedProfile } from './support/session.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

/** A backend and a page for one scenario. */
async function scenario(name, run) {
  const backend = await startBackend();
  const page = await openPage(browser);
  try {
    await withScreenshot(page, name, () => run(page, backend));
    assert.deepEqual(page.problems, []);
  }
  finally {
    await page.context().close();
    await backend.stop();
  }
}

describe('first run', () => {
  it('makes a profile, proves the recovery key and opens an empty dashboard', () => scenario('first-run', async (page, backend) => {
    const words = await createProfile(page, backend);
    assert.equal(words.length, 12);
    assert.ok(!page.url().includes('token'), 'the launch token must leave the address bar');

    await page.getByRole('button', { name: 'I have written them down' }).click();
    const labels = await page.locator('label').allTextContents();
    const asked = labels.map(text => Number(/Word number (\d+)/.exec(text)?.[1])).filter(Boolean);
    assert.equal(asked.length, 2);
    await page.getByLabel(`Word number ${asked[0]}`, { exact: true }).fill('wrong');
    await page.getByLabel(`Word number ${asked[1]}`, { exact: true }).fill(words[asked[1] - 1]);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('That is not this word.').waitFor();
    await page.getByLabel(`Word number ${asked[0]}`, { exact: true }).fill(words[asked[0] - 1]);
    await page.getByRole('button', { name: 'Confirm' }).click();

    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    await page.getByRole('link', { name: /Add an address/ }).waitFor();
    assert.equal(await page.getByText('You have not written down your recovery key yet.').count(), 0);
    assert.deepEqual(await backend.api('GET', '/users'), { anna: 'loggedin' });
  }));

  it('reminds of a recovery key that was put off, also after a reload', () => scenario('recovery-later', async (page, backend) => {
    await createProfile(page, backend);
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByText('You have not written down your recovery key yet.').waitFor();
    await page.waitForTimeout(700);
    await page.reload();
    await page.getByText('You have not written down your recovery key yet.').waitFor();
  }));

  it('says at the field what is missing', () => scenario('first-run-fields', async (page, backend) => {
    await page.goto(backend.link);
    await page.getByLabel('Name').fill('anna');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Repeat the password').fill('something else');
    await page.getByRole('button', { name: 'Create profile' }).click();
    await page.getByText('The two passwords differ.').waitFor();
    assert.deepEqual(await backend.api('GET', '/users'), {});
  }));
});

describe('login', () => {
  it('shows a wrong password at the field and then opens with the right one', () => scenario('login', async (page, backend) => {
    await seedProfile(backend);
    await login(page, backend, { password: 'not this one' });
    const field = page.getByLabel('Password', { exact: true });
    await page.getByText('This password is not right.').waitFor();
    await settled(() => field.getAttribute('aria-invalid'), 'true');
    assert.deepEqual(await backend.api('GET', '/users'), { anna: 'loggedout' });

    await field.fill(PASSWORD);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
  }));

  it('logs out from the user menu and keeps nothing on the screen', () => scenario('logout', async (page, backend) => {
    await seedProfile(backend);
    await login(page, backend);
    await page.getByRole('button', { name: 'Profile anna' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Open your profile' }).waitFor();
    assert.deepEqual(await backend.api('GET', '/users'), { anna: 'loggedout' });
  }));

  it('opens with the recovery key and a new password', () => scenario('recover', async (page, backend) => {
    const { recovery_key: words } = await seedProfile(backend);
    await page.goto(backend.link);
    await page.getByRole('link', { name: /Use the recovery key/ }).click();
    await page.getByLabel('Recovery key').fill('only three words');
    await page.getByLabel('New password').fill('new harbour lantern 43');
    await page.getByLabel('Repeat the password').fill('new harbour lantern 43');
    await page.getByRole('button', { name: 'Open and set the new password' }).click();
    await page.getByText('A recovery key has twelve words').waitFor();
    await page.getByLabel('Recovery key').fill(words);
    await page.getByRole('button', { name: 'Open and set the new password' }).click();
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
  }));

  it('asks for the printed link when there is no token, and takes it pasted', () => scenario('token', async (page, backend) => {
    await page.goto(backend.url);
    await page.getByRole('heading', { name: 'Open the printed link' }).waitFor();
    await page.getByLabel(/paste the link/).fill('http://127.0.0.1/#token=wrong-token-000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('This token is not the current one.').waitFor();
    await page.getByLabel(/paste the link/).fill(backend.link);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Create your profile' }).waitFor();
  }));

  it('takes the printed link opened in a tab that is here already, and goes on to the page that was asked for', () => scenario('token-link', async (page, backend) => {
    await seedProfile(backend);
    await page.goto(`${backend.url}#/backups`);
    await page.getByRole('heading', { name: 'Open the printed link' }).waitFor();
    await page.goto(backend.link);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    assert.ok(!page.url().includes('token'), 'the launch token must leave the address bar');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('heading', { name: 'Backups', level: 1 }).waitFor();
    await page.goto(backend.link);
    await page.getByRole('heading', { name: 'Backups', level: 1 }).waitFor();
    assert.ok(page.url().endsWith('#/backups'));
  }));
});

describe('a new start of the program', () => {
  const note = 'ten minutes of typing';
  const dialog = page => page.getByRole('dialog', { name: 'The program was started anew' });

  /** A page, and a way to kill the backend and start it again at the same address. */
  async function withRestart(name, run) {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'portfolio-restart-'));
    let backend = await startBackend({ dataDirectory });
    const port = new URL(backend.url).port;
    const restart = async () => {
      await backend.kill();
      backend = await startBackend({ dataDirectory, args: ['--rest-api-port', port] });
      return backend;
    };
    const page = await openPage(browser);
    try {
      await withScreenshot(page, name, async () => {
        await seedProfile(backend);
        await login(page, backend);
        await page.getByRole('heading', { name: 'First steps' }).waitFor();
        await run(page, restart);
      });
      // The browser itself logs each try to connect while nobody answers.
      assert.deepEqual(page.problems.filter(text => !text.includes('WebSocket')), []);
    }
    finally {
      await page.context().close();
      await backend.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    }
  }

  async function fillForm(page) {
    await visit(page, '#/balances/manual');
    await page.getByRole('button', { name: 'Add' }).first().click();
    await page.getByLabel('Label').fill(note);
    await page.getByRole('textbox', { name: 'Amount' }).fill('12.5');
  }

  it('is told at once, and asks for key and password over the page, which keeps what was typed', () => withRestart('restart', async (page, restart) => {
    await fillForm(page);
    const backend = await restart();
    await dialog(page).getByLabel('The new link or its token').fill('http://127.0.0.1/#token=wrong-token-000');
    await dialog(page).getByRole('button', { name: 'Continue' }).click();
    await dialog(page).getByText('This token is not the current one.').waitFor();
    assert.deepEqual(await findViolations(page), []);
    await page.keyboard.press('Escape');
    await dialog(page).getByLabel('The new link or its token').fill(backend.link);
    await dialog(page).getByRole('button', { name: 'Continue' }).click();
    await dialog(page).getByLabel('Password', { exact: true }).fill('not this one');
    await dialog(page).getByRole('button', { name: 'Open', exact: true }).click();
    await dialog(page).getByText('This password is not right.').waitFor();
    await dialog(page).getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog(page).getByRole('button', { name: 'Open', exact: true }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    assert.equal(await page.getByLabel('Label').inputValue(), note);
    await page.getByRole('combobox', { name: 'Asset' }).fill('EUR');
    await page.getByRole('option', { name: /Euro/ }).first().click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('row', { name: new RegExp(note) }).getByText('€12.50').first().waitFor();
    assert.equal((await backend.api('GET', '/balances/manual')).balances[0].label, note);
  }));

  it('takes the new link opened in the tab, and a page that is left shows nothing more', () => withRestart('restart-link', async (page, restart) => {
    await fillForm(page);
    const backend = await restart();
    await dialog(page).waitFor({ timeout: 20_000 });
    await page.goto(backend.link);
    await dialog(page).getByLabel('Password', { exact: true }).waitFor();
    assert.ok(page.url().endsWith('#/balances/manual'), 'the page stays, and the token leaves the address bar');
    assert.equal(await page.getByLabel('Label').inputValue(), note);
    await dialog(page).getByRole('button', { name: 'Leave this page' }).click();
    await page.getByRole('heading', { name: 'Open your profile' }).waitFor();
    assert.equal(await page.getByText(note).count(), 0);
  }));

  it('saves after all what was being saved when it was noticed', () => withRestart('restart-save', async (page, restart) => {
    await fillForm(page);
    await page.getByRole('combobox', { name: 'Asset' }).fill('EUR');
    await page.getByRole('option', { name: /Euro/ }).first().click();
    const backend = await restart();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.goto(backend.link);
    await dialog(page).getByLabel('Password', { exact: true }).fill(PASSWORD);
    await dialog(page).getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('row', { name: new RegExp(note) }).getByText('€12.50').first().waitFor();
    assert.equal((await backend.api('GET', '/balances/manual')).balances.length, 1);
  }));

  it('is told on the login page, too', () => withRestart('restart-login', async (page, restart) => {
    await page.getByRole('button', { name: 'Profile anna' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Open your profile' }).waitFor();
    const backend = await restart();
    await dialog(page).getByLabel('The new link or its token').fill(backend.link);
    await dialog(page).getByRole('button', { name: 'Continue' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
  }));

  it('is told in the bell where it cut work off, also to a page that was loaded anew', () => withRestart('restart-work', async (page, restart) => {
    const rows = Array.from({ length: 20_000 }, (_, row) => `${row},,2022-01-11 04:${String(row % 60).padStart(2, '0')}:39,crypto_deposit,reward,,,,,Kraken;kraken,9,0.${row + 1},ETH;3,,,,`);
    const head = 'ID (read-only),Parent ID (read-only),Date (UTC),Type,Tag,From Wallet (read-only),From Wallet ID,From Amount,From Currency,To Wallet (read-only),To Wallet ID,To Amount,To Currency,Fee Amount,Fee Currency,TxHash,Description';
    await visit(page, '#/import');
    await page.locator('input[type=file]').first().setInputFiles({ name: 'koinly.csv', mimeType: 'text/csv', buffer: Buffer.from([head, ...rows, ''].join('\n')) });
    await page.getByRole('button', { name: /^Import 20,?000 entries/ }).click({ timeout: 60_000 });
    await page.waitForFunction(() => localStorage.getItem('running anna') !== null);
    assert.match(await page.evaluate(() => localStorage.getItem('running anna')), /^\[\{"id":\d+,"name":"\w+ \/import[/\w]*","started":[\d.]+\}\]$/);
    const backend = await restart();
    await page.goto('about:blank');
    await login(page, backend);
    await page.getByRole('button', { name: 'Notifications, 1 new' }).click();
    await page.getByText(/^Interrupted: /).waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem('running anna')), null);
  }));
});

describe('a page whose script is not there', () => {
  it('is loaded anew when the program was replaced meanwhile', () => withProfile(browser, 'page-anew', async page => {
    let isOld = true;
    await page.route('**/static/TaxPage-*.js', route => (isOld ? route.fulfill({ status: 404, body: 'gone' }) : route.continue()));
    page.on('framenavigated', () => { isOld = false; });
    await page.getByRole('link', { name: 'Taxes', exact: true }).click();
    await page.getByRole('heading', { name: 'Taxes', exact: true }).waitFor();
  }));

  it('is told where loading anew does not help, and where the program does not answer', () => withProfile(browser, 'page-missing', async page => {
    await page.route('**/static/TaxPage-*.js', route => route.fulfill({ status: 404, body: 'gone' }));
    await page.getByRole('link', { name: 'Taxes', exact: true }).click();
    await page.getByText('This page could not be loaded.', { exact: false }).waitFor();
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    await page.route('**/api/1/ping', route => route.abort());
    await page.route('**/static/PerformancePage-*.js', route => route.abort());
    await page.getByRole('link', { name: 'Performance', exact: true }).click();
    await page.getByText('The program does not answer.', { exact: false }).first().waitFor();
  }));
});
