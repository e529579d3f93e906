/** Starting and ending, over and over, at any moment and in any way: nothing may be left that a next start would stumble on. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { apiOf, makeProfile, PASSWORD } from './support/backend.mjs';
import { Shell, findBackends, makeFolder, until } from './support/shell.mjs';

const CYCLES = Number(process.env.SHELL_CYCLES ?? 10);
/** Every so many cycles one is waited for, and a profile is open when the end comes. */
const OPEN_EVERY = 3;

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

const ways = Object.keys(ends);

/** Cycles in one folder, one after the other; `from` shifts which end comes when. */
async function runLane(cycles, from) {
  const folder = makeFolder();
  const data = join(folder, 'data');
  const start = () => new Shell({ folder, window: 'none' });
  const used = {};
  let opened = 1;
  const first = start();
  await makeProfile(apiOf(first, await urlOf(first)));
  await ends['SIGKILL to the shell'](first);
  for (let cycle = 1; cycle < cycles; cycle += 1) {
    await until(() => findBackends(data).length === 0, 15, `after cycle ${cycle - 1}`);
    const shell = start();
    if (cycle % OPEN_EVERY === 0) {
      // A lock that was left would refuse this.
      await apiOf(shell, await urlOf(shell))('POST', '/users/anna', { password: PASSWORD });
      opened += 1;
    }
    else { await new Promise(done => setTimeout(done, ((cycle + from) * 157) % 1_300)); }
    const way = ways[(cycle + from) % ways.length];
    used[way] = (used[way] ?? 0) + 1;
    await ends[way](shell);
  }
  await until(() => findBackends(data).length === 0, 15, 'after the last cycle');
  const last = start();
  await apiOf(last, await urlOf(last))('POST', '/users/anna', { password: PASSWORD });
  assert.equal(await last.quit(), 0);
  assert.deepEqual(findBackends(data), []);
  assert.ok(!existsSync(join(data, 'api-token')));
  assert.deepEqual(readdirSync(join(folder, 'user')).sort(), ['logs', 'shell.json']);
  rmSync(folder, { recursive: true });
  return { used, opened };
}

describe(`${CYCLES} starts and ends`, () => {
  it('leave no process and no lock', async () => {
    const half = Math.floor(CYCLES / 2);
    const lanes = await Promise.all([runLane(CYCLES - half, 0), runLane(half, 2)]);
    console.log(`# ${CYCLES} cycles in two folders: ${lanes.map(lane => JSON.stringify(lane)).join(' ')}`);
  });
});
