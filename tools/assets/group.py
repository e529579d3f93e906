"""Collections: one coin on several chains.

A symbol proves nothing, so two tokens become one coin only where a hand-kept source says so by address:
  - tables/collections.csv names the main asset, LI.FI's coin keys and further addresses (the ~60 most common, checked by hand),
  - web3icons lists both addresses under one coin, LI.FI under one coin key, the Optimism list under one `opTokenId`,
  - or both are listed by the Aave address book as underlying assets of its markets with the same symbol,
and, beyond the table, both carry the same symbol (bare of '.e' and case), neither lives on a chain of a failed bridge, no two of them
live on one chain (an old and a new contract), and no source prices them as different coins.
Collections of the table keep its numbers; the others are numbered by a checksum of their main asset, so that a number never moves.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator

from rotkehlchen.core.ids import evm_token_id
from tools.assets.model import Asset, Collection
from tools.assets.source import PEGGED_CHAINS, PLATFORM_CHAINS, Sources, read_table

HASHED_FROM = 1_000_000  # table numbers stay below
POOL_SHARE = re.compile(r'(UNI-V2|BPT|ABPT|G-UNI|SLP|LP$|^PT-|^YT-)')
SOLANA_KEY = '1151111081099710'  # LI.FI's chain id of Solana


def normal_symbol(symbol: str) -> str:
    """'USDC.e', 'usdc' -> 'USDC'; 'USD₮0' -> 'USDT0'"""
    return symbol.upper().replace('₮', 'T').removesuffix('.E')


def parse_member(text: str) -> str:
    """'137:0xab..' or 'sol:mint' or an identifier as it is"""
    realm, _, address = text.partition(':')
    if realm == 'sol':
        return f'solana/token:{address}'
    return evm_token_id(int(realm), address) if realm.isdigit() else text


def build_collections(sources: Sources, assets: dict[str, Asset]) -> list[Collection]:
    """Sets `collection` on the assets and gives back the collections, the table's first."""
    made = list(tabled(sources, assets))
    by_main = {one.main: one.id for one in made}
    for members in joined(candidate_sets(sources), assets, by_main):
        free = [member for member in members if assets[member].collection is None]
        tabled_ids = {assets[member].collection for member in members} - {None}
        if len(tabled_ids) == 1 and members & set(by_main):
            for member in free:
                assets[member].collection = min(tabled_ids)  # type: ignore[type-var]
        elif not tabled_ids and len(free) > 1 and is_one_coin([assets[member] for member in free]):
            made.append(number_collection(free, assets))
    spell_alike(made, assets)
    return drop_single(made, assets)


def is_one_coin(members: list[Asset]) -> bool:
    chains = [member.identifier.partition('/')[0] for member in members]
    return len(set(chains)) == len(chains) and len({member.coingecko for member in members} - {None}) < 2


def spell_alike(collections: list[Collection], assets: dict[str, Asset]) -> None:
    """The hardware-wallet list writes symbols in capitals: 'CBBTC' takes the main asset's 'cbBTC'."""
    symbols = {one.id: assets[one.main].symbol for one in collections}
    for asset in assets.values():
        if asset.collection is not None and asset.sources == {'ledger'} and asset.symbol == symbols[asset.collection].upper():
            asset.symbol = symbols[asset.collection]


def drop_single(collections: list[Collection], assets: dict[str, Asset]) -> list[Collection]:
    """Without those of which only the main asset is known."""
    sizes = Counter(asset.collection for asset in assets.values())
    for one in collections:
        if sizes[one.id] < 2:
            assets[one.main].collection = None
    return [one for one in collections if sizes[one.id] >= 2]


def tabled(sources: Sources, assets: dict[str, Asset]) -> Iterator[Collection]:
    lifi = {coin['key']: coin['chains'] for coin in sources.javascript['lifi']}
    for row in read_table('collections.csv'):
        main = parse_member(row['main'])
        members = [main, *(parse_member(text) for text in row['extra'].split())]
        for key in row['lifi'].split():
            members += [lifi_identifier(chain, token['address']) for chain, token in lifi[key].items()
                        if int(chain) in PEGGED_CHAINS or chain == SOLANA_KEY]  # fmt: skip
        if main not in assets:
            raise LookupError(f'collection {row["id"]}: its main asset {main} is in no source')
        for member in members:
            if member in assets and assets[member].collection is None:
                assets[member].collection = int(row['id'])
        yield Collection(int(row['id']), row['name'], row['symbol'], main)


def lifi_identifier(chain: str, address: str) -> str:
    return f'solana/token:{address}' if chain == SOLANA_KEY else evm_token_id(int(chain), address) if address.startswith('0x') else address


def candidate_sets(sources: Sources) -> Iterator[list[str]]:
    """Identifiers that one source takes for one coin; not all of them are assets that we have."""
    for entry in sources.javascript['web3icons']['tokens']:
        yield [evm_token_id(PLATFORM_CHAINS[platform], address) if platform != 'solana' else f'solana/token:{address}'
               for platform, address in entry['addresses'].items()
               if platform == 'solana' or (platform in PLATFORM_CHAINS and re.fullmatch('0x[0-9a-f]{40}', address.lower()))]  # fmt: skip
    for coin in sources.javascript['lifi']:
        yield [lifi_identifier(chain, token['address']) for chain, token in coin['chains'].items()
               if int(chain) in PEGGED_CHAINS or chain == SOLANA_KEY]  # fmt: skip
    by_key: dict[str, list[str]] = defaultdict(list)
    for token in sources.javascript['optimism']:
        key = (token.get('extensions') or {}).get('opTokenId')
        if key and token['chainId'] in PEGGED_CHAINS:
            by_key['op ' + key].append(evm_token_id(token['chainId'], token['address']))
    for token in sources.aave:
        if 'underlying' in token['tags'] and token['chainId'] in PEGGED_CHAINS and not POOL_SHARE.search(token['symbol']):
            by_key['aave ' + normal_symbol(token['symbol'])].append(evm_token_id(token['chainId'], token['address']))
    yield from by_key.values()


def joined(sets: Iterator[list[str]], assets: dict[str, Asset], mains: dict[str, int]) -> list[set[str]]:
    """Sets that share a member made one, members of another symbol than the rest split off; only known assets, in stable order."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for group in sets:
        by_symbol: dict[str, list[str]] = defaultdict(list)
        for member in group:
            if member in assets:
                by_symbol[normal_symbol(assets[member].symbol)].append(member)
        for alike in by_symbol.values():
            for member in alike[1:]:
                parent[root(member)] = root(alike[0])
    components: dict[str, set[str]] = defaultdict(set)
    for node in sorted(parent):
        components[root(node)].add(node)
    return sorted((one for one in components.values() if len(one) > 1), key=min)


def number_collection(members: list[str], assets: dict[str, Asset]) -> Collection:
    main = min(members, key=home_order)
    number = HASHED_FROM + zlib.crc32(main.encode()) % 1_000_000_000
    for member in members:
        assets[member].collection = number
    return Collection(number, assets[main].name, assets[main].symbol, main)


def home_order(identifier: str) -> tuple[int, int, str]:
    """Ethereum before the other chains by number, Solana last."""
    if identifier.startswith('eip155:'):
        chain = int(identifier[7 : identifier.index('/')])
        return (0 if chain == 1 else 1, chain, identifier)
    return (2, 0, identifier)
