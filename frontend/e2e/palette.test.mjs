import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findViolations } from './support/accessibility.mjs';
import { startBackend } from './support/backend.mjs';
import { launchBrowser, openPage, withScreenshot } from './support/browser.mjs';
import { settled, visit, withProfile } from './support/scenario.mjs';
import { seedProfile } from './support/session.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(async () => { await browser.close(); });

const LANDLORD = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const HASH = `0x${'ab'.repeat(32)}`;
const box = page => page.getByRole('combobox', { name: 'Search pages, actions, assets and more' });
const chosen = page => page.locator('[role="option"][aria-selected="true"]');
const heading = (page, name) => page.getByRole('heading', { name, level: 1 }).waitFor();
async function search(page, text) {
  await page.keyboard.press('Control+k');
  await box(page).waitFor();
  await page.keyboard.type(text);
}

describe('palette', () => {
  it('finds pages, settings, addresses and transactions by keys alone, and remembers what was used', () => withProfile(browser, 'palette', async (page, backend) => {
    await backend.api('PUT', '/names/addressbook/private', { entries: [{ address: LANDLORD, name: 'Landlord', blockchain: null }] });
    await search(page, 'accuonts');
    await page.getByRole('option', { name: 'Accounts' }).waitFor();
    await page.keyboard.press('Enter');
    await heading(page, 'Accounts');

    await page.keyboard.press('Control+k');
    await box(page).waitFor();
    await settled(() => chosen(page).innerText().then(text => text.split('\n')[0]), 'Accounts');
    await page.keyboard.press('End');
    const last = await chosen(page).getAttribute('id');
    await settled(() => box(page).getAttribute('aria-activedescendant'), last);
    await page.keyboard.press('ArrowDown');
    assert.notEqual(await box(page).getAttribute('aria-activedescendant'), last);
    await page.keyboard.press('ArrowUp');
    await settled(() => box(page).getAttribute('aria-activedescendant'), last);
    await page.keyboard.press('Home');
    assert.deepEqual(await findViolations(page), []);
    await page.keyboard.press('Escape');
    await box(page).waitFor({ state: 'hidden' });

    await search(page, 'lock when');
    await page.keyboard.press('Enter');
    await page.locator('.setting.shown', { hasText: 'Lock when idle' }).waitFor();

    await search(page, 'landl');
    await page.getByRole('option', { name: /Landlord/ }).waitFor();
    await page.keyboard.press('Enter');
    await heading(page, 'Address book');
    await page.getByRole('row', { name: /Landlord/ }).waitFor();

    await search(page, HASH);
    await page.getByRole('option', { name: /Show the transaction/ }).waitFor();
    await page.keyboard.press('Enter');
    await heading(page, 'History');
    assert.ok(decodeURIComponent(page.url()).includes(`tx:${HASH}`));

    await search(page, 'qqqzzz');
    await page.getByRole('option', { name: 'Search the history for "qqqzzz"' }).waitFor();
    await settled(() => page.getByRole('option').count(), 1);
  }));

  it('has its first results within 50 ms, whatever the backend does', () => withProfile(browser, 'palette-speed', async page => {
    await page.keyboard.press('Control+k');
    await box(page).waitFor();
    await page.route('**/api/1/assets/search/**', () => undefined);
    const times = [];
    for (const text of ['b', 'backup', 'theme', 'prices', 'tax']) {
      times.push(await box(page).evaluate((input, value) => new Promise(done => {
        const start = performance.now();
        input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true }));
        setTimeout(() => done(performance.now() - start), 0);
      }), text));
      await page.getByRole('option').first().waitFor();
    }
    assert.ok(times.sort((a, b) => a - b)[2] < 50, `took ${times.map(Math.round).join(', ')} ms`);
  }));
});

describe('keys', () => {
  it('go to pages, to the filter and to a new entry, never while one types, and can be switched off', () => withProfile(browser, 'keys', async page => {
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByText('Hide or show amounts').waitFor();
    assert.deepEqual(await findViolations(page), []);
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });

    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await heading(page, 'History');
    assert.equal(await page.locator('.masked').count(), 0);
    await page.keyboard.press('/');
    await page.keyboard.type('gbh?n');
    assert.equal(await page.locator('[role="search"] input').inputValue(), 'gbh?n');
    await heading(page, 'History');
    await settled(() => page.getByRole('dialog').count(), 0);

    await visit(page, '#/address-book');
    await heading(page, 'Address book');
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'Add a name' }).waitFor();
    await page.keyboard.press('Escape');

    await visit(page, '#/settings');
    await page.getByRole('switch', { name: 'Use single keys as shortcuts' }).click();
    await heading(page, 'Settings');
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.keyboard.press('?');
    await page.waitForTimeout(150);
    await heading(page, 'Settings');
    await settled(() => page.getByRole('dialog').count(), 0);
    await page.keyboard.press('Control+k');
    await box(page).waitFor();
  }));
});

describe('notifications', () => {
  it('tell of what failed, keep it over a reload, and lead to it', async () => {
    const backend = await startBackend();
    const page = await openPage(browser);
    try {
      await seedProfile(backend, { close: false });
      await withScreenshot(page, 'notices', async () => {
        await page.goto(backend.link);
        await page.getByRole('heading', { name: 'First steps' }).waitFor();
        const { task_id: task } = await backend.api('PUT', '/import', { source: 'kraken', file: '/nowhere/none.csv', async_query: true });
        assert.ok(task > 0);
        await page.getByRole('button', { name: 'Notifications, 1 new' }).click();
        await page.getByText('Failed: Importing a file').waitFor();
        assert.deepEqual(await findViolations(page), []);
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
        await page.waitForTimeout(700);

        assert.equal(JSON.parse((await backend.api('GET', '/settings')).frontend_settings).webclient.notices[0].state, 'failed');
        await page.reload();
        await page.getByRole('button', { name: 'Notifications', exact: true }).click();
        await page.getByText('Failed: Importing a file').click();
        await heading(page, 'Import');
        assert.deepEqual(page.problems, []);
      });
    }
    finally {
      await page.context().close();
      await backend.stop();
    }
  });
});

describe('first steps', () => {
  it('tick themselves off, go when put away, and come back from the palette', () => withProfile(browser, 'guide', async (page, backend) => {
    await page.getByRole('heading', { name: 'See what I own' }).waitFor();
    assert.deepEqual(await findViolations(page), []);
    await backend.api('PUT', '/balances/manual', { balances: [{ asset: 'EUR', label: 'Savings', amount: '5', location: 'banks', balance_type: 'asset', tags: null }] });
    await page.getByRole('button', { name: /See what I own done/ }).click();
    await page.getByRole('link', { name: /Add a balance by hand done/ }).waitFor();
    await page.getByRole('button', { name: 'Put the first steps away' }).click();
    await page.getByRole('heading', { name: 'First steps' }).waitFor({ state: 'hidden' });
    await search(page, 'first steps');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
  }));
});

describe('print', () => {
  it('puts a page on paper in light colours, without what is for the screen', () => withProfile(browser, 'print', async page => {
    await visit(page, '#/balances');
    await heading(page, 'Balances');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'light');
    assert.equal(await page.getByRole('navigation', { name: 'Pages' }).isVisible(), false);
    assert.equal(await page.getByRole('button').filter({ visible: true }).count(), 0);
    assert.ok(await page.getByText(/Portfolio · Printed/).isVisible());
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await page.emulateMedia({ media: null });
    assert.ok((await page.pdf({ format: 'A4' })).length > 5_000);
  }));
});
