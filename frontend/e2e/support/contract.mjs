/** Contracts on a node of a test: real tokens of a published package, and one that answers no question. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const repository = process.env.BACKEND_REPOSITORY ?? resolve(import.meta.dirname, '..', '..', '..');
const MINTABLE = join(repository, 'demo', 'node', 'node_modules', '@aave', 'core-v3', 'artifacts', 'contracts', 'mocks', 'tokens', 'MintableERC20.sol', 'MintableERC20.json');
const TRANSFER = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

const word = value => BigInt(value).toString(16).padStart(64, '0');

function text(value) {
  const bytes = Buffer.from(value, 'utf8');
  return word(bytes.length) + bytes.toString('hex').padEnd(Math.ceil(bytes.length / 32) * 64, '0');
}

async function deploy(anvil, from, data) {
  const hash = await anvil.ask('eth_sendTransaction', [{ from, data, gas: '0x500000' }]);
  let receipt = null;
  while (receipt === null) receipt = await anvil.ask('eth_getTransactionReceipt', [hash]); // the node answers before the block is made
  return receipt.contractAddress;
}

/** A token with any name and symbol, of which `holder` gets `amount` smallest units from nobody. */
export async function giveToken(anvil, from, holder, { name, symbol, amount = 10n ** 20n }) {
  const { bytecode } = JSON.parse(await readFile(MINTABLE, 'utf8'));
  const first = text(name);
  const token = await deploy(anvil, from, bytecode + word(96) + word(96 + first.length / 2) + word(18) + first + text(symbol));
  await anvil.ask('eth_sendTransaction', [{ from, to: token, data: `0x40c10f19${word(holder)}${word(amount)}`, gas: '0x100000' }]);
  return token;
}

/** A contract that tells of a transfer of 1000 to whoever calls it, and reverts when it is asked something. */
export async function deployMute(anvil, from) {
  const given = `6103e8600052336000${`7f${TRANSFER}`}60206000a300`;
  const runtime = `3660${(4 + given.length / 2).toString(16).padStart(2, '0')}57${given}5b60006000fd`;
  return deploy(anvil, from, `0x61${(runtime.length / 2).toString(16).padStart(4, '0')}80600a5f395ff3${runtime}`);
}
