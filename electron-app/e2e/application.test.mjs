/** What menu, tray and system do to a running shell. The real backend; no Chromium, since nothing is looked at. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Shell, makeFolder, until } from './support/shell.mjs';

const click = (shell, menu, label) => shell.run(({ shim }, [index, start]) => {
  const items = index === null ? shim.trayMenu : shim.menu[index].submenu;
  items.find(item => item.label?.startsWith(start)).click({ checked: true });
}, [menu, label]);
const loaded = shell => until(() => shell.run(({ shim }) => { const url = shim.windows.at(-1)?.webContents.getURL() ?? ''; return url.startsWith('http') ? new URL(url).origin : null; }), 20);

describe('a running shell', () => {
  let shell;
  let taken;
  before(async () => {
    const folder = makeFolder();
    // The port of the last time is in use now, by a program that has nothing to do with us.
    taken = createServer(peer => { peer.destroy(); });
    await new Promise(done => taken.listen(0, '127.0.0.1', done));
    mkdirSync(join(folder, 'user'));
    writeFileSync(join(folder, 'user', 'shell.json'), JSON.stringify({ port: taken.address().port, window: { bounds: { x: 9_000, y: 9_000, width: 700, height: 500 }, isMaximized: true } }));
    shell = new Shell({ folder, window: 'none' });
    await loaded(shell);
  });
  after(async () => {
    await shell.dispose();
    taken.close();
  });

  it('took another port than the one in use, and remembers that one', async () => {
    const { port } = new URL(await loaded(shell));
    assert.notEqual(Number(port), taken.address().port);
    assert.match(shell.log(), /is taken; another one will do/);
    assert.equal(JSON.parse(readFileSync(join(shell.folder, 'user', 'shell.json'), 'utf8')).port, Number(port));
  });

  it('came back from a display that is gone, maximized as it was', async () => {
    const { bounds, maximized } = await shell.run(({ shim: { windows: [{ bounds, maximized }] } }) => ({ bounds, maximized }));
    assert.deepEqual(bounds, { x: 610, y: 270, width: 700, height: 500 });
    assert.equal(maximized, true);
  });

  it('moves its window when a display goes', async () => {
    const bounds = await shell.run(({ electron, shim }) => {
      const [window] = shim.windows;
      window.maximized = false;
      shim.displays.push({ workArea: { x: 1920, y: 0, width: 1920, height: 1040 } });
      window.setBounds({ x: 2_500, y: 100, width: 700, height: 500 });
      electron.screen.emit('display-metrics-changed');
      const kept = { ...window.bounds };
      shim.displays.pop();
      electron.screen.emit('display-removed');
      return [kept.x, window.bounds];
    });
    assert.deepEqual(bounds, [2_500, { x: 610, y: 270, width: 700, height: 500 }]);
  });

  it('starts its backend again when it is told to', async () => {
    const [backend] = shell.backends();
    await click(shell, 0, 'Start the backend again');
    await until(() => shell.backends().length === 1 && shell.backends()[0] !== backend, 20);
    await loaded(shell);
  });

  it('lets nothing go to the port of a backend that died, until another one is there', async () => {
    const origin = await loaded(shell);
    const isLet = () => shell.run(({ session }, url) => { let cancel = null; session._before({ url }, answer => { cancel = answer.cancel; }); return !cancel; }, `${origin}/api/1/users`);
    await until(isLet, 20);
    process.kill(shell.backends()[0], 'SIGKILL');
    await until(async () => !await isLet());
    assert.equal(await shell.run(({ session }) => { let cancel = null; session._before({ url: 'app://shell/status.html' }, answer => { cancel = answer.cancel; }); return cancel; }), false);
    await until(isLet, 20);
  });

  it('goes on in the tray when that is wanted, and comes back', async () => {
    await until(() => shell.run(({ shim }) => shim.windows[0].visible));
    await click(shell, 0, 'Go on in the tray');
    await shell.run(({ shim }) => { shim.windows[0].close(); });
    assert.deepEqual(await shell.run(({ shim }) => [shim.windows[0].destroyed ?? false, shim.windows[0].visible]), [false, false]);
    await click(shell, null, 'Show the window');
    assert.equal(await shell.run(({ shim }) => shim.windows[0].visible), true);
  });

  it('loads a window anew whose process ended, a few times, and asks when one hangs', async () => {
    const { reloads, dialogs } = await shell.run(async ({ shim, wait }) => {
      const [window] = shim.windows;
      let reloads = 0;
      window.webContents.reload = () => { reloads += 1; };
      for (const reason of ['clean-exit', 'crashed', 'oom', 'crashed', 'crashed', 'crashed']) window.webContents.emit('render-process-gone', {}, { reason });
      shim.answers.push('Load anew');
      window.emit('unresponsive');
      await wait(20);
      return { reloads, dialogs: shim.dialogs.map(dialog => dialog.message) };
    });
    assert.equal(reloads, 3 + 1);
    assert.deepEqual(dialogs, ['The window does not respond']);
  });

  it('takes no deep link, no file, no certificate', async () => {
    const prevented = await shell.run(({ electron }) => ['open-url', 'open-file', 'select-client-certificate'].map(name => {
      const event = { prevented: false, preventDefault() { this.prevented = true; } };
      electron.app.emit(name, event, 'rotki://x');
      return event.prevented;
    }));
    assert.deepEqual(prevented, [true, true, true]);
  });

  it('ends with its window, once it is not wanted in the tray any more', async () => {
    await shell.run(({ shim }) => {
      shim.menu[0].submenu.find(item => item.label?.startsWith('Go on in the tray')).click({ checked: false });
      shim.windows[0].close();
    });
    assert.equal(await shell.exited, 0);
    assert.deepEqual(shell.backends(), []);
  });
});

describe('a build that knows a place to ask for new versions', () => {
  it('asks there when that was agreed to, and tells what is signed and newer', async () => {
    const folder = makeFolder();
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const url = 'https://releases.example/note.json';
    cpSync(resolve(import.meta.dirname, '../dist'), join(folder, 'app', 'dist'), { recursive: true });
    const built = join(folder, 'app', 'dist', 'built.json');
    writeFileSync(built, JSON.stringify({ ...JSON.parse(readFileSync(built, 'utf8')), releaseFeed: { url, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) } }));
    const start = () => new Shell({ folder, window: 'none', environment: { SHIM_MAIN: join(folder, 'app', 'dist', 'main.cjs') } });
    const note = JSON.stringify({ version: '99.0.0', page: 'https://releases.example/99' });
    const web = { [url]: note, [`${url}.sig`]: sign(null, Buffer.from(note), privateKey).toString('base64') };
    const shell = start();
    const said = (answer, label) => shell.run(async ({ shim, wait }, [answers, start, pages]) => {
      Object.assign(shim, { dialogs: [], fetched: [], web: pages });
      if (answers !== null) shim.answers.push(answers);
      shim.menu.at(-1).submenu.find(item => item.label?.startsWith(start)).click({ checked: true });
      await wait(100);
      return { texts: shim.dialogs.map(dialog => `${dialog.message} ${dialog.detail ?? ''}`), fetched: shim.fetched };
    }, [answer, label, web]);
    try {
      await until(() => shell.run(({ shim }) => shim.menu !== null));
      assert.deepEqual(await shell.run(({ shim }) => shim.fetched), [], 'off until it is switched on');
      const refused = await said('Cancel', 'Look for new versions at start');
      assert.match(refused.texts[0], /releases\.example is asked once/);
      assert.deepEqual([refused.fetched, JSON.parse(readFileSync(join(folder, 'user', 'shell.json'), 'utf8')).checkUpdates], [[], false]);
      await said('Look for new versions at start', 'Look for new versions at start');
      assert.equal(JSON.parse(readFileSync(join(folder, 'user', 'shell.json'), 'utf8')).checkUpdates, true);
      const told = await said(null, 'Look for a new version now');
      assert.deepEqual(told.fetched, [['updates', url], ['updates', `${url}.sig`]]);
      assert.match(told.texts[0], /Version 99\.0\.0 is there/);
      web[url] = note.replace('99.0.0', '98.0.0');
      assert.match((await said(null, 'Look for a new version now')).texts[0], /signature is wrong/);
    }
    finally {
      await shell.dispose();
    }
  });
});
