/** A real EVM node of its own for one scenario: anvil, with ten funded addresses. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const repository = process.env.BACKEND_REPOSITORY ?? resolve(import.meta.dirname, '..', '..', '..');
const binary = process.env.ANVIL ?? join(repository, 'demo', 'node', 'node_modules', '@foundry-rs', 'anvil-linux-amd64', 'bin', 'anvil');
const START_MS = 15_000;

/** The first two of anvil's own addresses; each has 10,000 ETH. */
export const FUNDED = ['0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266', '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'];

export const anvilIsThere = () => existsSync(binary);

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function ask(url, method, params = []) {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
  return (await response.json()).result;
}

export async function startAnvil({ chainId = 1 } = {}) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(binary, ['--chain-id', String(chainId), '--port', String(port), '--silent'], { stdio: 'ignore' });
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise(done => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  };
  const until = Date.now() + START_MS;
  for (;;) {
    try {
      if (await ask(url, 'eth_chainId')) return { url, ask: (method, params) => ask(url, method, params), stop };
    }
    catch {
      // Not listening yet.
    }
    if (Date.now() > until || child.exitCode !== null) {
      await stop();
      throw new Error('anvil did not start');
    }
    await new Promise(done => setTimeout(done, 100));
  }
}

/** Makes a node the only one that is asked about a chain, so that nothing leaves this computer. */
export async function useOnly(backend, chain, url) {
  for (const node of await backend.api('GET', `/blockchains/${chain}/nodes`)) await backend.api('DELETE', `/blockchains/${chain}/nodes`, { identifier: node.identifier });
  if (url) await backend.api('PUT', `/blockchains/${chain}/nodes`, { name: 'local', endpoint: url, owned: true, weight: '0', active: true });
}

/** Leaves every chain but the given ones without a node. */
export async function cutOff(backend, kept = []) {
  for (const { id, type } of await backend.api('GET', '/blockchains/supported')) if (type === 'evm' && !kept.includes(id)) await useOnly(backend, id, null);
}
