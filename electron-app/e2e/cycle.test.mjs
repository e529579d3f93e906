/** Starting and ending, over and over, at any moment and in any way: nothing may be left that a next start would stumble on. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { apiOf, makeProfile, PASSWORD } from './support/backend.mjs';
import { Shell, findBackends, makeFolder, until } from './support/shell.mjs';

const CYCLES = Number(process.env.SHELL_CYCLES ?? 10);
/** Every so many cycles one is waited for, and a profile is open when the end comes. */
const OPEN_EVERY = 5;

const ends = {
  quit: shell => shell.quit(),
  'SIGTERM to the shell': shell => { shell.process.kill('SIGTERM'); return shell.exited; },
  'SIGKILL to the shell': shell => shell.kill(),
  'SIGKILL to the backend, then to the shell': shell => {
    for (const pid of shell.backends()) process.kill(pid, 'SIGKILL');
    return shell.kill();
  },
};

const urlOf = shell => until(() => shell.run(({ shim }) => { const url = shim.windows[0]?.webContents.getURL() ?? ''; return url.startsWith('http') ? new URL(url).origin : null; }), 20, 'the client is loaded');

describe(`${CYCLES} starts and ends`, () => {
  it('leave no process and no lock', async () => {
    const folder = makeFolder();
    const start = () => new Shell({ folder, window: 'none' });
    const ways = Object.keys(ends);
    const used = {};
    let opened = 0;
    const first = start();
    await makeProfile(apiOf(first, await urlOf(first)));
    await ends[ways[2]](first);
    for (let cycle = 1; cycle < CYCLES; cycle += 1) {
      await until(() => findBackends(join(folder, 'data')).length === 0, 15, `after cycle ${cycle - 1}`);
      const shell = start();
      if (cycle % OPEN_EVERY === 0) {
        // A lock that was left would refuse this.
        await apiOf(shell, await urlOf(shell))('POST', '/users/anna', { password: PASSWORD });
        opened += 1;
      }
      else { await new Promise(done => setTimeout(done, (cycle * 157) % 1_300)); }
      const way = ways[cycle % ways.length];
      used[way] = (used[way] ?? 0) + 1;
      await ends[way](shell);
    }
    await until(() => findBackends(join(folder, 'data')).length === 0, 15, 'after the last cycle');
    const last = start();
    await apiOf(last, await urlOf(last))('POST', '/users/anna', { password: PASSWORD });
    assert.equal(await last.quit(), 0);
    assert.deepEqual(findBackends(join(folder, 'data')), []);
    assert.ok(!existsSync(join(folder, 'data', 'api-token')));
    assert.deepEqual(readdirSync(join(folder, 'user')).sort(), ['logs', 'shell.json']);
    console.log(`# ${CYCLES} cycles, ${opened + 1} with an open profile: ${JSON.stringify(used)}`);
    rmSync(folder, { recursive: true });
  });
});
