import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startBackend } from './support/backend.mjs';
import { launchBrowser, openPage, withScreenshot } from './support/browser.mjs';
import { visit, withProfile } from './support/scenario.mjs';
import { PASSWORD } from './support/session.mjs';

const PASSPHRASE = 'seven quiet lighthouses';
const SECRET = 'Cash under the mattress';
let browser;
let folder;
before(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'portfolio-backup-'));
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** Makes a backup through the screen and gives the path of the downloaded file. */
async function makeBackup(page) {
  await visit(page, '#/backups');
  const panel = page.getByRole('region', { name: 'Make an encrypted backup' });
  await panel.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await panel.getByLabel('Repeat the passphrase').fill(PASSPHRASE);
  const download = page.waitForEvent('download', { timeout: 60_000 });
  await panel.getByRole('button', { name: 'Make backup' }).click();
  const file = await download;
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  await panel.getByText(/was made, read back and found whole/).waitFor();
  return path;
}

describe('backups', () => {
  it('are made, and restored into another data directory with everything in them', async () => {
    let path = '';
    await withProfile(browser, 'backup-make', async (page, backend) => {
      await backend.api('PUT', '/balances/manual', { balances: [{ asset: 'EUR', amount: '321.09', label: SECRET, location: 'banks', balance_type: 'asset' }] });
      path = await makeBackup(page);
      await page.getByText('Last encrypted backup:').waitFor();
    });
    const bytes = await readFile(path);
    assert.ok(bytes.subarray(0, 32).toString('latin1').startsWith('age-encryption.org/v1'), 'an age file');
    assert.ok(!bytes.includes(SECRET), 'nothing readable in the file');

    const other = await startBackend();
    const page = await openPage(browser);
    try {
      await withScreenshot(page, 'backup-restore', async () => {
        await page.goto(other.link);
        await page.getByRole('link', { name: 'Restore from a backup' }).click();
        await page.getByLabel('Backup file').setInputFiles(path);
        await page.getByLabel('Passphrase', { exact: true }).fill('seven quiet lighthouse');
        await page.getByLabel('Name of the new profile').fill('berta');
        await page.getByRole('button', { name: 'Restore a backup' }).click();
        await page.locator('[aria-invalid="true"]').first().waitFor({ timeout: 60_000 });
        assert.deepEqual(await other.api('GET', '/users'), {}, 'a wrong passphrase leaves nothing behind');

        await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
        await page.getByRole('button', { name: 'Restore a backup' }).click();
        await page.getByText(/Everything was restored into the profile "berta"/).waitFor({ timeout: 60_000 });
        await page.getByRole('button', { name: 'Open it' }).click();
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Open', exact: true }).click();
        await page.getByRole('navigation', { name: 'Pages' }).waitFor();
        await visit(page, '#/balances/manual');
        await page.getByRole('row', { name: new RegExp(SECRET) }).getByText('€321.09').first().waitFor();
      });
      assert.deepEqual(page.problems, []);
    }
    finally {
      await page.context().close();
      await other.stop();
    }
  });

  it('say what is wrong: passphrases that differ, a wrong one, a file that is none', () => withProfile(browser, 'backup-mistakes', async page => {
    const path = await makeBackup(page);
    const make = page.getByRole('region', { name: 'Make an encrypted backup' });
    await make.getByRole('button', { name: 'Make backup' }).click();
    await make.getByText('Please choose a passphrase.').waitFor();
    await make.getByLabel('Passphrase', { exact: true }).fill('long enough');
    await make.getByLabel('Repeat the passphrase').fill('long enougj');
    await make.getByRole('button', { name: 'Make backup' }).click();
    await make.getByText('The two passphrases differ.').waitFor();

    const check = page.getByRole('region', { name: 'Check a backup file' });
    await check.getByLabel('Backup file').setInputFiles(path);
    await check.getByLabel('Passphrase', { exact: true }).fill('wrong passphrase');
    await check.getByRole('button', { name: 'Check' }).click();
    await check.locator('[aria-invalid="true"]').first().waitFor({ timeout: 60_000 });
    await check.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await check.getByRole('button', { name: 'Check' }).click();
    await check.getByText('The file is whole and the passphrase opens it.').waitFor({ timeout: 60_000 });
    await check.getByLabel('Backup file').setInputFiles({ name: 'x.age', mimeType: 'application/octet-stream', buffer: Buffer.from('not a backup at all') });
    await check.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await check.getByRole('button', { name: 'Check' }).click();
    await check.getByRole('alert').first().waitFor({ timeout: 30_000 });
  }));

  it('take the name of a profile, however it is written, only once that is confirmed, and keep that profile', () => withProfile(browser, 'backup-replace', async (page, backend) => {
    const path = await makeBackup(page);
    const fill = async place => {
      await place.getByLabel('Backup file').setInputFiles(path);
      await place.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
      await place.getByLabel('Name of the new profile').fill('ANNA');
      await place.getByRole('button', { name: 'Restore a backup' }).click();
      await place.getByText('A profile of this name exists already.').waitFor();
    };
    const open = page.getByRole('region', { name: 'Restore a backup' });
    await fill(open);
    await open.getByText('Nothing is replaced while a profile is open.').waitFor();
    assert.equal(await open.getByRole('checkbox').count(), 0);

    await page.getByRole('button', { name: 'Profile anna' }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('link', { name: 'Restore from a backup' }).click();
    await fill(page);
    await page.getByLabel('Replace the profile "anna".').check();
    await page.getByRole('button', { name: 'Restore a backup' }).click();
    await page.getByText(/The profile that was replaced is kept as "anna before restore/).waitFor({ timeout: 60_000 });
    assert.deepEqual(Object.keys(await backend.api('GET', '/users')).map(name => name.slice(0, 19)).sort(), ['ANNA', 'anna before restore']);
  }));

  it('copies of the database are made, downloaded and deleted', () => withProfile(browser, 'copies', async (page, backend) => {
    await visit(page, '#/backups');
    const panel = page.getByRole('region', { name: 'Copies of the database' });
    await panel.getByText('No copies yet').waitFor();
    await panel.getByRole('button', { name: 'Make a copy' }).first().click();
    const download = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Download' }).click();
    assert.ok((await (await download).createReadStream()) !== null);
    await panel.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await panel.getByText('No copies yet').waitFor();
    assert.deepEqual((await backend.api('GET', '/database/info')).userdb.backups, []);
  }));
});
