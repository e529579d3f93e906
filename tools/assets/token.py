"""EVM and Solana tokens out of all sources, merged by address.

Decimals decide money, so a token whose sources disagree takes what most of them say, and is left out on a draw or where no
source knows. Symbol and name come from the source that keeps the contract's own spelling: SOURCE_ORDER.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from rotkehlchen.core.ids import evm_token_id
from tools.assets.model import MAX_NAME_LENGTH, MAX_SYMBOL_LENGTH, Asset, Listing, clean_text
from tools.assets.source import PEGGED_CHAINS, PLATFORM_CHAINS, Sources, read_table

SOURCE_ORDER = ('aave', 'optimism', 'metamask', 'superfluid', 'yodl', 'lifi', 'beefy', 'asset-projects', 'ledger')
NAME_ORDER = ('aave', 'optimism', 'metamask', 'superfluid', 'yodl', 'ledger', 'asset-projects', 'beefy', 'lifi')
DECIMALS_LIMIT = 77  # 10**78 does not fit into the 256 bits of a balance

# The long list of the hardware wallet also holds tokens that are sent out to advertise; only a list kept by hand can overrule this.
ADVERTISING = re.compile(r'claim|visit|voucher|giveaway|https?:|www\.|t\.me|telegram|reward.*\.(com|org|net|io|xyz)', re.IGNORECASE)
CURATED = {'aave', 'optimism', 'metamask', 'superfluid', 'yodl', 'lifi', 'beefy', 'asset-projects'}
LISTED_SYMBOL_LIMIT = 32


def build_evm_tokens(sources: Sources) -> list[Asset]:
    by_address: dict[tuple[int, str], list[Listing]] = defaultdict(list)
    for listing in sources.listings():
        by_address[listing.chain_id, listing.address].append(listing)
    coingecko = coingecko_ids(sources)
    tokens = []
    for (chain_id, address), listings in by_address.items():
        token = merge_listings(listings)
        if token is not None:
            token.coingecko = coingecko.get((chain_id, address))
            tokens.append(token)
    return tokens


def merge_listings(listings: list[Listing]) -> Asset | None:
    """One asset out of all words on one address, None where decimals are unknown or contested or no clean text is left."""
    decimals = agreed_decimals(listing.decimals for listing in listings)
    if decimals is None:
        return None
    symbol = first_text(sorted(listings, key=lambda one: SOURCE_ORDER.index(one.source)), 'symbol', MAX_SYMBOL_LENGTH)
    name = first_text(sorted(listings, key=lambda one: NAME_ORDER.index(one.source)), 'name', MAX_NAME_LENGTH) or symbol
    sources = frozenset(one.source for one in listings)
    if not symbol or (not sources & CURATED and is_advertising(symbol, name)):
        return None
    identifier = evm_token_id(listings[0].chain_id, listings[0].address)
    return Asset(identifier, 'evm token', name, symbol, decimals, sources=sources)


def is_advertising(symbol: str, name: str) -> bool:
    unusual = ' ' in symbol or (len(symbol) > LISTED_SYMBOL_LIMIT and '-' not in symbol)
    return unusual or bool(ADVERTISING.search(f'{symbol} {name}'))


def agreed_decimals(said: Iterable[int | None]) -> int | None:
    counts = Counter(one for one in said if one is not None and 0 <= one <= DECIMALS_LIMIT).most_common(2)
    if not counts or (len(counts) == 2 and counts[0][1] == counts[1][1]):
        return None
    return counts[0][0]


def first_text(listings: list[Listing], field: str, limit: int) -> str:
    cleaned = (clean_text(getattr(listing, field)) for listing in listings)
    return next((text for text in cleaned if text and len(text) <= limit), '')


def coingecko_ids(sources: Sources) -> dict[tuple[int, str], str]:
    """(chain, address) -> CoinGecko id, only where the bridged coin is as good as the original."""
    found: dict[tuple[int, str], str] = {}
    for token in sources.yodl:
        if token.get('coinGeckoId') and int(token['chainId']) in PEGGED_CHAINS:
            found[int(token['chainId']), token['address'].lower()] = token['coinGeckoId']
    for entry in sources.javascript['web3icons']['tokens']:
        for platform, address in (entry['addresses'] or {}).items():
            if platform in PLATFORM_CHAINS and is_coingecko_id(entry['id']):
                found[PLATFORM_CHAINS[platform], address.lower()] = entry['id']
    return found


def is_coingecko_id(word: str) -> bool:
    """web3icons uses the CoinGecko id as its own, but for entries it added by hand it uses the upper-case symbol."""
    return word == word.lower() and word not in ('mon', 'hype', 'pls', 'gun', 'vara', 'crab', 'imx', 'pnb', 'ame', 'uptick', 'xpl')


def build_solana_tokens(sources: Sources) -> list[Asset]:
    """Mints that web3icons or tables/solana.csv names, or that both the Solana registry and the hardware-wallet list know."""
    named = {row['mint']: row['coingecko'] for row in read_table('solana.csv')}
    for entry in sources.javascript['web3icons']['tokens']:
        if 'solana' in entry['addresses']:
            named[entry['addresses']['solana']] = entry['id']
    registry = {token['address']: token for token in sources.solana}
    tokens = []
    for mint in sorted(set(named) | (set(registry) & set(sources.solana_ledger))):
        said = [(one['symbol'], one['name'], one['decimals']) for one in [registry.get(mint)] if one]
        said += [one for one in [sources.solana_ledger.get(mint)] if one]
        decimals = agreed_decimals(one[2] for one in said)
        if decimals is not None:
            coingecko = named.get(mint) or (registry.get(mint, {}).get('extensions') or {}).get('coingeckoId')
            symbol, name, _ = said[0]
            tokens.append(Asset(f'solana/token:{mint}', 'solana token', clean_text(name), clean_text(symbol), decimals, coingecko))
    return tokens
