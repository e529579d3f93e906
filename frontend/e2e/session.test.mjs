import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startBackend } from './support/backend.mjs';
import { launchBrowser, openPage, withScreenshot } from './support/browser.mjs';
import { settled } from './support/scenario.mjs';
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
});
